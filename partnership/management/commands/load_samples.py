"""`manage.py load_samples [--scale N]`: load marked sample records and accounts; a second run adds nothing."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from partnership.management.platform_command import PlatformCommand
from partnership.management.terminal import operator_language
from partnership.operations.samples.accounts import SampleAccount
from partnership.operations.samples.loading import LoadedSamples, load_samples


class Command(PlatformCommand):
    help = "Load sample records and accounts. `remove_samples` takes them all away again and keeps the facts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help="so many times the records (for load tests)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["scale"] < 1:
            with operator_language():
                raise CommandError(_("--scale is a whole number from 1."))
        loaded = load_samples(scale=options["scale"])
        with operator_language():
            self._report(loaded)

    def _report(self, loaded: LoadedSamples) -> None:
        if not loaded.is_new:
            self.stdout.write(_("The samples are loaded already. Remove them first to load them anew."))
            return
        text = _("Sample records loaded, each marked as a sample: %(count)d.")
        self.stdout.write(text % {"count": loaded.count})
        self._show(loaded.accounts)

    def _show(self, accounts: list[SampleAccount]) -> None:
        self.stdout.write(_("Sample accounts (the passwords are shown this once):"))
        for account in accounts:
            role = f"{account.role} {account.party}".strip()
            self.stdout.write(f"  {role:<20} {account.email:<22} {account.password}")
