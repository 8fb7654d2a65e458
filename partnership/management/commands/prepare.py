"""`manage.py prepare`: bring tables, messages and static files up to the code, after an install or upgrade."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from partnership.services.installation import prepare_installation
from partnership.terminal import operator_language


class Command(BaseCommand):
    help = "Bring tables, messages and static files up to the code."

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_installation()
        with operator_language():
            self.stdout.write(_("Tables, messages and static files are current."))
