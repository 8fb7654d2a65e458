"""The base of the import commands: options, account, the outcome as text or JSON, exit status."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.management.platform_command import PlatformCommand
from partnership.management.terminal import operator_language
from partnership.models import User
from partnership.transfer.outcome import ImportOutcome


class ImportCommand(PlatformCommand):
    """Import a file; exit status 1 where a row was refused."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
        parser.add_argument("--as", dest="email", metavar="EMAIL", help="in the name of this account, with its rights")

    def handle(self, *args: Any, **options: Any) -> None:
        with operator_language():
            by = _account(options["email"]) if options["email"] else None
            try:
                outcome = self.import_rows(options, by)
            except OSError as error:
                values = {"file": options["file"], "reason": error.strerror}
                raise CommandError(_("%(file)s cannot be read: %(reason)s.") % values) from None
            self._report(outcome, as_json=options["json"])
            if outcome.refused_count:
                text = ngettext("%(count)d row is refused.", "%(count)d rows are refused.", outcome.refused_count)
                raise CommandError(text % {"count": outcome.refused_count}, returncode=1)

    def import_rows(self, options: dict[str, Any], by: User | None) -> ImportOutcome:
        """Import the file in the name of `by` (None is the operator at the terminal); raises CommandError."""
        raise NotImplementedError

    def _report(self, outcome: ImportOutcome, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(outcome.as_report(), ensure_ascii=False, indent=2))
            return
        for refusal in outcome.refused:
            self.stdout.write(refusal.sentence)
        for remark in outcome.remark_texts:
            self.stdout.write(remark)
        self.stdout.write(outcome.sentence)


def _account(email: str) -> User:
    user = User.for_workers.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(_("No active account has the address %(email)s.") % {"email": email})
    return user
