"""`manage.py load_samples [--scale N]`: a believable cooperation, every record marked; a second run adds nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnership.samples.accounts import SampleAccount
from partnership.samples.loading import load_samples


class Command(BaseCommand):
    help = "Load sample records and accounts. `remove_samples` takes them all away again and keeps the facts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=int, default=1, help="so many times the records (for load tests)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["scale"] < 1:
            raise CommandError("--scale is a whole number from 1.")
        loaded = load_samples(scale=options["scale"])
        if not loaded.is_new:
            self.stdout.write("The samples are loaded already. Remove them first to load them anew.")
            return
        self.stdout.write(f"{sum(loaded.counts.values())} sample records are loaded, each marked as a sample.")
        self._show(loaded.accounts)

    def _show(self, accounts: list[SampleAccount]) -> None:
        self.stdout.write("Sample accounts (the passwords are shown this once):")
        for one in accounts:
            role = f"{one.role} {one.party}".strip()
            self.stdout.write(f"  {role:<20} {one.email:<22} {one.password}")
