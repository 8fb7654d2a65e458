"""Brings an installation up to the code: tables, messages, static files; the first time facts and samples too."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnership.operations.doctor import Severity, check_applied_migrations
from partnership.operations.messages.catalogues import compile_catalogues

Announce = Callable[[Promise], object]


def ignore_announcement(text: Promise) -> None:
    """The default where nobody waits for the work."""


def prepare_installation(announce: Announce = ignore_announcement) -> None:
    """Bring tables, messages and static files up to date; safe to repeat. Each step that takes seconds is announced."""
    for folder in (settings.DATA_DIR, settings.MEDIA_ROOT, settings.DATA_DIR / "tmp", settings.STATIC_ROOT):
        Path(folder).mkdir(parents=True, exist_ok=True)
    compile_catalogues()
    if check_applied_migrations().severity is not Severity.OK:
        announce(_("Making the tables of the database …"))
    call_command("migrate", interactive=False, verbosity=0)
    if not settings.DEBUG:
        collect_static_files(announce)


def collect_static_files(announce: Announce = ignore_announcement) -> None:
    """Collect the static files where a source has changed: hashing and compressing them takes seconds."""
    stamp = settings.STATIC_ROOT / ".collected"
    digest = static_sources_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    announce(_("Collecting and compressing the static files …"))
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)


def static_sources_digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_first_records(announce: Announce = ignore_announcement) -> bool:
    """Load facts and samples into a new, empty installation; return False where there were records already."""
    marker = settings.DATA_DIR / "first-run-done"
    if marker.exists():
        return False
    is_empty = not get_user_model().for_workers.exists()
    if is_empty:
        announce(_("Loading the public facts and a sample cooperation …"))
        call_command("load_facts", brief=True)
        call_command("load_samples")
    marker.touch()
    return is_empty
