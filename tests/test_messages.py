"""Every text of the platform stands in both languages: the catalogues are whole, and no template speaks past them."""

import importlib.util
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model
from django.template.base import Lexer, TokenType
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
APPS = ("partnership", "projects", "pilots", "talent")
TEMPLATES = sorted(
    path
    for folder in (ROOT / "templates", *(ROOT / app / "templates" for app in APPS))
    for path in folder.rglob("*")
    if path.suffix in (".html", ".txt")
)
PLACEHOLDER = re.compile(r"%\(\w+\)[-+0-9.]*[a-zA-Z]|%[ds%]|\{\w*\}")
LETTER = re.compile(r"[^\W\d_]")
SALUTATION = "Dear %(name)s,"  # a Chinese letter opens with a colon
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Names that are the same in every language; a language's own name is written in that language.
NAMES = {"中文", "English", "BEWG", "BUT", "PDF", "XLSX", "CSV", "m", "d", "kWh"}
SILENT = ("style", "script", "pre", "code")  # the last two show what a machine reads
READ_ALOUD = ("aria-label", "title", "placeholder", "alt")
# Columns called the same in every language, and a table that no page shows.
UNNAMED = {"id", "pk", "sha256", "html", "pdf", "xlsx", "message_id"}
UNSEEN = {"pilots.StagedMeasurement"}


def messages_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return messages_script()


@pytest.fixture(scope="module")
def stored(script: ModuleType) -> dict[str, Catalog]:
    return script.stored()


@pytest.fixture(scope="module")
def extracted(script: ModuleType) -> dict[str, Catalog]:
    return script.extracted()


def texts_of(catalogues: dict[str, Catalog]) -> Iterator[tuple[str, str]]:
    """Each message, as the code says it, with each of its Chinese forms."""
    for message in (message for catalogue in catalogues.values() for message in catalogue):
        if message.id:
            said = " ".join(message.id) if isinstance(message.id, tuple) else message.id
            forms = message.string if isinstance(message.string, tuple | list) else [message.string]
            yield from ((said, form) for form in forms)


def test_each_app_has_a_catalogue(stored):
    assert tuple(stored) == APPS


@pytest.mark.parametrize("app", APPS)
def test_every_message_of_an_app_is_translated_and_none_is_left_over(app, script, stored, extracted):
    used = {(message.context, message.id) for message in extracted[app] if message.id}

    assert used == {(message.context, message.id) for message in stored[app] if message.id}
    assert script.untranslated(stored[app]) == []
    assert list(stored[app].obsolete) == []


def test_no_two_catalogues_translate_the_same_message(stored):
    """Django merges them by context and singular: of two translations, one would silently win."""
    keys = Counter(
        (message.context, message.id[0] if isinstance(message.id, tuple) else message.id)
        for catalogue in stored.values()
        for message in catalogue
        if message.id
    )

    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize("app", APPS)
def test_the_head_of_a_catalogue_states_what_is_so_at_any_time(app, script):
    head, _blank, _messages = script.catalogue_path(app).read_text(encoding="utf-8").partition("\n\n")

    assert f"{head}\n\n" == script.HEADER
    assert [word for word in ("YEAR", "EMAIL@", "FULL NAME", "VERSION", "POT-Creation-Date") if word in head] == []


def test_a_translation_fills_in_what_its_message_fills_in(stored):
    odd = [
        (said, form)
        for said, form in texts_of(stored)
        if set(PLACEHOLDER.findall(said)) != set(PLACEHOLDER.findall(form))
    ]

    assert odd == []


def test_chinese_sentences_are_set_with_chinese_marks(stored):
    latin_mark = re.compile(
        r"[\u4e00-\u9fff)”）][,;:!?](?!\d)|[,;:!?][\u4e00-\u9fff]|[\u4e00-\u9fff]\.$|\.\.\.|\([\u4e00-\u9fff]"
    )

    odd = [(said, form) for said, form in texts_of(stored) if latin_mark.search(form)]

    assert odd == []


def test_a_chinese_translation_ends_as_its_message_ends(stored):
    odd = [
        (said, form)
        for said, form in texts_of(stored)
        if (said.endswith("."), said.endswith((":", SALUTATION))) != (form.endswith("。"), form.endswith("："))
    ]

    assert odd == []


class VisibleText(HTMLParser):
    """What a reader sees or hears of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def literal_text(path: Path) -> str:
    """The template without its tags, its variables and what stands between blocktranslate and its end."""
    kept, inside = [], ""
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        name = token.contents.split()[0] if token.token_type is TokenType.BLOCK else ""
        if name in ("blocktranslate", "comment"):
            inside = f"end{name}"
        elif name and name == inside:
            inside = ""
        elif token.token_type is TokenType.TEXT and not inside:
            kept.append(token.contents)
    return "".join(kept)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_says_nothing_past_the_catalogue(path):
    literal = literal_text(path)
    if path.suffix == ".txt":
        found = [literal]
    else:
        parser = VisibleText()
        parser.feed(literal)
        parser.close()
        found = parser.found

    words = {word for text in found for word in re.findall(r"[^\W\d_]+", text)}

    assert words - NAMES == set()


def test_the_check_of_templates_finds_what_is_not_translated(tmp_path):
    template = tmp_path / "page.html"
    template.write_text(
        '{% load i18n %}<p title="Bare title" class="note">{% translate "Fine" %} Bare text {{ value }}</p>'
        "{% blocktranslate %}Fine as well{% endblocktranslate %}<script>let code;</script>",
        encoding="utf-8",
    )
    parser = VisibleText()

    parser.feed(literal_text(template))

    assert [text.strip() for text in parser.found if LETTER.search(text)] == ["Bare title", "Bare text"]


def models() -> list[type[Model]]:
    found = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [model for model in found if model._meta.label not in UNSEEN]


def own_fields(model: type[Model]) -> list[Field]:
    return [field for field in (*model._meta.local_fields, *model._meta.local_many_to_many) if not field.auto_created]


@pytest.mark.parametrize("model", models(), ids=lambda model: model._meta.label)
def test_what_a_model_is_called_is_called_so_in_chinese(model):
    with translation.override("zh-hans"):
        names = [str(model._meta.verbose_name), str(model._meta.verbose_name_plural)]
        names += [str(field.verbose_name) for field in own_fields(model) if field.name not in UNNAMED]
        names += [str(label) for field in own_fields(model) for _value, label in field.flatchoices or ()]
        names += [str(field.help_text) for field in own_fields(model) if field.help_text]

    assert [name for name in names if not CHINESE.search(name)] == []


def test_languages_are_named_in_chinese_too():
    with translation.override("zh-hans"):
        names = [(code, str(name)) for code, name in settings.LANGUAGES]

    assert names == [("zh-hans", "中文"), ("en", "英文")]
