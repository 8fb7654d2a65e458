"""Dispatch reports each minute: advance the clocks, create the runs that are due, and enqueue waiting work."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import DatabaseError, transaction
from django.utils import timezone

from partnership.jobs import queue as queue
from partnership.jobs.heartbeat import record_heartbeat
from partnership.models import Delivery, Notice, Report, ReportClock, ReportRun
from partnership.reports import alerts
from partnership.reports.schedule.clock import (
    advance_clock,
    cadence_of,
    occurrence_moved_earlier,
    reschedule,
    stop_clocks,
    working_days,
)
from partnership.reports.schedule.occurrences import (
    Cadence,
    Occurrence,
    WorkingDays,
    next_occurrence,
    occurrences_until,
)

logger = logging.getLogger(__name__)
MAX_ENQUEUED = 500


def dispatch_reports() -> None:
    """Do the scheduler's work of a minute; any number of these may run at once, and each may die anywhere."""
    now = timezone.now()
    record_heartbeat()
    stop_clocks()
    calendar = working_days()
    for report in Report.for_workers.filter(is_active=True).current():
        try:
            update_clock(report, calendar, now)
        except (ValueError, KeyError, DatabaseError):
            logger.exception("The clock of report %s did not move", report.pk)
    enqueue_waiting(timezone.now())
    alerts.alert_late_runs()


def update_clock(report: Report, calendar: WorkingDays, now: dt.datetime) -> None:
    """Set the clock again where definition or calendar have changed; create the run where it is due."""
    reschedule(report, calendar)
    due = ReportClock.for_workers.filter(report=report, next_due_at__lte=now)
    for clock in due.select_related("report"):
        create_due_runs(clock, calendar, now)


def create_due_runs(clock: ReportClock, calendar: WorkingDays, now: dt.datetime) -> bool:
    """Advance a clock and create its runs in one transaction; return False where another scheduler was faster."""
    report, old = clock.report, clock.next_due_at
    assert old is not None
    cadence = cadence_of(report)
    following = next_occurrence(cadence, calendar, after=now)
    with transaction.atomic():
        if not advance_clock(report.pk, old, following.due_at):
            return False
        missed = missed_occurrences(cadence, calendar, since=old, until=now)
        chosen = missed if report.catches_up else missed[-1:]
        runs = [new_run(report, occurrence, planned_at=old) for occurrence in chosen]
        ReportRun.for_workers.bulk_create(runs, ignore_conflicts=True)  # unique a period
    return True


def missed_occurrences(
    cadence: Cadence, calendar: WorkingDays, *, since: dt.datetime, until: dt.datetime
) -> list[Occurrence]:
    """Return the occurrences due from `since` on; without any, the one planned then that was moved earlier."""
    missed = occurrences_until(cadence, calendar, since=since, until=until)
    return missed or occurrence_moved_earlier(cadence, calendar, planned_at=since, until=until)


def new_run(report: Report, occurrence: Occurrence, *, planned_at: dt.datetime) -> ReportRun:
    return ReportRun(
        report=report,
        private_to_id=report.private_to_id,
        period_start=occurrence.period.start,
        period_end=occurrence.period.end,
        due_at=max(occurrence.due_at, planned_at),  # an occurrence moved into the past is not late
    )


def enqueue_waiting(now: dt.datetime) -> None:
    """Enqueue waiting runs, mails and notices that no worker has claimed and whose pause is over."""
    runs = ReportRun.for_workers.free().filter(state=ReportRun.State.WAITING)
    for key in runs.order_by("due_at").values_list("pk", flat=True)[:MAX_ENQUEUED]:
        queue.enqueue(queue.BUILD, key)
    mails = Delivery.for_workers.free().filter(state=Delivery.State.WAITING, created_at__lte=now - queue.REQUEUE_AFTER)
    for key in mails.order_by("created_at").values_list("pk", flat=True)[:MAX_ENQUEUED]:
        queue.enqueue(queue.SEND, key)
    notices = Notice.for_workers.free().filter(state=Notice.State.WAITING, created_at__lte=now - queue.REQUEUE_AFTER)
    for key in notices.order_by("created_at").values_list("pk", flat=True)[:MAX_ENQUEUED]:
        queue.enqueue(queue.NOTICE, key)
