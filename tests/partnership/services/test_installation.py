"""The first start loads facts and samples; no other does, and never into a database that is in use."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from partnership.models import User
from partnership.services import installation


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Iterator[list[str]]:
    """The commands that were called, none of which was run: what they load has tests of its own."""
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    names: list[str] = []
    monkeypatch.setattr(installation, "call_command", lambda name, **options: names.append(name))
    return names


@pytest.mark.django_db
def test_empty_installation_gets_facts_and_samples_once(called: list[str]) -> None:
    first = installation.load_first_records()
    second = installation.load_first_records()

    assert (first, second) == (True, False)
    assert called == ["load_facts", "load_samples"]


@pytest.mark.django_db
def test_first_start_says_in_one_line_how_many_facts_it_loaded(
    called: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def load_facts_alone(name: str, **options: object) -> None:
        if name == "load_facts":
            call_command(name, **options)

    monkeypatch.setattr(installation, "call_command", load_facts_alone)

    installation.load_first_records()

    assert re.sub(r"\d+", "…", capsys.readouterr().out) == "Public facts loaded, each with its source: ….\n"


def test_database_in_use_gets_no_samples_on_a_new_host(called: list[str], operator: User) -> None:
    assert installation.load_first_records() is False
    assert called == []


@pytest.mark.django_db
def test_load_that_failed_is_tried_again(called: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str, **options: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(installation, "call_command", fail)
    with pytest.raises(OSError, match="no space"):
        installation.load_first_records()
    monkeypatch.setattr(installation, "call_command", lambda name, **options: called.append(name))

    assert installation.load_first_records() is True
    assert called == ["load_facts", "load_samples"]


def test_static_files_are_collected_only_when_a_source_changed(
    called: list[str], settings: Settings, tmp_path: Path
) -> None:
    style = tmp_path / "sources" / "style.css"
    style.parent.mkdir()
    style.write_text("p {}")
    settings.STATICFILES_DIRS = [style.parent]

    installation.collect_static_files()
    installation.collect_static_files()
    style.write_text("p { margin: 0 }")
    installation.collect_static_files()

    assert called == ["collectstatic", "collectstatic"]
