"""The tick: moves the clocks on, makes the runs that are due, and wakes workers for what nobody does."""

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


def tick() -> None:
    """One minute's work of the scheduler; any number of these may run at once, and each may die anywhere."""
    now = timezone.now()
    record_heartbeat()
    stop_clocks()
    calendar = working_days()
    for report in Report.for_workers.filter(is_active=True).current():
        try:
            move_on(report, calendar, now)
        except (ValueError, KeyError, DatabaseError):
            logger.exception("The clock of report %s did not move", report.pk)
    enqueue_waiting(timezone.now())
    alerts.alert_late_runs()


def move_on(report: Report, calendar: WorkingDays, now: dt.datetime) -> None:
    """Set the clock right where the calendar changed since it was computed; make the run where it is due."""
    reschedule(report, calendar)
    clock = ReportClock.for_workers.filter(report=report, next_due_at__lte=now)
    for due in clock.select_related("report"):
        advance(due, calendar, now)


def advance(clock: ReportClock, calendar: WorkingDays, now: dt.datetime) -> bool:
    """Move one clock on and make its run in one transaction; False where another tick was faster."""
    report, old = clock.report, clock.next_due_at
    assert old is not None
    cadence = cadence_of(report)
    following = next_occurrence(cadence, calendar, after=now)
    with transaction.atomic():
        if not advance_clock(report.pk, old, following.due_at):
            return False
        missed = missed_occurrences(cadence, calendar, since=old, until=now)
        chosen = missed if report.catches_up else missed[-1:]
        runs = [run_for(report, occurrence, stood=old) for occurrence in chosen]
        ReportRun.for_workers.bulk_create(runs, ignore_conflicts=True)  # unique a period
    return True


def missed_occurrences(
    cadence: Cadence, calendar: WorkingDays, *, since: dt.datetime, until: dt.datetime
) -> list[Occurrence]:
    """What was due from `since` on; where the one that the clock stood for was moved ahead of it, that one."""
    found = occurrences_until(cadence, calendar, since=since, until=until)
    return found or occurrence_moved_earlier(cadence, calendar, stood=since, until=until)


def run_for(report: Report, occurrence: Occurrence, *, stood: dt.datetime) -> ReportRun:
    return ReportRun(
        report=report,
        private_to_id=report.private_to_id,
        period_start=occurrence.period.start,
        period_end=occurrence.period.end,
        due_at=max(occurrence.due_at, stood),  # what was moved into the past is not late
    )


def enqueue_waiting(now: dt.datetime) -> None:
    """Wake workers for runs and mails that nobody works on or whose pause is over."""
    runs = ReportRun.for_workers.free().filter(state=ReportRun.State.WAITING)
    for key in runs.order_by("due_at").values_list("pk", flat=True)[:MAX_ENQUEUED]:
        queue.enqueue(queue.BUILD, key)
    mails = Delivery.for_workers.free().filter(state=Delivery.State.WAITING, created_at__lte=now - queue.REQUEUE_AFTER)
    for key in mails.order_by("created_at").values_list("pk", flat=True)[:MAX_ENQUEUED]:
        queue.enqueue(queue.SEND, key)
    notices = Notice.for_workers.free().filter(state=Notice.State.WAITING, created_at__lte=now - queue.REQUEUE_AFTER)
    for key in notices.order_by("created_at").values_list("pk", flat=True)[:MAX_ENQUEUED]:
        queue.enqueue(queue.NOTICE, key)
