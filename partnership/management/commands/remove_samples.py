"""`manage.py remove_samples`: remove every sample and what was entered under samples."""

import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partnership.management.platform_command import PlatformCommand
from partnership.management.terminal import operator_language
from partnership.models import User
from partnership.models.base import TopRecord
from partnership.operations.samples.removal import RemovedSamples, SamplesInUseError, remove_samples
from partnership.rules import formats

MAX_LISTED = 20


class Command(PlatformCommand):
    help = "Remove all samples. Refuses, and says which, where a real record points at a sample."
    stealth_options = ("stdin",)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force-unlink",
            action="store_true",
            help="empty such pointers; a real record that cannot be without its sample goes with it",
        )
        parser.add_argument(
            "--no-input",
            action="store_false",
            dest="interactive",
            help="do not ask at a terminal where something was entered under samples",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        force_unlink = options["force_unlink"]
        with operator_language():
            try:
                planned = remove_samples(force_unlink=force_unlink, is_dry_run=True)
                if not planned.counts.total():
                    self.stdout.write(_("There are no samples."))
                    return
                self.show(planned)
                stdin: Any = options.get("stdin", sys.stdin)
                if planned.entered and options["interactive"] and stdin.isatty():
                    self.confirm(stdin)
                removed = remove_samples(force_unlink=force_unlink)
            except SamplesInUseError as error:
                head = _("Nothing was removed: real records point at samples. Change them, or use --force-unlink.")
                raise CommandError(_listing(head, error.pointers)) from None
            text = _("Rows of samples removed: %(count)s; the facts stay.")
            self.stdout.write(text % {"count": formats.number(removed.counts.total())})
            if not User.for_workers.filter(is_superuser=True, is_active=True).exists():
                self.stdout.write(_("No operator is left: make one with `manage.py first_operator EMAIL`."))

    def show(self, planned: RemovedSamples) -> None:
        kinds = [
            _("%(label)s: %(value)s")
            % {"label": capfirst(model._meta.verbose_name_plural), "value": formats.number(count)}
            for model, count in planned.counts.items()
            if count and (model is User or issubclass(model, TopRecord))
        ]
        head = _("Samples and all that belongs to them: %(count)s rows.")
        rows = formats.number(planned.counts.total())
        self.stdout.write(_listing(head % {"count": rows}, kinds))
        if planned.entered:
            head = _("Entered under samples, and going with them: %(count)d.") % {"count": len(planned.entered)}
            self.stdout.write(_listing(head, planned.entered))

    def confirm(self, stdin: Any) -> None:
        self.stdout.write(_("Type yes to remove all of this:") + " ", ending="")
        self.stdout.flush()
        if stdin.readline().strip().lower() != "yes":
            raise CommandError(_("Nothing was removed."))


def _listing(head: str, lines: list[Any]) -> str:
    shown = [f"  {line}" for line in lines[:MAX_LISTED]]
    more = len(lines) - len(shown)
    rest = ["  " + _("and %(count)d more") % {"count": more}] if more else []
    return "\n".join([head, *shown, *rest])
