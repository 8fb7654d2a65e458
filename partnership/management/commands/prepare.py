"""`manage.py prepare`: bring tables, messages and static files up to the code, after an install or upgrade."""

from typing import Any

from django.utils.translation import gettext as _

from partnership.management.platform_command import PlatformCommand
from partnership.management.terminal import operator_language
from partnership.operations.installation import prepare_installation


class Command(PlatformCommand):
    help = "Bring tables, messages and static files up to the code."
    requires_migrations_checks = False  # it makes the tables

    def handle(self, *args: Any, **options: Any) -> None:
        prepare_installation()
        with operator_language():
            self.stdout.write(_("Tables, messages and static files are current."))
