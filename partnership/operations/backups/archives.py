"""A backup is one .tar.gz: the database, the documents, and last a manifest with their checksums."""

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.models import Organisation, User
from partnership.operations.backups.databases import BackupError, read_copy, write_copy
from partnership.operations.doctor import has_tables, no_tables_text

FORMAT = 1
DATABASE = "database"
DOCUMENTS = "documents"
MANIFEST = "manifest.json"
MANIFEST_KEYS = {"format", "made_at", "database", "migrations", "sha256"}
GZIP_MARK = b"\x1f\x8b"
CHUNK = 1 << 20

__all__ = ["BackupError", "Contents", "restore_backup", "write_backup"]


@dataclass(frozen=True)
class Contents:
    """The contents of a backup: when it was made (ISO 8601), and the number of documents."""

    made_at: str
    documents: int


def write_backup(target: Path) -> Contents:
    """Write database and documents to a new file; raises BackupError and then leaves no file."""
    if target.exists():
        raise BackupError(_("%(file)s exists already.") % {"file": target})
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with work_folder() as folder:
            if not has_tables():
                raise BackupError(no_tables_text())
            write_copy(folder / DATABASE)
            with open_private(unfinished) as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
                contents = fill(archive, folder / DATABASE)
        unfinished.rename(target)
    except OSError as error:
        values = {"file": target, "error": error.strerror}
        raise BackupError(_("%(file)s could not be written: %(error)s.") % values) from None
    finally:
        unfinished.unlink(missing_ok=True)
    return contents


def open_private(path: Path) -> IO[bytes]:
    """Open a new file that only its owner can read."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb")


def fill(archive: tarfile.TarFile, database: Path) -> Contents:
    """Add the database, then the documents: a document is stored before the row that names it."""
    checksums = {DATABASE: add_file(archive, database, DATABASE)}
    for path in sorted(settings.MEDIA_ROOT.rglob("*")):
        if path.is_file() and not path.is_symlink():
            name = f"{DOCUMENTS}/{path.relative_to(settings.MEDIA_ROOT).as_posix()}"
            checksums[name] = add_file(archive, path, name)
    made_at = timezone.now().isoformat(timespec="seconds")
    manifest = {
        "format": FORMAT,
        "made_at": made_at,
        "database": connection.vendor,
        "migrations": sorted(".".join(key) for key in MigrationLoader(connection).applied_migrations),
        "sha256": checksums,
    }
    text = json.dumps(manifest, indent=1).encode()
    member = tarfile.TarInfo(MANIFEST)
    member.size = len(text)
    archive.addfile(member, io.BytesIO(text))
    return Contents(made_at=made_at, documents=len(checksums) - 1)


def add_file(archive: tarfile.TarFile, path: Path, name: str) -> str:
    """Add the file and return the checksum of the very bytes that went in."""
    with path.open("rb") as file:
        member = archive.gettarinfo(arcname=name, fileobj=file)
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        digesting = DigestingReader(file)
        archive.addfile(member, digesting)
    return digesting.digest.hexdigest()


class DigestingReader:
    """Reads a file and computes the checksum of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


def restore_backup(source: Path, *, is_replacing: bool) -> Contents:
    """Replace database and documents by a backup, all or nothing; raises BackupError."""
    with work_folder() as folder:  # first: on a new machine it makes DATA_DIR, where SQLite's file will lie
        if not is_replacing and has_records():
            raise BackupError(_("The database holds records: say --replace to put the backup in their place."))
        manifest = unpack(source, folder)
        check_compatible(manifest)
        with documents_replaced(folder / DOCUMENTS):
            read_copy(folder / DATABASE)
    return Contents(made_at=manifest["made_at"], documents=len(manifest["sha256"]) - 1)


def has_records() -> bool:
    tables = connection.introspection.table_names()
    models = [model for model in (User, Organisation) if model._meta.db_table in tables]
    return any(model.objects.exists() for model in models)  # unscoped: whether the database is empty


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack and compare every checksum; returns the manifest."""
    (folder / DOCUMENTS).mkdir()
    try:
        checksums = unpack_members(source, folder)
        if DATABASE in checksums and MANIFEST not in checksums:
            raise EOFError  # the manifest is the last of all
        manifest = read_manifest(folder) if DATABASE in checksums else None
    except ForeignFileError as error:
        raise BackupError(foreign_file_text(source, str(error))) from None
    except (EOFError, gzip.BadGzipFile, zlib.error, tarfile.TarError):
        raise BackupError(foreign_file_text(source, _("a damaged or unfinished archive"))) from None
    except OSError as error:
        values = {"file": source, "reason": error.strerror}
        raise BackupError(_("%(file)s cannot be read: %(reason)s.") % values) from None
    if manifest is None:
        raise BackupError(foreign_file_text(source, _("another archive")))
    del checksums[MANIFEST]
    expected = manifest["sha256"]
    damaged = sorted(name for name in {*checksums, *expected} if checksums.get(name) != expected.get(name))
    if damaged:
        raise BackupError(_("The checksum of %(name)s in the backup is wrong.") % {"name": damaged[0]})
    return manifest


class ForeignFileError(Exception):
    """The file is no backup; the message is a noun for what it is."""


def foreign_file_text(source: Path, noun: str) -> str:
    text = _("%(file)s is %(found)s; expected is a .tar.gz file as manage.py backup writes it.")
    return text % {"file": source, "found": noun}


def unpack_members(source: Path, folder: Path) -> dict[str, str]:
    """Unpack all; returns the checksum of each file by its name."""
    with source.open("rb") as file:
        if file.read(len(GZIP_MARK)) != GZIP_MARK:
            raise ForeignFileError(_("a file of another kind"))
    with tarfile.open(source, "r:gz") as archive:
        return {member.name: unpack_member(archive, member, folder) for member in archive}


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest; None where it is not one of a backup."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except ValueError:
        return None
    return manifest if isinstance(manifest, dict) and manifest.keys() >= MANIFEST_KEYS else None


def unpack_member(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Write one file below the folder and return its checksum; refuse all but plain files of a backup."""
    parts = PurePosixPath(member.name).parts
    is_known = member.name in {DATABASE, MANIFEST} or (len(parts) > 1 and parts[0] == DOCUMENTS)
    content = archive.extractfile(member) if member.isfile() else None
    if content is None or not is_known or ".." in parts:
        raise ForeignFileError(_("an archive that holds %(name)s") % {"name": member.name})
    target = folder.joinpath(*parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    reader = DigestingReader(content)
    with target.open("wb") as file:
        shutil.copyfileobj(reader, file, CHUNK)
    target.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    return reader.digest.hexdigest()


def check_compatible(manifest: dict[str, Any]) -> None:
    """Refuse a backup of a newer version or of another database engine."""
    if manifest.get("format") != FORMAT:
        raise BackupError(_("The backup was made by a newer version of the platform: upgrade first."))
    if manifest["database"] != connection.vendor:
        message = _("The backup is of a %(theirs)s database, and this one is %(ours)s.")
        raise BackupError(message % {"theirs": manifest["database"], "ours": connection.vendor})
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if set(manifest["migrations"]) - known:
        raise BackupError(_("The backup was made by a newer version of the platform: upgrade first."))


@contextmanager
def documents_replaced(folder: Path) -> Iterator[None]:
    """Move the folder to the place of the documents; put the old ones back where the rest fails."""
    place: Path = settings.MEDIA_ROOT
    former = folder.with_name("documents-before")
    place.mkdir(parents=True, exist_ok=True)
    place.rename(former)
    try:
        folder.rename(place)
        yield
    except BaseException:
        if place.exists():
            shutil.rmtree(place)
        former.rename(place)
        raise


@contextmanager
def work_folder() -> Iterator[Path]:
    """A temporary folder below DATA_DIR, on the same disk as the documents."""
    if not settings.MEDIA_ROOT.is_relative_to(settings.DATA_DIR):
        raise ImproperlyConfigured("Documents must lie below DATA_DIR.")
    parent = settings.DATA_DIR / "tmp"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=parent) as name:
        yield Path(name)
