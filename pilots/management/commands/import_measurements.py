"""`manage.py import_measurements FILE --base CODE`: what the upload page does, in this process, for scripts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.import_outcome import ImportOutcome
from partnership.models import User
from partnership.terminal import operator_language
from pilots.models import PilotBase, Series
from pilots.services.import_jobs import import_now, importable_base

PIECE_BYTES = 1 << 20


class Command(BaseCommand):
    help = "Import a CSV file of measurements into a pilot test base: all of it or nothing. Repeating changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        origins = (Series.Origin.SENSOR.value, Series.Origin.LABORATORY.value)
        parser.add_argument("file", type=Path)
        parser.add_argument("--base", required=True, metavar="CODE", help="the code of the pilot test base")
        parser.add_argument("--origin", choices=origins, default=origins[0], help="what measured the values")
        parser.add_argument("--take-good-rows", action="store_true", help="take the good rows in, leave out the others")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.add_argument("--as", dest="email", metavar="EMAIL", help="in the name of this account, with its rights")

    def handle(self, *args: Any, **options: Any) -> None:
        with operator_language():
            by = account(options["email"]) if options["email"] else None
            outcome = run_import(options, base_for(options["base"], by), by)
            self.report(outcome, as_json=options["json"])
            if outcome.refused_count:
                text = ngettext("%(count)d row is refused.", "%(count)d rows are refused.", outcome.refused_count)
                raise CommandError(text % {"count": outcome.refused_count}, returncode=1)

    def report(self, outcome: ImportOutcome, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(outcome.as_report(), ensure_ascii=False, indent=2))
            return
        words = {"created": outcome.created, "updated": outcome.updated, "unchanged": outcome.unchanged}
        self.stdout.write(_("%(created)s new, %(updated)s corrected, %(unchanged)s unchanged.") % words)
        for one in outcome.refused:
            where = {"row": one.row or "–", "column": one.field or "–"}
            text = _("Row %(row)s, column %(column)s: found %(found)s; expected %(expected)s.")
            self.stdout.write(text % {**where, "found": one.found_text, "expected": one.expected_text})
        if outcome.is_dry_run:
            self.stdout.write(_("This was a check: nothing has been imported."))
        elif not outcome.is_taken_in:
            self.stdout.write(_("Nothing was imported."))


def account(email: str) -> User:
    user = User.objects.filter(email__iexact=email, is_active=True).first()  # unscoped: named by the operator
    if user is None:
        raise CommandError(_("No active account has the address %(email)s.") % {"email": email})
    return user


def base_for(code: str, by: User | None) -> PilotBase:
    try:
        return importable_base(code, by)
    except PilotBase.DoesNotExist:
        raise CommandError(_("There is no pilot test base %(code)s.") % {"code": code}) from None
    except PermissionDenied:
        raise CommandError(_("This account may not import measurements.")) from None


def run_import(options: dict[str, Any], base: PilotBase, by: User | None) -> ImportOutcome:
    """Do the import as a job of this process; raises CommandError where it cannot be done."""
    path: Path = options["file"]
    order = {
        "file_name": path.name,
        "origin": options["origin"],
        "takes_good_rows": options["take_good_rows"],
        "is_dry_run": options["dry_run"],
    }
    try:
        job = import_now(base=base, chunks=pieces_of(path), options=order, by=by)
    except OSError as error:
        words = {"file": path, "reason": error.strerror}
        raise CommandError(_("%(file)s cannot be read: %(reason)s.") % words) from None
    if "outcome" not in job.result:
        raise CommandError(_(job.result.get("error", "The work broke down.")) % job.result.get("words", {}))
    return ImportOutcome.from_json(job.result["outcome"])


def pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(PIECE_BYTES):
            yield piece
