"""Runs that people order: send now, send a trial to oneself, retry, preview, and the run of a given period."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation

from partnership.jobs import queue as queue
from partnership.models import Delivery, Recipient, Report, ReportRun, User
from partnership.reports.composer.compose import compose
from partnership.reports.composer.document import ReportDocument
from partnership.reports.composer.variants import is_personal, variant_for
from partnership.reports.schedule.clock import cadence_of, working_days
from partnership.reports.schedule.occurrences import next_occurrence, period_of
from partnership.rules.periods import Period

SEND_PERMISSION = "partnership.send_report"
DOUBLE_CLICK = dt.timedelta(seconds=30)


def latest_period(report: Report) -> Period:
    """Return the period that an occurrence today would cover."""
    cadence = cadence_of(report)
    return period_of(cadence, timezone.localdate(timezone=cadence.zone))


@transaction.atomic
def send_now(report: Report, *, by: User) -> ReportRun:
    """Order a run to all recipients now, besides the scheduled one; a second click returns the run of the first."""
    require_sender(by)
    Report.objects.visible_to(by).select_for_update().get(pk=report.pk)  # the second click waits for the first
    just_ordered = ReportRun.objects.visible_to(by).filter(
        report=report, kind=ReportRun.Kind.MANUAL, asked_by=by, created_at__gte=timezone.now() - DOUBLE_CLICK
    )
    return just_ordered.first() or order_run(
        report, latest_period(report), ReportRun.Kind.MANUAL, private_to=report.private_to_id, by=by
    )


@transaction.atomic
def send_trial(report: Report, *, by: User) -> ReportRun:
    """Order a run to the user alone; only they and the operators see it."""
    require_sender(by)
    audience = report.private_to_id or by.organisation_id
    return order_run(report, latest_period(report), ReportRun.Kind.TRIAL, private_to=audience, by=by)


def order_run(report: Report, period: Period, kind: str, *, private_to: int | None, by: User) -> ReportRun:
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
    """Return the scheduled run of a period, due when the schedule has it, and whether it was created now."""
    return ReportRun.for_workers.get_or_create(
        report=report,
        kind=ReportRun.Kind.SCHEDULED,
        period_start=period.start,
        period_end=period.end,
        defaults={"due_at": due_moment(report, period), "private_to_id": report.private_to_id},
    )


def due_moment(report: Report, period: Period) -> dt.datetime:
    """Return when the period is due by the schedule; now where the schedule has no such period."""
    since = period.start_at if report.looks_ahead else period.end_at
    first = next_occurrence(cadence_of(report), working_days(), after=since)
    return first.due_at if first.period == period else timezone.now()


def retry_failed(run: ReportRun, *, by: User) -> int:
    """Retry the failed mails that the user may see, and a failed run; return the number of mails."""
    require_sender(by)
    failed = Delivery.objects.visible_to(by).filter(run=run, state=Delivery.State.FAILED)
    keys = list(failed.values_list("pk", flat=True))
    reset = {"next_attempt_at": None, "attempts": 0, "alerted_at": None}
    failed.filter(pk__in=keys).update(state=Delivery.State.WAITING, **reset)
    for key in keys:
        queue.enqueue(queue.SEND, key)
    if run.state == ReportRun.State.FAILED:
        waiting = ReportRun.objects.visible_to(by).filter(pk=run.pk, state=ReportRun.State.FAILED)
        waiting.update(state=ReportRun.State.WAITING, **reset)
        queue.enqueue(queue.BUILD, run.pk)
    return len(keys)


def preview(report: Report, *, by: User, language: str) -> ReportDocument:
    """Return what the user would get today, in a language; nothing is stored."""
    require_sender(by)
    period = latest_period(report)
    run = ReportRun(
        report=report,
        kind=ReportRun.Kind.TRIAL,
        period_start=period.start,
        period_end=period.end,
        due_at=timezone.now(),
    )
    recipient = Recipient(report=report, user=by, private_to=by.organisation, language=language)
    with translation.override(language):
        return compose(run, variant_for(recipient, run, personal=is_personal(report))).document


def require_sender(user: User) -> None:
    if not user.has_perm(SEND_PERMISSION):
        raise PermissionDenied
