"""Brings the message catalogue up to the code, with Babel alone; prints what is left to translate.

Messages come from Python and from templates; what the code no longer says is dropped, what it says newly is empty.
"""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "partnership" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
# No dates and no names: who wrote which line when is in the history, and the file changes only with its messages.
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
APPS = ("partnership", "projects", "pilots", "talent", "templates")
KEYWORDS = {
    **dict.fromkeys(("_", "_lazy", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def extracted() -> Catalog:
    """Every message of the code, with the files it stands in."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    catalogue = Catalog(locale="zh_Hans", fuzzy=False)
    for path in sorted(_sources()):
        for _line, message, _comments, context in extract("python", io.BytesIO(_code(path)), KEYWORDS):
            catalogue.add(message, locations=[(str(path), 1)], context=context)
    return catalogue


def stored() -> Catalog:
    """The catalogue as it is kept."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def update() -> list[str]:
    """Write the catalogue anew; returns the messages that have no translation yet."""
    current, known = extracted(), stored() if CATALOGUE.exists() else Catalog(locale="zh_Hans")
    for message in current:
        if message.id and (old := known.get(message.id, context=message.context)):
            message.string = old.string
        message.locations = [(path, None) for path in dict.fromkeys(path for path, _line in message.locations)]
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, current, width=120, omit_header=True, sort_output=True)
    return untranslated(current)


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages without a translation, or with one that nobody has confirmed."""
    return [
        str(message.id)
        for message in catalogue
        if message.id and (message.fuzzy or not _is_complete(message.string or ""))
    ]


def _is_complete(string: str | tuple[str, ...] | list[str]) -> bool:
    return bool(string) if isinstance(string, str) else bool(string) and all(string)


def _sources() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *APPS],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    return [Path(name) for name in listed if name.endswith((".py", ".html", ".txt")) and (ROOT / name).exists()]


def _code(path: Path) -> bytes:
    text = (ROOT / path).read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    # Django's own way to messages: the template as something that reads like Python; indentation means nothing in it.
    return "\n".join(line.strip() for line in templatize(text).splitlines()).encode()


if __name__ == "__main__":
    missing = update()
    print("\n".join(missing))
    sys.exit(1 if missing else 0)
