"""`manage.py restore FILE`: replace database and documents by a backup, all or nothing."""

import datetime as dt
import fcntl
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from partnership.management.platform_command import PlatformCommand
from partnership.management.terminal import operator_language
from partnership.operations.backups.archives import BackupError, restore_backup
from partnership.rules import formats


class Command(PlatformCommand):
    help = (
        "Put a backup in the place of database and documents; nothing is changed where it is damaged or does not fit."
    )
    requires_migrations_checks = False  # the backup contains the tables

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="also where the database holds records")

    def handle(self, *args: Any, **options: Any) -> None:
        with operator_language():
            if is_served():
                raise CommandError(_("The platform is running: stop it first."))
            try:
                contents = restore_backup(options["file"], is_replacing=options["replace"])
            except BackupError as error:
                raise CommandError(str(error)) from None
            made_at = formats.moment(dt.datetime.fromisoformat(contents.made_at))
            self.stdout.write(_("The state of %(time)s is back. Now run manage.py prepare.") % {"time": made_at})


def is_served() -> bool:
    """Whether `make run` uses this data folder; other servers cannot be detected."""
    lock = settings.DATA_DIR / "serve.lock"
    if not lock.exists():
        return False
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
