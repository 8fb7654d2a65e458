"""`manage.py import_patents FILE`: import a table of patents, as the import page does, for scripts."""

from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from partnership.management.import_command import ImportCommand
from partnership.models import User
from partnership.transfer.files.table_files import open_table
from partnership.transfer.outcome import FileRefusedError, ImportOutcome
from partnership.transfer.table_import import import_table, may_import
from projects.models import Patent
from projects.patents.importer import PatentImporter, require_patent_columns


class Command(ImportCommand):
    help = "Import patents from a CSV or XLSX file, all rows or none; exit status 1 where a row is refused."

    def import_rows(self, options: dict[str, Any], by: User | None) -> ImportOutcome:
        if by is not None and not may_import(by, Patent):
            raise CommandError(_("This account may not import patents."))
        is_dry_run = options["dry_run"]
        try:
            table = open_table(options["file"])
            require_patent_columns(table.columns)
        except FileRefusedError as error:
            return ImportOutcome.of_refused_file(error, is_dry_run=is_dry_run)
        return import_table(PatentImporter(by), table, by=by, is_dry_run=is_dry_run)
