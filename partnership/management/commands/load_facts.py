"""`manage.py load_facts`: the public facts, each with its source; repeated after an upgrade it changes what is new."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from partnership.management.platform_command import PlatformCommand
from partnership.management.terminal import operator_language
from partnership.operations.data.facts import load_facts


class Command(PlatformCommand):
    help = "Load the public facts, each with its source. Facts corrected here by hand stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--brief", action="store_true", help="say in one line how many, instead of a line a kind")

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_facts()
        with operator_language():
            if options["brief"]:
                text = _("Public facts loaded, each with its source: %(count)d.")
                self.stdout.write(text % {"count": sum(counts.total for counts in loaded)})
                return
            for counts in loaded:
                text = _("%(label)s: %(created)d created, %(updated)d updated, %(unchanged)d unchanged")
                kept = _(", %(kept)d corrected here and kept") if counts.kept else ""
                self.stdout.write((text + kept) % {**asdict(counts), "label": counts.label})
