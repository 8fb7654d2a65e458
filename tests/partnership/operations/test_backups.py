"""Backup and restore, drilled on the database of the suite: SQLite in `make test`, PostgreSQL in `make test-all`."""

import io
import json
import shutil
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from partnership.models import Organisation
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _documents() -> None:
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    write_document("2026/11/contract.txt", "the contract")


def write_document(name: str, text: str) -> None:
    path = settings.MEDIA_ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def documents() -> dict[str, str]:
    root = settings.MEDIA_ROOT
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


def codes() -> list[str]:
    return list(Organisation.objects.values_list("code", flat=True).order_by("code"))


def backup(tmp_path: Path) -> Path:
    file = tmp_path / "backup.tar.gz"
    call_command("backup", str(file), stdout=io.StringIO())
    return file


def restore(file: Path, *arguments: str) -> None:
    call_command("restore", str(file), *arguments, stdout=io.StringIO())


def test_restore_brings_back_rows_and_documents_and_removes_what_came_later(tmp_path: Path) -> None:
    OrganisationFactory(code="BEFORE", name_zh="之前")
    file = backup(tmp_path)
    Organisation.objects.all().delete()
    OrganisationFactory(code="AFTER")
    write_document("2026/11/contract.txt", "changed")
    write_document("2026/12/later.txt", "later")

    restore(file, "--replace")

    assert codes() == ["BEFORE"]
    assert Organisation.objects.get().name_zh == "之前"
    assert documents() == {"2026/11/contract.txt": "the contract"}
    assert OrganisationFactory(code="NEW").pk > Organisation.objects.get(code="BEFORE").pk


def test_backup_is_readable_by_its_owner_only_and_overwrites_nothing(tmp_path: Path) -> None:
    file = backup(tmp_path)

    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError):
        call_command("backup", str(file))


def test_restore_over_records_needs_the_option_replace(tmp_path: Path) -> None:
    OrganisationFactory(code="BEFORE")
    file = backup(tmp_path)
    Organisation.objects.update(code="KEPT")

    with pytest.raises(CommandError, match="--replace"):
        restore(file)

    assert codes() == ["KEPT"]


def test_restore_into_an_empty_database_needs_no_telling(tmp_path: Path) -> None:
    OrganisationFactory(code="BEFORE")
    file = backup(tmp_path)
    Organisation.objects.all().delete()

    restore(file)

    assert codes() == ["BEFORE"]


@pytest.mark.parametrize("member", ["database", "documents/2026/11/contract.txt"])
def test_changed_byte_is_found_before_anything_is_touched(member: str, tmp_path: Path) -> None:
    OrganisationFactory(code="BEFORE")
    damaged = rewritten(backup(tmp_path), tmp_path, {member: lambda content: content[:-1] + b"?"})
    Organisation.objects.update(code="KEPT")

    with pytest.raises(CommandError, match=member):
        restore(damaged, "--replace")

    assert codes() == ["KEPT"]
    assert documents() == {"2026/11/contract.txt": "the contract"}


def refusal(file: Path) -> str:
    with pytest.raises(CommandError) as refused:
        restore(file)
    return str(refused.value).replace(str(file), file.name)


EXPECTED = "expected is a .tar.gz file as manage.py backup writes it."


def test_what_is_no_backup_is_refused_with_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes")
    empty = archive_of(tmp_path / "empty.tar.gz", {})
    foreign = archive_of(tmp_path / "foreign.tar.gz", {"notes.txt": b"notes"})
    alike = archive_of(tmp_path / "alike.tar.gz", {"database": b"", "manifest.json": b"[]"})

    assert refusal(tmp_path / "notes.txt") == f"notes.txt is a file of another kind; {EXPECTED}"
    assert refusal(empty) == f"empty.tar.gz is another archive; {EXPECTED}"
    assert refusal(foreign) == f"foreign.tar.gz is an archive that holds notes.txt; {EXPECTED}"
    assert refusal(alike) == f"alike.tar.gz is another archive; {EXPECTED}"
    assert refusal(tmp_path / "gone.tar.gz") == "gone.tar.gz cannot be read: No such file or directory."
    assert refusal(tmp_path).endswith(" cannot be read: Is a directory.")


def test_half_a_backup_and_a_damaged_one_are_refused(tmp_path: Path) -> None:
    file = backup(tmp_path)
    whole = file.read_bytes()
    half = len(whole) // 2

    for damaged in (whole[:half], whole[:half] + bytes(100) + whole[half + 100 :]):
        file.write_bytes(damaged)
        assert refusal(file) == f"backup.tar.gz is a damaged or unfinished archive; {EXPECTED}"


def test_member_that_leads_outside_is_refused(tmp_path: Path) -> None:
    file = archive_of(tmp_path / "evil.tar.gz", {"documents/../../evil.txt": b"evil"})

    with pytest.raises(CommandError):
        restore(file)

    assert not list(settings.DATA_DIR.rglob("evil.txt"))


def test_database_that_does_not_load_leaves_rows_and_documents_as_they_were(tmp_path: Path) -> None:
    OrganisationFactory(code="BEFORE")
    broken = with_database(backup(tmp_path), tmp_path, b"CREATE TABLE half_done (id int); SELECT 1/0 FROM nowhere;")
    Organisation.objects.update(code="KEPT")
    write_document("2026/12/later.txt", "later")

    with pytest.raises(CommandError):
        restore(broken, "--replace")

    assert codes() == ["KEPT"]
    assert documents() == {"2026/11/contract.txt": "the contract", "2026/12/later.txt": "later"}


def test_backup_of_newer_code_is_refused(tmp_path: Path) -> None:
    def with_newer_migration(content: bytes) -> bytes:
        manifest = json.loads(content)
        manifest["migrations"].append("partnership.9999_from_the_future")
        return json.dumps(manifest).encode()

    newer = rewritten(backup(tmp_path), tmp_path, {"manifest.json": with_newer_migration})

    with pytest.raises(CommandError):
        restore(newer, "--replace")


def with_database(file: Path, folder: Path, content: bytes) -> Path:
    """The backup with another database, its checksum made to fit."""

    def fit(manifest: bytes) -> bytes:
        data = json.loads(manifest)
        data["sha256"]["database"] = sha256(content).hexdigest()
        return json.dumps(data).encode()

    return rewritten(file, folder, {"database": lambda _: content, "manifest.json": fit})


def rewritten(file: Path, folder: Path, changes: dict) -> Path:
    target = folder / "rewritten.tar.gz"
    with tarfile.open(file) as source, tarfile.open(target, "w:gz") as archive:
        for member in source:
            reader = source.extractfile(member)
            assert reader is not None
            content = reader.read()
            add(archive, member.name, changes.get(member.name, bytes)(content))
    return target


def archive_of(file: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(file, "w:gz") as archive:
        for name, content in members.items():
            add(archive, name, content)
    return file


def add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


@pytest.mark.full  # SQLite has no connection to protect
def test_a_backup_is_as_careful_of_its_connection_as_the_address_asks(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "sslmode", "verify-full")

    with pytest.raises(CommandError, match=r"certificate|SSL"):
        backup(tmp_path)
