"""`manage.py remove_samples`: takes away every sample and what was entered under samples; the rest stays."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from partnership.samples.removal import SamplesInUseError, remove_samples

SHOWN = 20


class Command(BaseCommand):
    help = "Remove all samples. Refuses, and says which, where a real record points at a sample."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force-unlink",
            action="store_true",
            help="empty such pointers; a real record that cannot be without its sample goes with it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):  # commands speak English
            self.remove(force_unlink=options["force_unlink"])

    def remove(self, *, force_unlink: bool) -> None:
        try:
            removed = remove_samples(force_unlink=force_unlink)
        except SamplesInUseError as error:
            raise CommandError(_refusal(error)) from None
        self.stdout.write(f"{sum(removed.counts.values())} rows of samples are removed; the facts stay.")
        if removed.adopted:
            self.stdout.write(f"{removed.adopted} of them were entered under sample records.")


def _refusal(error: SamplesInUseError) -> str:
    shown = [f"  {pointer}" for pointer in error.pointers[:SHOWN]]
    more = len(error.pointers) - len(shown)
    rest = [f"  and {more} more"] if more else []
    head = "Nothing was removed: real records point at samples. Change them, or use --force-unlink."
    return "\n".join([head, *shown, *rest])
