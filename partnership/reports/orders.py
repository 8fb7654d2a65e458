"""What people order: send now, a trial to oneself, another attempt, a preview, the run of a named period."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation

from partnership.jobs import queue as queue
from partnership.models import Delivery, Recipient, Report, ReportRun, User
from partnership.reports.composer.compose import compose
from partnership.reports.composer.document import ReportDocument
from partnership.reports.composer.variants import is_personal, variant_of
from partnership.reports.schedule.clock import cadence_of, working_days
from partnership.reports.schedule.occurrences import next_occurrence, period_of
from partnership.rules.periods import Period

SEND_PERMISSION = "partnership.send_report"
DOUBLE_CLICK = dt.timedelta(seconds=30)


def latest_period(report: Report) -> Period:
    """The period that an occurrence today would cover."""
    cadence = cadence_of(report)
    return period_of(cadence, timezone.localdate(timezone=cadence.zone))


@transaction.atomic
def send_now(report: Report, *, by: User) -> ReportRun:
    """A run by hand to all recipients, the scheduled one still comes; a second click finds the first one's run."""
    require_sender(by)
    Report.objects.visible_to(by).select_for_update().get(pk=report.pk)  # the second click waits for the first
    moments_ago = timezone.now() - DOUBLE_CLICK
    clicked = ReportRun.objects.visible_to(by).filter(
        report=report, kind=ReportRun.Kind.MANUAL, asked_by=by, created_at__gte=moments_ago
    )
    return clicked.first() or order(
        report, latest_period(report), ReportRun.Kind.MANUAL, private_to=report.private_to_id, by=by
    )


@transaction.atomic
def send_trial(report: Report, *, by: User) -> ReportRun:
    """A run to its asker only; nobody but they and the operators sees that it was."""
    require_sender(by)
    audience = report.private_to_id or by.organisation_id
    return order(report, latest_period(report), ReportRun.Kind.TRIAL, private_to=audience, by=by)


def order(report: Report, period: Period, kind: str, *, private_to: int | None, by: User) -> ReportRun:
    run = ReportRun.for_workers.create(
        report=report,
        kind=kind,
        period_start=period.start,
        period_end=period.end,
        due_at=timezone.now(),
        asked_by=by,
        private_to_id=private_to,
    )
    transaction.on_commit(lambda: queue.enqueue(queue.BUILD, run.pk))
    return run


def scheduled_run(report: Report, period: Period) -> tuple[ReportRun, bool]:
    """The scheduled run of a period, and whether it was missing; its day is that of the schedule."""
    return ReportRun.for_workers.get_or_create(
        report=report,
        kind=ReportRun.Kind.SCHEDULED,
        period_start=period.start,
        period_end=period.end,
        defaults={"due_at": due_moment(report, period), "private_to_id": report.private_to_id},
    )


def due_moment(report: Report, period: Period) -> dt.datetime:
    """When the schedule had the period go out; now where the schedule knows no such period."""
    since = period.start_at if report.looks_ahead else period.end_at
    first = next_occurrence(cadence_of(report), working_days(), after=since)
    return first.due_at if first.period == period else timezone.now()


def retry_failed(run: ReportRun, *, by: User) -> int:
    """Try once more what failed, of the readers that the asker may see; returns how many mails that is."""
    require_sender(by)
    failed = Delivery.objects.visible_to(by).filter(run=run, state=Delivery.State.FAILED)
    keys = list(failed.values_list("pk", flat=True))
    fresh = {"next_attempt_at": None, "attempts": 0, "alerted_at": None}
    failed.filter(pk__in=keys).update(state=Delivery.State.WAITING, **fresh)
    for key in keys:
        queue.enqueue(queue.SEND, key)
    if run.state == ReportRun.State.FAILED:
        waiting = ReportRun.objects.visible_to(by).filter(pk=run.pk, state=ReportRun.State.FAILED)
        waiting.update(state=ReportRun.State.WAITING, **fresh)
        queue.enqueue(queue.BUILD, run.pk)
    return len(keys)


def preview(report: Report, *, by: User, language: str) -> ReportDocument:
    """What the asker would get today, in a language; nothing is stored."""
    require_sender(by)
    period = latest_period(report)
    run = ReportRun(
        report=report,
        kind=ReportRun.Kind.TRIAL,
        period_start=period.start,
        period_end=period.end,
        due_at=timezone.now(),
    )
    reader = Recipient(report=report, user=by, private_to=by.organisation, language=language)
    with translation.override(language):
        return compose(run, variant_of(reader, run, personal=is_personal(report))).document


def require_sender(user: User) -> None:
    if not user.has_perm(SEND_PERMISSION):
        raise PermissionDenied
