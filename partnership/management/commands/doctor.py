"""`manage.py doctor`: what is configured, reachable, missing or late; exit status 1 where something is wrong."""

import json
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from partnership.management.terminal import operator_language, padded
from partnership.operations.doctor import Finding, Severity, run_checks, stores_mails

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
            objects = [finding.as_json() for finding in findings]
            self.stdout.write(json.dumps(objects, ensure_ascii=False, indent=1))
        if any(finding.severity is Severity.WRONG for finding in findings):
            raise SystemExit(1)

    def findings(self, address: str | None) -> Any:
        yield from run_checks()
        if address:
            yield send_test_mail(address)

    def show(self, finding: Finding) -> None:
        word, style = {
            Severity.OK: (_("good"), self.style.SUCCESS),
            Severity.NOTE: (_("note"), self.style.WARNING),
            Severity.WRONG: (_("WRONG"), self.style.ERROR),
        }[finding.severity]
        self.stdout.write(f"{style(padded(word, 6))} {padded(finding.label, LABEL_COLUMNS)} {finding.text}")


def send_test_mail(address: str) -> Finding:
    label = _("Test mail")
    body = _("This mail was sent by the platform at %(url)s to show that its mails arrive.")
    try:
        send_mail(_("Test mail of the cooperation platform"), body % {"url": settings.PUBLIC_URL}, None, [address])
    except (OSError, SMTPException) as error:
        text = _("It could not be sent: %(error)s.") % {"error": error}
        return Finding("test_mail", label, Severity.WRONG, text)
    if stores_mails():
        text = _("It was stored in %(folder)s, not sent.") % {"folder": settings.EMAIL_FILE_PATH}
        return Finding("test_mail", label, Severity.NOTE, text)
    return Finding("test_mail", label, Severity.OK, _("It was handed over for %(address)s.") % {"address": address})
