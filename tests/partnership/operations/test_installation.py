"""The first start loads facts and samples; no other does, and never into a database that is in use."""

import re
from pathlib import Path

import pytest
from pytest_django import Settings

from partnership.models import Organisation, User
from partnership.operations.installation import collect_static_files, load_first_records
from partnership.operations.samples.removal import remove_samples


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "documents"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()


@pytest.mark.django_db
def test_empty_installation_gets_facts_and_samples_once_however_often_it_takes(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    settings.MEDIA_ROOT.write_text("in the way of the documents")
    with pytest.raises(OSError, match="documents"):
        load_first_records()
    settings.MEDIA_ROOT.unlink()
    capsys.readouterr()
    announced: list[str] = []

    again = load_first_records(lambda text: announced.append(str(text)))
    said = capsys.readouterr().out.splitlines()
    accounts = User.objects.count()
    remove_samples()
    once_more = load_first_records(lambda text: announced.append(str(text)))

    assert (again, once_more) == (True, False)
    assert announced == ["Loading the public facts and a sample cooperation …"]
    assert re.sub(r"\d+", "…", "\n".join(said[:2])) == (
        "Public facts loaded, each with its source: ….\nSample records loaded, each marked as a sample: …."
    )
    assert (accounts, User.objects.count()) == (8, 0)


def test_database_in_use_gets_no_samples_on_a_new_host(operator: User) -> None:
    assert load_first_records() is False
    assert (Organisation.objects.count(), User.objects.count()) == (0, 1)


def test_static_files_are_collected_only_when_a_source_changed(settings: Settings, tmp_path: Path) -> None:
    style = tmp_path / "sources" / "style.css"
    style.parent.mkdir()
    style.write_text("p {}")
    settings.STATICFILES_DIRS = [style.parent]
    collected = settings.STATIC_ROOT / "style.css"

    announced: list[str] = []

    collect_static_files(lambda text: announced.append(str(text)))
    first = collected.read_text()
    collected.unlink()
    collect_static_files(lambda text: announced.append(str(text)))
    is_left_alone = not collected.exists()
    style.write_text("p { margin: 0 }")
    collect_static_files()

    assert (first, is_left_alone, collected.read_text()) == ("p {}", True, "p { margin: 0 }")
    assert announced == ["Collecting and compressing the static files …"]
