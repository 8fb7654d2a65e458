"""`manage.py remove_samples`: takes away every sample and what was entered under samples; the rest stays."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from partnership.management.platform_command import PlatformCommand
from partnership.samples.removal import SamplesInUseError, remove_samples
from partnership.terminal import operator_language

SHOWN = 20


class Command(PlatformCommand):
    help = "Remove all samples. Refuses, and says which, where a real record points at a sample."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force-unlink",
            action="store_true",
            help="empty such pointers; a real record that cannot be without its sample goes with it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with operator_language():
            self.remove(force_unlink=options["force_unlink"])

    def remove(self, *, force_unlink: bool) -> None:
        try:
            removed = remove_samples(force_unlink=force_unlink)
        except SamplesInUseError as error:
            raise CommandError(_refusal(error)) from None
        text = _("Rows of samples removed: %(count)d; the facts stay.")
        self.stdout.write(text % {"count": sum(removed.counts.values())})
        if removed.adopted:
            text = _("Of them entered by hand under sample records: %(count)d.")
            self.stdout.write(text % {"count": removed.adopted})


def _refusal(error: SamplesInUseError) -> str:
    shown = [f"  {pointer}" for pointer in error.pointers[:SHOWN]]
    more = len(error.pointers) - len(shown)
    rest = ["  " + _("and %(count)d more") % {"count": more}] if more else []
    head = _("Nothing was removed: real records point at samples. Change them, or use --force-unlink.")
    return "\n".join([head, *shown, *rest])
