"""`manage.py serve`: what `make run` starts; web, worker and beat together on this machine."""

import errno
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.management.platform_command import connection_error_text
from partnership.management.terminal import operator_language
from partnership.operations.installation import load_first_records, prepare_installation
from partnership.operations.supervisor import ChildDied, supervise

SPACE_NEEDED = 200_000_000  # bytes


class Command(BaseCommand):
    help = "Run web, worker and beat together, on this machine only."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reload", action="store_true", help="restart the web process at every change of the code")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with server_lock(settings.DATA_DIR):
                self.start(is_reloading=options["reload"])
        except (KeyboardInterrupt, ChildDied, OSError, OperationalError) as end:
            with operator_language():
                text = exit_text(end)
            if not text:
                raise
            raise CommandError(text) from None

    def start(self, *, is_reloading: bool) -> None:
        prepare_installation(self.announce)
        load_first_records(self.announce)
        clear_embedded_broker()
        address, processes = address_of(settings.PORT), commands(is_reloading=is_reloading)
        self.announce(gettext_lazy("Starting the web server, the worker and the scheduler …"))
        with operator_language():
            # Celery's worker prints its shutdown on stdout, and logs on stderr.
            supervise(processes, environment=child_environment(), address=address, write=self.write, mute={"worker"})

    def announce(self, text: Promise) -> None:
        with operator_language():
            self.write(str(text))

    def write(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


@contextmanager
def server_lock(folder: Path) -> Iterator[None]:
    """Lock the data folder: a second server on it would get messages of the first."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < SPACE_NEEDED:
        with operator_language():
            text = _("There is not enough space on the disk of %(folder)s: %(free)d MB are free.")
            raise CommandError(text % {"folder": folder, "free": free // 1_000_000})
    with (folder / "serve.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            with operator_language():
                raise CommandError(running_text(folder, lock.read())) from None
        lock.truncate(0)
        lock.write(str(settings.PORT))  # settings.py reads it
        lock.flush()
        yield


def running_text(folder: Path, port: str) -> str:
    text = _("The platform already runs at %(address)s on %(folder)s: end it first, or set another DATA_DIR.")
    return text % {"address": address_of(port), "folder": folder}


def address_of(port: int | str) -> str:
    return f"http://127.0.0.1:{port}"


def commands(*, is_reloading: bool) -> dict[str, list[str]]:
    """Return the command line of each process by its name."""
    python = [sys.executable, "-m"]
    bind = f"127.0.0.1:{settings.PORT}"
    gunicorn = [
        *python,
        "gunicorn",
        "partnership.wsgi",
        "--bind",
        bind,
        "--no-control-socket",
        "--log-level",
        "warning",
    ]
    reloading = [sys.executable, str(settings.BASE_DIR / "manage.py"), "runserver", bind]
    celery = [*python, "celery", "--quiet", "--app", "partnership"]
    worker = [*celery, "worker", "--loglevel", "warning", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    return {
        "web": reloading if is_reloading else gunicorn,
        "worker": worker,
        "beat": [*celery, "beat", "--loglevel", "warning", "--pidfile="],
    }


def child_environment() -> dict[str, str]:
    return {
        "WEB_CONCURRENCY": "2",
        **os.environ,
        "PYTHONPATH": str(settings.BASE_DIR),
        "TMPDIR": str(settings.DATA_DIR / "tmp"),
    }


def clear_embedded_broker() -> None:
    """Delete the messages of the last run: the database knows what is to be done, and old messages only delay it."""
    if not settings.REDIS_URL:
        shutil.rmtree(settings.DATA_DIR / "broker", ignore_errors=True)


def exit_text(end: BaseException) -> str:
    """Return why the platform ended, in one sentence; empty for an unexpected error."""
    if isinstance(end, KeyboardInterrupt):
        return _("Stopped.")
    if isinstance(end, ChildDied):
        return str(end)
    if is_disk_full(end):
        return _("There is no space left on the disk of %(folder)s.") % {"folder": settings.DATA_DIR}
    if isinstance(end, OperationalError):
        return connection_error_text(end)
    return ""


def is_disk_full(error: BaseException) -> bool:
    return getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error)
