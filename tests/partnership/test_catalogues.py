"""The message catalogues are compiled without GNU gettext, where Django finds them, and only when they changed."""

import gettext
import os
from pathlib import Path

import pytest
from pytest_django import Settings

from partnership.operations.catalogues import catalogue_sources, compile_catalogues

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "agreement"
msgstr "协议"

#, fuzzy
msgid "payment"
msgstr "付款？"

msgid "%d day"
msgid_plural "%d days"
msgstr[0] "%d 天"
"""


@pytest.fixture
def source(settings: Settings, tmp_path: Path) -> Path:
    settings.BASE_DIR = tmp_path / "code"
    settings.LOCALE_PATHS = [tmp_path / "var" / "locale"]
    source = settings.BASE_DIR / "app" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE, encoding="utf-8")
    return source


def test_compiled_catalogue_translates_and_leaves_out_what_is_fuzzy(source: Path, settings: Settings) -> None:
    written = compile_catalogues()

    assert written == [settings.LOCALE_PATHS[0] / "zh_Hans" / "LC_MESSAGES" / "django.mo"]
    with written[0].open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("agreement") == "协议"
    assert translations.gettext("payment") == "payment"
    assert translations.ngettext("%d day", "%d days", 3) == "%d 天"


def test_catalogue_is_compiled_again_only_when_it_changed(source: Path) -> None:
    first = compile_catalogues()
    second = compile_catalogues()
    os.utime(source, (first[0].stat().st_mtime + 5,) * 2)
    third = compile_catalogues()

    assert (len(first), len(second), len(third)) == (1, 0, 1)


def test_every_catalogue_of_the_code_lies_where_django_looks() -> None:
    languages = {source.parent.parent.name for source in catalogue_sources()}

    assert languages <= {"zh_Hans", "en"}
