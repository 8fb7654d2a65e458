"""`manage.py load_facts`: the public facts, each with its source; repeated after an upgrade it changes what is new."""

from typing import Any

from django.core.management.base import BaseCommand

from partnership.services.facts import load_facts


class Command(BaseCommand):
    help = "Load the public facts, each with its source. Facts corrected here by hand stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        for one in load_facts():
            kept = f", {one.kept} corrected here and kept" if one.kept else ""
            self.stdout.write(
                f"{one.label}: {one.created} created, {one.updated} updated, {one.unchanged} unchanged{kept}"
            )
