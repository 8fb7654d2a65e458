"""`manage.py import_measurements FILE --base CODE`: import a file as the upload page does, for scripts."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from partnership.management.import_command import ImportCommand
from partnership.models import User
from partnership.transfer.outcome import ImportOutcome
from pilots.models import PilotBase, Series
from pilots.services.import_jobs import import_now, importable_base

PIECE_BYTES = 1 << 20


class Command(ImportCommand):
    help = "Import a CSV file of measurements into a pilot test base: all of it or nothing. Repeating changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        origins = (Series.Origin.SENSOR.value, Series.Origin.LABORATORY.value)
        parser.add_argument("--base", required=True, metavar="CODE", help="the code of the pilot test base")
        parser.add_argument("--origin", choices=origins, default=origins[0], help="what measured the values")
        parser.add_argument("--take-good-rows", action="store_true", help="import the good rows, leave out the others")

    def import_rows(self, options: dict[str, Any], by: User | None) -> ImportOutcome:
        """Run the import as a job of this process."""
        base, path = _base(options["base"], by), options["file"]
        order = {
            "file_name": path.name,
            "origin": options["origin"],
            "takes_good_rows": options["take_good_rows"],
            "is_dry_run": options["dry_run"],
        }
        job = import_now(base=base, chunks=_pieces(path), options=order, by=by)
        if "outcome" not in job.result:
            raise CommandError(_(job.result.get("error", "The work broke down.")) % job.result.get("words", {}))
        return ImportOutcome.from_json(job.result["outcome"])


def _base(code: str, by: User | None) -> PilotBase:
    try:
        return importable_base(code, by)
    except PilotBase.DoesNotExist:
        raise CommandError(_("There is no pilot test base %(code)s.") % {"code": code}) from None
    except PermissionDenied:
        raise CommandError(_("This account may not import measurements.")) from None


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while piece := source.read(PIECE_BYTES):
            yield piece
