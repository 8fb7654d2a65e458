"""`manage.py load_facts`: the public facts, each with its source; repeated after an upgrade it changes what is new."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from partnership.management.platform_command import PlatformCommand
from partnership.services.facts import load_facts
from partnership.terminal import operator_language


class Command(PlatformCommand):
    help = "Load the public facts, each with its source. Facts corrected here by hand stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_facts()
        with operator_language():
            for one in loaded:
                text = _("%(label)s: %(created)d created, %(updated)d updated, %(unchanged)d unchanged")
                kept = _(", %(kept)d corrected here and kept") if one.kept else ""
                self.stdout.write((text + kept) % asdict(one))
