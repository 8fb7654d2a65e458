"""`manage.py backup FILE`: database and documents in one file, while the platform runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.management.platform_command import PlatformCommand
from partnership.management.terminal import operator_language
from partnership.operations.backups.archives import BackupError, write_backup


class Command(PlatformCommand):
    help = "Write the database and all documents, with checksums, to a new .tar.gz file."
    requires_migrations_checks = False  # also before an upgrade

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        with operator_language():
            try:
                contents = write_backup(file)
            except BackupError as error:
                raise CommandError(str(error)) from None
            documents = ngettext("%(count)d document", "%(count)d documents", contents.documents)
            megabytes = file.stat().st_size / 1e6
            values = {
                "file": file,
                "size": f"{megabytes:.1f}",
                "documents": documents % {"count": contents.documents},
            }
            self.stdout.write(_("%(file)s holds the database and %(documents)s, %(size)s MB.") % values)
