"""What all our commands have in common: without a database or its tables they end with one sentence."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from partnership.management.terminal import operator_language
from partnership.operations.doctor import State, database_answers, find_migrations, has_tables, no_tables_text


class PlatformCommand(BaseCommand):
    """A command that begins only where the tables are those of the code; one that does without says so."""

    requires_migrations_checks = True

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)  # unscoped: runs the command, no query
        except OperationalError as error:
            if database_answers():
                raise
            with operator_language():
                raise CommandError(no_answer(error)) from None

    def check_migrations(self) -> None:
        """Where Django only warns, say what to do instead of beginning."""
        with operator_language():
            if not has_tables():
                raise CommandError(no_tables_text())
            tables = find_migrations()
            if tables.state is State.WRONG:
                raise CommandError(tables.text)


def no_answer(error: OperationalError) -> str:
    """Why the database does not answer, in one sentence that holds no password."""
    text, password = " ".join(str(error).split()), connection.settings_dict["PASSWORD"]
    shown = text.replace(password, "***") if password else text
    return _("The database does not answer, check DATABASE_URL: %(error)s") % {"error": shown}
