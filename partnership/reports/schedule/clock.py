"""The clock of a report: when it is due next by its definition and the official calendar."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import Max, Q
from django.utils import timezone

from partnership.models import CalendarDay, CalendarYear, Report, ReportClock, ReportRun
from partnership.reports.schedule.occurrences import (
    Cadence,
    DayOffRule,
    Frequency,
    Occurrence,
    WorkingDays,
    next_occurrence,
    occurrences_until,
    period_of,
)

# How far a calendar moves an occurrence, also into the month before.
MAX_MOVE_LENGTH = dt.timedelta(days=15)


def cadence_of(report: Report) -> Cadence:
    """Return the report's cadence."""
    return Cadence(
        every=Frequency(report.cadence),
        weekday=report.weekday,
        day=report.day,
        month=report.month,
        at=report.at,
        zone=ZoneInfo(report.time_zone),
        day_off=DayOffRule(report.day_off),
        looks_ahead=report.looks_ahead,
    )


def working_days() -> WorkingDays:
    """Return the official calendar as far as it is loaded."""
    days = CalendarDay.objects.values_list("date", "kind")
    years = CalendarYear.objects.values_list("year", flat=True)
    by_kind: dict[str, set[dt.date]] = {CalendarDay.Kind.REST: set(), CalendarDay.Kind.WORK: set()}
    for day, kind in days:
        by_kind[kind].add(day)
    return WorkingDays(
        rest=frozenset(by_kind[CalendarDay.Kind.REST]),
        work=frozenset(by_kind[CalendarDay.Kind.WORK]),
        years=frozenset(years),
    )


def next_due(report: Report, calendar: WorkingDays, *, after: dt.datetime) -> dt.datetime | None:
    """Return when the report is due next; None for one that is not active."""
    if not report.is_active or report.is_withdrawn:
        return None
    return next_occurrence(cadence_of(report), calendar, after=after).due_at


def reschedule(report: Report, calendar: WorkingDays | None = None) -> None:
    """Set the clock by the present definition, as the scheduler does; a run that is due already stays due."""
    ReportClock.for_workers.get_or_create(report_id=report.pk)
    now = timezone.now()
    old = ReportClock.for_workers.get(report_id=report.pk).next_due_at
    calendar = calendar or working_days()
    new = next_due(report, calendar, after=now)
    if old and new and now < old < new and was_skipped(report, calendar, old, now):
        new = now
    is_due = old is not None and old <= now and new is not None
    if not is_due and old != new:
        advance_clock(report.pk, old, new)  # a scheduler that was faster has used the new definition


def was_skipped(report: Report, calendar: WorkingDays, old: dt.datetime, now: dt.datetime) -> bool:
    """Return whether the occurrence planned at `old` is due earlier by now, and has no run yet.

    An occurrence before the last run is not skipped: a weekly report that becomes monthly starts with the month that
    ends next.
    """
    runs = ReportRun.for_workers.filter(report=report, kind=ReportRun.Kind.SCHEDULED)
    last = runs.aggregate(last=Max("due_at"))["last"] or report.created_at
    since = max(last, report.created_at)
    earlier = occurrence_moved_earlier(cadence_of(report), calendar, planned_at=old, until=now)
    return any(
        occurrence.due_at > since
        and not runs.filter(period_start=occurrence.period.start, period_end=occurrence.period.end).exists()
        for occurrence in earlier
    )


def occurrence_moved_earlier(
    cadence: Cadence, calendar: WorkingDays, *, planned_at: dt.datetime, until: dt.datetime
) -> list[Occurrence]:
    """Return the occurrence, if any, that was planned at a moment and is due earlier by the present definition."""
    covered = period_of(cadence, planned_at.astimezone(cadence.zone).date())
    first = covered.start if cadence.looks_ahead else covered.end  # another day of the same month, quarter, year
    since = min(planned_at - MAX_MOVE_LENGTH, dt.datetime.combine(first, dt.time(), tzinfo=cadence.zone))
    return occurrences_until(cadence, calendar, since=since, until=until)[-1:]


def stop_clocks() -> None:
    """Stop the clocks of reports that are not active or withdrawn; when one comes back, its clock starts anew."""
    is_off = Q(report__is_active=False) | Q(report__withdrawn_at__isnull=False)
    clocks = ReportClock.for_workers.filter(is_off, next_due_at__isnull=False)
    if clocks.exists():  # a minute with nothing to do only reads
        clocks.update(next_due_at=None)


def advance_clock(report_id: int, old: dt.datetime | None, new: dt.datetime | None) -> bool:
    """Set a clock from one moment to another; return False where it has been changed since it was read."""
    condition = {"next_due_at__isnull": True} if old is None else {"next_due_at": old}
    clock = ReportClock.for_workers.filter(report=report_id, **condition)
    return bool(clock.update(next_due_at=new))
