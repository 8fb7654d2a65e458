"""The message catalogues are compiled without GNU gettext, where Django finds them, and only when they changed."""

import gettext
import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import translation
from pytest_django import Settings

from partnership.operations.doctor import Severity, check_messages
from partnership.operations.messages.catalogues import catalogue_sources, compile_catalogues, compiled_path

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
    settings.DATA_DIR = tmp_path / "var"
    return write_source("app", CATALOGUE)


def write_source(app: str, text: str) -> Path:
    source = django_settings.BASE_DIR / app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(text, encoding="utf-8")
    return source


def test_compiled_catalogue_translates_and_leaves_out_what_is_fuzzy(source: Path, settings: Settings) -> None:
    written = compile_catalogues()

    assert written == [settings.DATA_DIR / "locale" / "app" / "zh_Hans" / "LC_MESSAGES" / "django.mo"]
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


def test_a_catalogue_that_changes_leaves_those_of_other_apps_compiled(source: Path) -> None:
    other = write_source("other", CATALOGUE.replace("协议", "约定"))
    compile_catalogues()

    os.utime(other, (compiled_path(other).stat().st_mtime + 5,) * 2)

    assert compile_catalogues() == [compiled_path(other)]


def test_doctor_misses_a_catalogue_that_is_not_compiled(source: Path) -> None:
    compile_catalogues()
    compiled = check_messages()
    write_source("other", CATALOGUE)
    incomplete = check_messages()

    assert (compiled.severity, incomplete.severity) == (Severity.OK, Severity.WRONG)


def test_every_catalogue_of_the_code_is_compiled_where_django_looks(settings: Settings) -> None:
    compiled = [compiled_path(source) for source in catalogue_sources()]

    assert [path.name for path in compiled] == ["django.mo"] * len(settings.LOCALE_PATHS)
    assert {path.parents[2] for path in compiled} == set(settings.LOCALE_PATHS)
    assert {path.parents[1].name for path in compiled} == {"zh_Hans"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Agreements", "协议"),  # the core
        ("Projects", "项目"),
        ("Pilot bases", "中试基地"),
        ("Cohorts", "批次"),
        ("Filter", "筛选"),  # Django's own is another
        ("Form Data", "表单数据"),  # of the log-in guard
    ],
)
def test_messages_of_each_app_are_translated_and_go_before_those_of_libraries(text: str, expected: str) -> None:
    with translation.override("zh-hans"):
        assert translation.gettext(text) == expected
