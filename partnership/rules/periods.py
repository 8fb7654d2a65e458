"""Periods: half-open ranges of days (start included, end not) in Asia/Shanghai."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = dt.timedelta(days=1)
# Far enough from the first and last day of Python's calendar to count back and on from them.
EARLIEST_DAY, LATEST_DAY = dt.date(1900, 1, 1), dt.date(2999, 12, 31)


def today() -> dt.date:
    """The current day in Asia/Shanghai."""
    return timezone.localdate(timezone=SHANGHAI)


def midnight(day: dt.date) -> dt.datetime:
    """The aware moment at which a day begins in Asia/Shanghai."""
    return dt.datetime.combine(day, dt.time(), tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` (included) to `end` (not included)."""

    start: dt.date
    end: dt.date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"A period needs at least one day: {self.start} to {self.end}")

    @property
    def last_day(self) -> dt.date:
        return self.end - dt.timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def start_at(self) -> dt.datetime:
        return midnight(self.start)

    @property
    def end_at(self) -> dt.datetime:
        return midnight(self.end)

    @property
    def previous(self) -> Period:
        """The period before: of a month the month before, of other periods as many days before."""
        for unit in (1, 3, 6, 12):
            if self.start.day == 1 and add_months(self.start, unit) == self.end:
                return Period(add_months(self.start, -unit), self.start)
        return Period(self.start - dt.timedelta(days=self.days), self.start)

    @property
    def label(self) -> str:
        """The period in the active language: a month, a year, or two days."""
        if self.start.day == 1 and add_months(self.start, 1) == self.end:
            return date_format(self.start, "YEAR_MONTH_FORMAT")
        if (self.start.month, self.start.day) == (1, 1) and add_months(self.start, 12) == self.end:
            return date_format(self.start, _("Y"))
        day = _("j M Y")  # as formats.day writes one
        return _("%(first)s to %(last)s") % {
            "first": date_format(self.start, day),
            "last": date_format(self.last_day, day),
        }


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or that month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    first = dt.date(index // 12, index % 12 + 1, 1)
    following = dt.date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return first + dt.timedelta(days=min(day.day, (following - first).days) - 1)


def month_of(day: dt.date) -> Period:
    return Period(day.replace(day=1), add_months(day.replace(day=1), 1))


def year_of(day: dt.date) -> Period:
    return Period(dt.date(day.year, 1, 1), dt.date(day.year + 1, 1, 1))


def month_from_text(text: str) -> Period:
    """The month written as 2026-10; raises ValueError with what was expected."""
    try:
        return month_of(dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=SHANGHAI).date())
    except ValueError as error:
        raise ValueError(f"A month is written as 2026-10, found: {text!r}") from error
