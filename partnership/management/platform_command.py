"""The base of the commands: without a database or its tables they end with one sentence."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from partnership.management.terminal import operator_language
from partnership.operations.doctor import (
    Severity,
    check_applied_migrations,
    database_answers,
    has_tables,
    no_tables_text,
)


class PlatformCommand(BaseCommand):
    """A command that runs only where all migrations are applied, unless it sets requires_migrations_checks."""

    requires_migrations_checks = True

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)  # unscoped: runs the command, no query
        except OperationalError as error:
            if database_answers():
                raise
            with operator_language():
                raise CommandError(connection_error_text(error)) from None

    def check_migrations(self) -> None:
        """Refuse to run where Django would only warn."""
        with operator_language():
            if not has_tables():
                raise CommandError(no_tables_text())
            tables = check_applied_migrations()
            if tables.severity is Severity.WRONG:
                raise CommandError(tables.text)


def connection_error_text(error: OperationalError) -> str:
    """Return why the database does not answer, in one sentence without the password."""
    text, password = " ".join(str(error).split()), connection.settings_dict["PASSWORD"]
    shown = text.replace(password, "***") if password else text
    return _("The database does not answer, check DATABASE_URL: %(error)s") % {"error": shown}
