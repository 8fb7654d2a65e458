"""Takes in a file of patents from the command line, as the import page does."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from partnership.models import User
from partnership.services.table_import import CREATED, UNCHANGED, UPDATED, ImportReport, import_table
from partnership.services.text_files import UnreadableFile
from partnership.terminal import operator_language
from projects.services.patent_import import PatentImporter, read_patents


class Command(BaseCommand):
    help = "Take in patents from a CSV or XLSX file, all rows or none; exit status 1 where a row was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Check and count, and write nothing.")
        parser.add_argument("--json", action="store_true", help="Print the report as JSON.")
        parser.add_argument("--as", dest="email", help="Write in the name of this account (default: the operator).")

    def handle(self, **options: Any) -> None:
        with operator_language():
            self._take_in(**options)

    def _take_in(self, *, file: Path, dry_run: bool, email: str | None, **options: Any) -> None:
        by = _account(email) if email else None
        report = _import(_read(file), by, dry_run)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self._tell(report)
        if report.refused:
            sys.exit(1)

    def _tell(self, report: ImportReport) -> None:
        for problem in report.refused:
            self.stderr.write(str(problem))
        text = _("%(created)d new, %(updated)d changed, %(unchanged)d unchanged, %(refused)d refused")
        counts = {outcome: report.count(outcome) for outcome in (CREATED, UPDATED, UNCHANGED)}
        self.stdout.write(text % {**counts, "refused": len(report.refused)})


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error


def _import(content: bytes, by: User | None, dry_run: bool) -> ImportReport:
    try:
        table = read_patents(content)
    except UnreadableFile as error:
        return ImportReport(refused=[error.problem])
    return import_table(PatentImporter(by), table, by=by, dry_run=dry_run)


def _account(email: str) -> User:
    # unscoped: the operator of the machine names the account
    account = User.objects.filter(email__iexact=email, is_active=True).first()
    if account is None:
        raise CommandError(f"No active account has the address {email}.")
    return account
