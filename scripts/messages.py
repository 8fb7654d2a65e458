"""Update the message catalogues from the code, with Babel alone; print what is left to translate.

Each app has the messages of its own code and templates; those of more than one app are in the core's catalogue.
Unused messages are dropped, new ones are empty; translations are found in whichever catalogue they were before.

After a merge: take either side of the catalogues, then run `scripts/messages.py REVISION` with the branch merged in.
Translations that the branch added or changed since it began are merged.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import PoFileError, read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CORE = "partnership"
APPS = (CORE, "projects", "pilots", "talent")
LANGUAGE = "zh_Hans"
CATALOGUE = f"locale/{LANGUAGE}/LC_MESSAGES/django.po"  # of each app
# No dates and no names: they are in the history of git, and the file changes only with its messages.
HEADER = r"""# What the platform says in Chinese.
msgid ""
msgstr ""
"Project-Id-Version: Partnership platform\n"
"Language: zh_Hans\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""
KEYWORDS = {
    **dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
Key: TypeAlias = "tuple[str | None, str]"  # context and singular, as gettext looks up a message
Text: TypeAlias = "str | tuple[str, ...] | list[str] | None"


def catalogue_path(app: str) -> Path:
    return ROOT / app / CATALOGUE


def extracted() -> dict[str, Catalog]:
    """Return every message of the code, by the app whose catalogue it belongs to."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    extracted_messages = [
        (_message_app(path), message, context)
        for path in _sources()
        for _line, message, _comments, context in extract("python", io.BytesIO(_code(path)), KEYWORDS)
    ]
    users: dict[Key, set[str]] = defaultdict(set)
    for app, message, context in extracted_messages:
        users[_key(message, context)].add(app)
    catalogues = {app: Catalog(locale=LANGUAGE, fuzzy=False) for app in APPS}
    for app, message, context in extracted_messages:
        owner = app if len(users[_key(message, context)]) == 1 else CORE
        catalogues[owner].add(message, context=context)
    return catalogues


def stored() -> dict[str, Catalog]:
    """Return the catalogues of the working tree; raises PoFileError where one has conflict markers."""
    return {app: _parsed(catalogue_path(app).read_bytes()) for app in APPS if catalogue_path(app).exists()}


def stored_at(revision: str) -> list[Catalog]:
    """Return the catalogues of another revision, whatever their paths in it."""
    names = _git("ls-tree", "-r", "--name-only", revision).decode().splitlines()
    return [_parsed(_git("show", f"{revision}:{name}")) for name in names if name.endswith(f"/{CATALOGUE}")]


def merge(known: dict[Key, Message], theirs: Iterable[Catalog], base: Iterable[Catalog] = ()) -> list[str]:
    """Add what is missing and what only the others changed since the base; return what was translated in two ways."""
    before = {_key(message.id, message.context): message.string for catalogue in base for message in catalogue}
    conflicts = []
    for message in (message for catalogue in theirs for message in catalogue if message.id):
        key = _key(message.id, message.context)
        ours = known.get(key)
        if not _is_complete(message.string) or (ours and message.string in (ours.string, before.get(key))):
            continue
        if ours is None or not _is_complete(ours.string) or ours.string == before.get(key):
            known[key] = message
        else:
            conflicts.append(f"{key[1]}: {_forms(ours.string)[0]} (kept), {_forms(message.string)[0]}")
    return conflicts


def update(revisions: Iterable[str] = ()) -> tuple[list[str], list[str]]:
    """Write the catalogues; return the messages without a translation, and those translated in two ways."""
    known: dict[Key, Message] = {}
    conflicts = merge(known, stored().values())
    for revision in revisions:
        base = _git("merge-base", "HEAD", revision).decode().strip()
        conflicts += merge(known, stored_at(revision), stored_at(base))
    current = extracted()
    for app, catalogue in current.items():
        for message in catalogue:
            if message.id and (old := known.get(_key(message.id, message.context))):
                message.string = _forms(old.string) if message.pluralizable else _forms(old.string)[0]
                message.flags |= {"fuzzy"} & old.flags
        catalogue_path(app).parent.mkdir(parents=True, exist_ok=True)
        with catalogue_path(app).open("wb") as file:
            file.write(HEADER.encode())
            # Without locations, so that a module that moves does not change the catalogue.
            write_po(file, catalogue, width=120, omit_header=True, sort_output=True, no_location=True)
    return [text for catalogue in current.values() for text in untranslated(catalogue)], conflicts


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages without a translation or with a fuzzy one."""
    return [
        str(message.id) for message in catalogue if message.id and (message.fuzzy or not _is_complete(message.string))
    ]


def _is_complete(string: Text) -> bool:
    return bool(string) and all(_forms(string))


def _forms(string: Text) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)


def _key(message: Text, context: str | None) -> Key:
    return context, _forms(message)[0]


def _parsed(content: bytes) -> Catalog:
    return read_po(io.BytesIO(content), locale=LANGUAGE, abort_invalid=True)


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout


def _sources() -> list[Path]:
    listed = _git("ls-files", "--cached", "--others", "--exclude-standard", *APPS, "templates").decode().split()
    paths = (Path(name) for name in sorted(set(listed)) if name.endswith((".py", ".html", ".txt")))
    return [path for path in paths if (ROOT / path).exists()]


def _message_app(path: Path) -> str:
    """Return the app of a module or template; templates without an app of their name belong to the core."""
    name = path.parts[1] if path.parts[0] == "templates" else path.parts[0]
    return name if name in APPS else CORE


def _code(path: Path) -> bytes:
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    # Django turns a template into something like Python, in which indentation means nothing.
    return "\n".join(line.strip() for line in templatize(text).splitlines()).encode()


if __name__ == "__main__":
    try:
        missing, conflicts = update(sys.argv[1:])
    except PoFileError as error:
        sys.exit(f"A catalogue is not whole; take one side of the merge first: {error}")
    for text in missing:
        print(f"Without a translation: {text}")
    for text in conflicts:
        print(f"Translated in two ways: {text}")
    sys.exit(1 if missing or conflicts else 0)
