"""When a report is due and what it covers, over month ends, holidays, make-up working days and years."""

import datetime as dt
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from partnership.reports.schedule.occurrences import (
    Cadence,
    DayOffRule,
    Frequency,
    WorkingDays,
    next_occurrence,
    occurrences,
)
from partnership.rules import formats
from partnership.rules.periods import Period

# The notice of 2026 around National Day: off from 1 to 7 October, 10 October (a Saturday) is worked.
CALENDAR = WorkingDays(
    rest=frozenset(dt.date(2026, 10, day) for day in range(1, 8)),
    work=frozenset({dt.date(2026, 10, 10)}),
    years=frozenset({2026}),
)


def due_and_period(cadence, since, count):
    start = dt.datetime.combine(since, dt.time(), tzinfo=dt.UTC)
    found = islice(occurrences(cadence, CALENDAR, since=start), count)
    return [(one.due_at.astimezone(cadence.zone).date(), one.period) for one in found]


def days(first, end):
    return Period(dt.date.fromisoformat(first), dt.date.fromisoformat(end))


@pytest.mark.parametrize(
    ("cadence", "since", "expected"),
    [
        (Cadence(Frequency.DAY), "2026-12-31", ("2026-12-31", days("2026-12-30", "2026-12-31"))),
        (Cadence(Frequency.WEEK, weekday=3), "2026-11-02", ("2026-11-04", days("2026-10-26", "2026-11-02"))),
        (Cadence(Frequency.MONTH), "2026-12-15", ("2027-01-01", days("2026-12-01", "2027-01-01"))),
        (Cadence(Frequency.MONTH, day=31), "2027-02-10", ("2027-02-28", days("2027-01-01", "2027-02-01"))),
        (Cadence(Frequency.MONTH, day=31), "2028-02-10", ("2028-02-29", days("2028-01-01", "2028-02-01"))),
        (Cadence(Frequency.QUARTER, day=5), "2026-11-01", ("2027-01-05", days("2026-10-01", "2027-01-01"))),
        (Cadence(Frequency.YEAR, month=3, day=1), "2026-11-01", ("2027-03-01", days("2026-01-01", "2027-01-01"))),
        (Cadence(Frequency.MONTH, looks_ahead=True), "2026-11-15", ("2026-12-01", days("2026-12-01", "2027-01-01"))),
    ],
)
def test_the_next_occurrence_has_its_day_and_its_period(cadence, since, expected):
    day, period = expected

    assert due_and_period(cadence, dt.date.fromisoformat(since), 1) == [(dt.date.fromisoformat(day), period)]


def test_a_day_off_moves_the_report_to_the_next_working_day_or_the_one_before():
    after = Cadence(Frequency.MONTH, day_off=DayOffRule.NEXT)
    before = Cadence(Frequency.MONTH, day_off=DayOffRule.PREVIOUS, looks_ahead=True)

    assert due_and_period(after, dt.date(2026, 9, 20), 1) == [(dt.date(2026, 10, 8), days("2026-09-01", "2026-10-01"))]
    assert due_and_period(before, dt.date(2026, 9, 20), 1) == [(dt.date(2026, 9, 30), days("2026-10-01", "2026-11-01"))]


def test_occurrences_that_a_shift_puts_on_one_day_are_joined():
    daily = Cadence(Frequency.DAY, day_off=DayOffRule.NEXT)

    assert due_and_period(daily, dt.date(2026, 9, 30), 5) == [
        (dt.date(2026, 9, 30), days("2026-09-29", "2026-09-30")),
        (dt.date(2026, 10, 8), days("2026-09-30", "2026-10-08")),
        (dt.date(2026, 10, 9), days("2026-10-08", "2026-10-09")),
        (dt.date(2026, 10, 10), days("2026-10-09", "2026-10-10")),
        (dt.date(2026, 10, 12), days("2026-10-10", "2026-10-12")),
    ]


def test_a_year_without_notice_falls_back_to_weekends_and_is_marked_unknown():
    monthly = Cadence(Frequency.MONTH, day_off=DayOffRule.NEXT)
    found = next_occurrence(monthly, CALENDAR, after=dt.datetime(2027, 4, 20, tzinfo=dt.UTC))

    assert (found.due_at.date(), found.is_calendar_known) == (dt.date(2027, 5, 3), False)  # 1 May is a Saturday


def test_the_local_time_holds_over_a_change_to_summer_time():
    berlin = Cadence(Frequency.MONTH, zone=ZoneInfo("Europe/Berlin"), at=dt.time(8))
    found = islice(occurrences(berlin, CALENDAR, since=dt.datetime(2027, 3, 1, tzinfo=dt.UTC)), 2)

    assert [one.due_at for one in found] == [
        dt.datetime(2027, 3, 1, 7, tzinfo=dt.UTC),
        dt.datetime(2027, 4, 1, 6, tzinfo=dt.UTC),
    ]


@pytest.mark.parametrize(("language", "between"), [("en", " to "), ("zh-hans", "至")])
def test_a_period_is_named_by_its_days_as_pages_write_them(language, between):
    periods = [Period(dt.date(2026, month, 9), dt.date(2026, month, 21)) for month in range(1, 13)]

    with translation.override(language):
        labels = [period.label for period in periods]
        days = [f"{formats.day(one.start)}{between}{formats.day(one.last_day)}" for one in periods]

    assert labels == days
