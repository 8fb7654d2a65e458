"""The tick: which runs it makes, once each, and how clocks move."""

import datetime as dt

import pytest
import time_machine

from partnership.models import CalendarDay, CalendarYear, Report, ReportClock, ReportRun
from partnership.reports.clock import reschedule, swap, working_days
from partnership.reports.dispatch import advance, tick
from partnership.ticks import last_tick
from tests.partnership.reports.definitions import make_report

OCTOBER = dt.datetime(2026, 10, 20, 9, tzinfo=dt.UTC)
NOVEMBER = dt.datetime(2026, 11, 1, 0, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(OCTOBER, tick=False) as traveller:
        yield traveller


def periods():
    return list(ReportRun.objects.order_by("period_start").values_list("period_start", flat=True))


def test_a_tick_before_the_moment_does_nothing_but_show_that_it_lives(clock, report):
    clock.move_to(NOVEMBER - dt.timedelta(seconds=1))

    tick()

    assert periods() == []
    assert ReportClock.objects.get().next_due_at == NOVEMBER
    assert last_tick() == NOVEMBER - dt.timedelta(seconds=1)


def test_who_loses_the_swap_does_nothing(clock, report):
    stale = ReportClock.objects.select_related("report").get()
    clock.move_to(NOVEMBER)
    tick()

    assert advance(stale, working_days(), NOVEMBER) is False
    assert periods() == [dt.date(2026, 10, 1)]


def test_a_period_that_has_its_run_already_only_moves_the_clock(clock, report):
    ReportRun.objects.create(
        report=report, period_start=dt.date(2026, 10, 1), period_end=dt.date(2026, 11, 1), due_at=NOVEMBER
    )
    clock.move_to(NOVEMBER)

    tick()

    assert periods() == [dt.date(2026, 10, 1)]
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 12, 1, 0, 0, tzinfo=dt.UTC)


def test_after_an_outage_the_latest_period_alone_is_made_up(clock, report):
    clock.move_to(dt.datetime(2027, 1, 10, tzinfo=dt.UTC))

    tick()

    assert periods() == [dt.date(2026, 12, 1)]


def test_a_report_that_makes_up_for_older_periods_gets_every_one(clock, managers):
    make_report(managers, catches_up=True)
    clock.move_to(dt.datetime(2027, 1, 10, tzinfo=dt.UTC))

    tick()

    assert periods() == [dt.date(2026, 10, 1), dt.date(2026, 11, 1), dt.date(2026, 12, 1)]


def test_a_report_that_is_not_active_has_no_next_due(clock, report):
    report.is_active = False
    report.save()
    reschedule(report)
    clock.move_to(NOVEMBER)

    tick()

    assert (ReportClock.objects.get().next_due_at, periods()) == (None, [])


def test_a_changed_cadence_moves_the_clock_but_leaves_what_is_due(clock, report):
    Report.objects.filter(pk=report.pk).update(day=15)
    report.refresh_from_db()
    reschedule(report)
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 11, 15, 0, 0, tzinfo=dt.UTC)

    clock.move_to(dt.datetime(2026, 11, 15, 0, 5, tzinfo=dt.UTC))
    reschedule(report)
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 11, 15, 0, 0, tzinfo=dt.UTC)


def test_a_clock_that_moved_meanwhile_is_not_swapped(clock, report):
    assert swap(report.pk, OCTOBER, NOVEMBER) is False
    assert swap(report.pk, NOVEMBER, OCTOBER) is True


def test_an_occurrence_that_a_new_holiday_notice_moved_ahead_of_the_clock_is_not_lost(clock, report):
    ReportClock.objects.update(next_due_at=NOVEMBER + dt.timedelta(days=3))
    clock.move_to(NOVEMBER + dt.timedelta(days=4))

    tick()

    assert periods() == [dt.date(2026, 10, 1)]


def test_a_holiday_notice_loaded_later_moves_the_clock_at_the_next_tick(clock, managers):
    report = make_report(managers, day_off=Report.DayOff.NEXT)
    assert report.clock.next_due_at == dt.datetime(2026, 11, 2, 0, 0, tzinfo=dt.UTC)  # 1 November is a Sunday
    CalendarYear.objects.create(year=2026)
    CalendarDay.objects.create(date=dt.date(2026, 11, 1), kind="work")

    tick()

    assert ReportClock.objects.get().next_due_at == NOVEMBER
