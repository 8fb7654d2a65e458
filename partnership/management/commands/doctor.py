"""`manage.py doctor`: what is configured, reachable, missing or late; exit status 1 where something is wrong."""

import json
from dataclasses import asdict
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from partnership.management.terminal import operator_language, padded
from partnership.operations.doctor import Finding, State, examine, stores_mails

LABEL_COLUMNS = 18


class Command(BaseCommand):
    help = "Say what is configured, reachable, missing or late; exit with 1 where something is wrong."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail", metavar="ADDRESS", help="send a test mail to this address")
        parser.add_argument("--json", action="store_true", help="print a list of objects for a script")

    def handle(self, *args: Any, **options: Any) -> None:
        findings: list[Finding] = []
        with operator_language():
            for finding in self.findings(options["mail"]):
                findings.append(finding)
                if not options["json"]:
                    self.show(finding)
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
        if any(finding.state is State.WRONG for finding in findings):
            raise SystemExit(1)

    def findings(self, address: str | None) -> Any:
        yield from examine()
        if address:
            yield send_test_mail(address)

    def show(self, finding: Finding) -> None:
        state, style = {
            State.OK: (_("good"), self.style.SUCCESS),
            State.NOTE: (_("note"), self.style.WARNING),
            State.WRONG: (_("WRONG"), self.style.ERROR),
        }[finding.state]
        self.stdout.write(f"{style(padded(state, 6))} {padded(finding.label, LABEL_COLUMNS)} {finding.text}")


def send_test_mail(address: str) -> Finding:
    label = _("Test mail")
    body = _("This mail was sent by the platform at %(url)s to show that its mails arrive.")
    try:
        send_mail(_("Test mail of the cooperation platform"), body % {"url": settings.PUBLIC_URL}, None, [address])
    except (OSError, SMTPException) as error:
        text = _("It could not be sent: %(error)s.") % {"error": error}
        return Finding("test_mail", label, State.WRONG, text)
    if stores_mails():
        text = _("It was stored in %(folder)s, not sent.") % {"folder": settings.EMAIL_FILE_PATH}
        return Finding("test_mail", label, State.NOTE, text)
    return Finding("test_mail", label, State.OK, _("It was handed over for %(address)s.") % {"address": address})
