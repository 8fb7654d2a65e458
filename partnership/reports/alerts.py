"""Mail the administrators, once for each problem: a late run, a failed mail, a failed section."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from partnership.models import Delivery, ReportRun, User
from partnership.models.reports.delivery import LATE_AFTER
from partnership.models.reports.report import section_label
from partnership.rules import formats

logger = logging.getLogger(__name__)


def alert_late_runs() -> None:
    """Report the runs that are not built a quarter of an hour after they were due."""
    late = ReportRun.for_workers.filter(
        state=ReportRun.State.WAITING, due_at__lte=timezone.now() - LATE_AFTER, alerted_at__isnull=True
    )
    for run in late.select_related("report"):
        if claim_alert(ReportRun.for_workers.filter(pk=run.pk)):
            mail_administrators(lambda: _("A report is late: %(key)s"), run, run.last_error)


def alert_failed_run(run: ReportRun, error: str) -> None:
    """Report a run whose last attempt failed, also where it was reported as late before."""
    mail_administrators(lambda: _("A report could not be prepared: %(key)s"), run, error)


def alert_missing_sections(run: ReportRun, sections: list[str]) -> None:
    labels = lazy(lambda: formats.listed(map(section_label, sections)), str)()
    mail_administrators(lambda: _("Sections are missing in a report: %(key)s"), run, labels)


def alert_failed_delivery(delivery: Delivery, error: str) -> None:
    if claim_alert(Delivery.for_workers.filter(pk=delivery.pk)):
        mail_administrators(lambda: _("A report mail failed for good: %(key)s"), delivery.run, error)


def claim_alert(work: QuerySet) -> bool:
    """Return True for the one process that sends the alert."""
    return bool(work.filter(alerted_at__isnull=True).update(alerted_at=timezone.now()))


def mail_administrators(subject, run: ReportRun, detail: str) -> None:
    """Mail every operator that is no sample, each in their language; a failure is logged, never raised."""
    operators = User.for_workers.filter(is_superuser=True, is_active=True, is_sample=False)
    address = settings.PUBLIC_URL + reverse("report_run", args=[run.report.key, run.pk])
    for operator in operators:
        with translation.override(operator.language):
            body = "\n\n".join(text for text in (str(detail), address) if text)
            mail = EmailMessage(subject() % {"key": run.report.key}, body, to=[operator.email])
        try:
            mail.send()
        except Exception:  # whatever it was: the work that the alert is about goes on
            logger.exception("The administrators could not be alerted about run %s", run.pk)
