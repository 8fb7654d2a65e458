"""When a report is due and which days it covers: pure functions of a cadence, a calendar and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, takewhile
from zoneinfo import ZoneInfo

from partnership.rules.periods import ONE_DAY, SHANGHAI, Period, add_months, month_of, year_of

# No row of days off is longer: the longest of the official calendar, Spring Festival, has nine with its weekends.
MAX_SHIFT_LENGTH = dt.timedelta(days=20)
SATURDAY = 6
MONTHS_A_QUARTER, MONTHS_A_YEAR = 3, 12


class Frequency(StrEnum):
    """How often a report is due."""

    DAY = "daily"
    WEEK = "weekly"
    MONTH = "monthly"
    QUARTER = "quarterly"
    YEAR = "yearly"


class DayOffRule(StrEnum):
    """How an occurrence that falls on a day off is shifted."""

    ANYWAY = "anyway"
    NEXT = "next"
    PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The official calendar: days off and make-up working days, of the years whose notice has been published.

    In a year without notice Saturdays and Sundays are off.
    """

    rest: frozenset[dt.date] = frozenset()
    work: frozenset[dt.date] = frozenset()
    years: frozenset[int] = frozenset()

    def is_working(self, day: dt.date) -> bool:
        return day in self.work or (day not in self.rest and day.isoweekday() < SATURDAY)

    def is_known(self, day: dt.date) -> bool:
        """Return whether the holidays of the day's year have been published."""
        return day.year in self.years

    def shifted(self, day: dt.date, rule: DayOffRule) -> dt.date:
        """Return the day where it is a working day or the rule never shifts, else the next or previous working day."""
        step = {DayOffRule.ANYWAY: dt.timedelta(0), DayOffRule.NEXT: ONE_DAY, DayOffRule.PREVIOUS: -ONE_DAY}[rule]
        while step and not self.is_working(day):
            day += step
        return day


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often, on which day, at which local time; `weekday` counts Monday as 1."""

    every: Frequency
    weekday: int = 1
    day: int = 1
    month: int = 1
    at: dt.time = dt.time(8)
    zone: ZoneInfo = SHANGHAI
    day_off: DayOffRule = DayOffRule.ANYWAY
    looks_ahead: bool = False


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A moment when a report is due, and the period it covers; joined where shifts put several on one day."""

    due_at: dt.datetime
    period: Period
    is_calendar_known: bool


def period_of(cadence: Cadence, day: dt.date) -> Period:
    """Return the period of an occurrence on this day (before any shift): the one that ended, or the one that begins."""
    current = _period_containing(cadence.every, day)
    return current if cadence.looks_ahead else current.previous


def occurrences(cadence: Cadence, calendar: WorkingDays, *, since: dt.datetime) -> Iterator[Occurrence]:
    """Yield the occurrences due at `since` or later, in order, without end."""
    start = since.astimezone(cadence.zone).date() - MAX_SHIFT_LENGTH
    shifted = ((calendar.shifted(day, cadence.day_off), day) for day in _nominal_days(cadence, start))
    for due_day, group in groupby(shifted, key=lambda pair: pair[0]):
        days = [nominal for _shifted, nominal in group]
        due_at = _moment(due_day, cadence)
        if due_at >= since:
            period = Period(period_of(cadence, days[0]).start, period_of(cadence, days[-1]).end)
            known = cadence.day_off is DayOffRule.ANYWAY or all(calendar.is_known(day) for day in (*days, due_day))
            yield Occurrence(due_at, period, known)


def next_occurrence(cadence: Cadence, calendar: WorkingDays, *, after: dt.datetime) -> Occurrence:
    """Return the first occurrence due after a moment."""
    return next(occurrence for occurrence in occurrences(cadence, calendar, since=after) if occurrence.due_at > after)


def occurrences_until(
    cadence: Cadence, calendar: WorkingDays, *, since: dt.datetime, until: dt.datetime
) -> list[Occurrence]:
    """Return the occurrences due from `since` up to and including `until`."""
    upcoming = occurrences(cadence, calendar, since=since)
    return list(takewhile(lambda occurrence: occurrence.due_at <= until, upcoming))


def _period_containing(every: Frequency, day: dt.date) -> Period:
    if every is Frequency.DAY:
        return Period(day, day + ONE_DAY)
    if every is Frequency.WEEK:
        monday = day - ONE_DAY * (day.isoweekday() - 1)
        return Period(monday, monday + 7 * ONE_DAY)
    if every is Frequency.MONTH:
        return month_of(day)
    if every is Frequency.QUARTER:
        first = day.replace(day=1, month=day.month - (day.month - 1) % MONTHS_A_QUARTER)
        return Period(first, add_months(first, MONTHS_A_QUARTER))
    return year_of(day)


def _nominal_days(cadence: Cadence, start: dt.date) -> Iterator[dt.date]:
    """Yield the days of the cadence before any shift, from `start` on."""
    if cadence.every is Frequency.DAY or cadence.every is Frequency.WEEK:
        step = ONE_DAY if cadence.every is Frequency.DAY else 7 * ONE_DAY
        day = (
            start if cadence.every is Frequency.DAY else start + ONE_DAY * ((cadence.weekday - start.isoweekday()) % 7)
        )
        while True:
            yield day
            day += step
    months = {Frequency.MONTH: 1, Frequency.QUARTER: MONTHS_A_QUARTER, Frequency.YEAR: MONTHS_A_YEAR}[cadence.every]
    first = _period_containing(cadence.every, start).start
    if cadence.every is Frequency.YEAR:
        first = first.replace(month=cadence.month)
    while True:
        day = _day_of_month(first, cadence.day)
        if day >= start:
            yield day
        first = add_months(first, months)


def _day_of_month(first: dt.date, day: int) -> dt.date:
    last = (add_months(first, 1) - ONE_DAY).day
    return first.replace(day=min(day, last))


def _moment(day: dt.date, cadence: Cadence) -> dt.datetime:
    return dt.datetime.combine(day, cadence.at, tzinfo=cadence.zone).astimezone(dt.UTC)
