"""When a report is due and which days it covers: arithmetic only, on dates and a calendar that are handed in."""

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


class Every(StrEnum):
    DAY = "daily"
    WEEK = "weekly"
    MONTH = "monthly"
    QUARTER = "quarterly"
    YEAR = "yearly"


class DayOff(StrEnum):
    """What happens to an occurrence that falls on a day off."""

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
        """Whether the holidays of the day's year have been published."""
        return day.year in self.years

    def shifted(self, day: dt.date, rule: DayOff) -> dt.date:
        """The day itself where it is a working day or the rule does not care, otherwise the nearest on its side."""
        step = {DayOff.ANYWAY: dt.timedelta(0), DayOff.NEXT: ONE_DAY, DayOff.PREVIOUS: -ONE_DAY}[rule]
        while step and not self.is_working(day):
            day += step
        return day


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often, on which day, at which local time; `weekday` counts Monday as 1."""

    every: Every
    weekday: int = 1
    day: int = 1
    month: int = 1
    at: dt.time = dt.time(8)
    zone: ZoneInfo = SHANGHAI
    day_off: DayOff = DayOff.ANYWAY
    looks_ahead: bool = False


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A report that is to go out at a moment, over a period; joined where a shift put several on one day."""

    due_at: dt.datetime
    period: Period
    is_calendar_known: bool


def period_of(cadence: Cadence, day: dt.date) -> Period:
    """What an occurrence on this day (before any shift) covers: the stretch that ended, or the one that begins."""
    current = _containing(cadence.every, day)
    return current if cadence.looks_ahead else current.previous


def occurrences(cadence: Cadence, calendar: WorkingDays, *, since: dt.datetime) -> Iterator[Occurrence]:
    """The occurrences due at `since` or later, in order, without end."""
    start = since.astimezone(cadence.zone).date() - MAX_SHIFT_LENGTH
    shifted = ((calendar.shifted(day, cadence.day_off), day) for day in _nominal_days(cadence, start))
    for due_day, group in groupby(shifted, key=lambda pair: pair[0]):
        days = [nominal for _due, nominal in group]
        due_at = _moment(due_day, cadence)
        if due_at >= since:
            period = Period(period_of(cadence, days[0]).start, period_of(cadence, days[-1]).end)
            known = cadence.day_off is DayOff.ANYWAY or all(calendar.is_known(day) for day in (*days, due_day))
            yield Occurrence(due_at, period, known)


def next_occurrence(cadence: Cadence, calendar: WorkingDays, *, after: dt.datetime) -> Occurrence:
    """The first occurrence due later than a moment."""
    return next(one for one in occurrences(cadence, calendar, since=after) if one.due_at > after)


def occurrences_until(
    cadence: Cadence, calendar: WorkingDays, *, since: dt.datetime, until: dt.datetime
) -> list[Occurrence]:
    """The occurrences due from `since` up to and including `until`."""
    return list(takewhile(lambda one: one.due_at <= until, occurrences(cadence, calendar, since=since)))


def _containing(every: Every, day: dt.date) -> Period:
    if every is Every.DAY:
        return Period(day, day + ONE_DAY)
    if every is Every.WEEK:
        monday = day - ONE_DAY * (day.isoweekday() - 1)
        return Period(monday, monday + 7 * ONE_DAY)
    if every is Every.MONTH:
        return month_of(day)
    if every is Every.QUARTER:
        first = day.replace(day=1, month=day.month - (day.month - 1) % MONTHS_A_QUARTER)
        return Period(first, add_months(first, MONTHS_A_QUARTER))
    return year_of(day)


def _nominal_days(cadence: Cadence, start: dt.date) -> Iterator[dt.date]:
    """The days of the cadence before any shift, from `start` on."""
    if cadence.every is Every.DAY or cadence.every is Every.WEEK:
        step = ONE_DAY if cadence.every is Every.DAY else 7 * ONE_DAY
        day = start if cadence.every is Every.DAY else start + ONE_DAY * ((cadence.weekday - start.isoweekday()) % 7)
        while True:
            yield day
            day += step
    months = {Every.MONTH: 1, Every.QUARTER: MONTHS_A_QUARTER, Every.YEAR: MONTHS_A_YEAR}[cadence.every]
    first = _containing(cadence.every, start).start
    if cadence.every is Every.YEAR:
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
