"""Dispatching reports: which runs are created, once each, and how clocks advance."""

import datetime as dt
import json
from contextlib import suppress
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from partnership.jobs.heartbeat import last_heartbeat
from partnership.models import CalendarDay, CalendarYear, Rendering, Report, ReportClock, ReportRun
from partnership.records.saving import restore, withdraw
from partnership.reports.build import build_run
from partnership.reports.orders import scheduled_run
from partnership.reports.schedule.clock import advance_clock, reschedule, working_days
from partnership.reports.schedule.dispatch import create_due_runs, dispatch_reports
from partnership.rules.periods import Period
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

    dispatch_reports()

    assert periods() == []
    assert ReportClock.objects.get().next_due_at == NOVEMBER
    assert last_heartbeat() == NOVEMBER - dt.timedelta(seconds=1)


def test_a_tick_with_nothing_due_writes_nothing_and_locks_nothing(clock, report):
    with CaptureQueriesContext(connection) as queries:
        dispatch_reports()

    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
    assert not any("FOR UPDATE" in query["sql"] for query in queries)


def test_who_loses_the_swap_does_nothing(clock, report):
    stale = ReportClock.objects.select_related("report").get()
    clock.move_to(NOVEMBER)
    dispatch_reports()

    assert create_due_runs(stale, working_days(), NOVEMBER) is False
    assert periods() == [dt.date(2026, 10, 1)]


def test_a_period_that_has_its_run_already_only_moves_the_clock(clock, report):
    ReportRun.objects.create(
        report=report, period_start=dt.date(2026, 10, 1), period_end=dt.date(2026, 11, 1), due_at=NOVEMBER
    )
    clock.move_to(NOVEMBER)

    dispatch_reports()

    assert periods() == [dt.date(2026, 10, 1)]
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 12, 1, 0, 0, tzinfo=dt.UTC)


def test_after_an_outage_the_latest_period_alone_is_made_up(clock, report):
    clock.move_to(dt.datetime(2027, 1, 10, tzinfo=dt.UTC))

    dispatch_reports()

    assert periods() == [dt.date(2026, 12, 1)]


def test_a_report_that_makes_up_for_older_periods_gets_every_one(clock, managers):
    make_report(managers, catches_up=True)
    clock.move_to(dt.datetime(2027, 1, 10, tzinfo=dt.UTC))

    dispatch_reports()

    assert periods() == [dt.date(2026, 10, 1), dt.date(2026, 11, 1), dt.date(2026, 12, 1)]


def test_a_report_that_is_not_active_has_no_next_due(clock, report):
    report.is_active = False
    report.save()
    reschedule(report)
    clock.move_to(NOVEMBER)

    dispatch_reports()

    assert (ReportClock.objects.get().next_due_at, periods()) == (None, [])


def test_a_changed_cadence_moves_the_clock_but_leaves_what_is_due(clock, report):
    Report.objects.filter(pk=report.pk).update(day=15)
    report.refresh_from_db()
    reschedule(report)
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 11, 15, 0, 0, tzinfo=dt.UTC)

    clock.move_to(dt.datetime(2026, 11, 15, 0, 5, tzinfo=dt.UTC))
    reschedule(report)
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 11, 15, 0, 0, tzinfo=dt.UTC)


def test_a_report_whose_hour_is_moved_into_the_past_on_its_day_is_sent_at_once(clock, report):
    clock.move_to(NOVEMBER - dt.timedelta(hours=1))  # 7:00 of the first in Shanghai, due at 8:00
    report.at = dt.time(6, 0)
    report.save()
    reschedule(report)

    dispatch_reports()

    assert periods() == [dt.date(2026, 10, 1)]
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 11, 30, 22, tzinfo=dt.UTC)


def test_a_report_whose_day_is_moved_into_the_past_by_weeks_is_not_lost(clock, managers):
    report = make_report(managers, day=28)
    clock.move_to(dt.datetime(2026, 10, 28, tzinfo=dt.UTC))
    dispatch_reports()
    clock.move_to(dt.datetime(2026, 11, 10, tzinfo=dt.UTC))
    report.day = 5
    report.save()
    reschedule(report)

    dispatch_reports()

    assert periods() == [dt.date(2026, 9, 1), dt.date(2026, 10, 1)]
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 12, 5, tzinfo=dt.UTC)


def test_a_report_sent_because_its_hour_moved_is_not_called_late(clock, report, operator):
    clock.move_to(NOVEMBER - dt.timedelta(hours=1))
    report.at = dt.time(6, 0)
    report.save()
    reschedule(report)

    dispatch_reports()
    build_run(ReportRun.objects.get().pk)

    assert mail.outbox == []  # no administrator is alerted
    assert [one for one in Rendering.objects.values_list("text", flat=True) if "late" in one] == []


def test_a_weekly_report_made_monthly_begins_with_the_month_that_ends_next(clock, managers):
    report = make_report(managers, cadence=Report.Cadence.WEEKLY)
    clock.move_to(dt.datetime(2026, 11, 9, tzinfo=dt.UTC))
    dispatch_reports()
    clock.move_to(dt.datetime(2026, 11, 10, tzinfo=dt.UTC))
    report.cadence = Report.Cadence.MONTHLY
    report.save()
    reschedule(report)

    dispatch_reports()

    assert periods() == [dt.date(2026, 11, 2)]
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def test_a_report_that_has_its_run_is_not_sent_again_when_its_day_moves(clock, report):
    clock.move_to(NOVEMBER)
    dispatch_reports()
    report.day = 5
    report.save()
    reschedule(report)
    clock.move_to(dt.datetime(2026, 11, 4, tzinfo=dt.UTC))
    report.day = 3
    report.save()
    reschedule(report)
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 12, 3, tzinfo=dt.UTC)

    dispatch_reports()

    assert periods() == [dt.date(2026, 10, 1)]


def test_the_first_of_a_month_that_becomes_a_working_day_on_that_day_is_not_passed_over(clock, managers):
    sunday = dt.datetime(2026, 11, 1, 3, tzinfo=dt.UTC)  # 11:00 in Shanghai; the report moved on to Monday
    CalendarYear.objects.create(year=2026)
    make_report(managers, day_off=Report.DayOff.NEXT)
    clock.move_to(sunday)
    dispatch_reports()
    assert periods() == []

    CalendarDay.objects.create(date="2026-11-01", kind=CalendarDay.Kind.WORK)
    dispatch_reports()

    assert periods() == [dt.date(2026, 10, 1)]


def test_the_last_of_a_month_that_becomes_a_working_day_on_that_day_is_not_passed_over(clock, managers):
    CalendarYear.objects.create(year=2026)
    report = make_report(managers, day=31, day_off=Report.DayOff.NEXT)
    assert report.clock.next_due_at == dt.datetime(2026, 11, 2, tzinfo=dt.UTC)  # 31 October is a Saturday
    clock.move_to(dt.datetime(2026, 10, 31, 3, tzinfo=dt.UTC))
    CalendarDay.objects.create(date="2026-10-31", kind=CalendarDay.Kind.WORK)

    dispatch_reports()

    assert periods() == [dt.date(2026, 9, 1)]


def test_a_report_that_was_withdrawn_comes_back_without_what_it_missed(clock, report, operator):
    report.catches_up = True
    report.save()
    withdraw(report, by=operator)
    dispatch_reports()
    clock.move_to(dt.datetime(2027, 4, 10, tzinfo=dt.UTC))
    restore(report, by=operator)

    dispatch_reports()

    assert periods() == []
    assert ReportClock.objects.get().next_due_at == dt.datetime(2027, 5, 1, tzinfo=dt.UTC)


def test_a_clock_that_moved_meanwhile_is_not_swapped(clock, report):
    assert advance_clock(report.pk, OCTOBER, NOVEMBER) is False
    assert advance_clock(report.pk, NOVEMBER, OCTOBER) is True


def test_an_occurrence_that_a_new_holiday_notice_moved_ahead_of_the_clock_is_not_lost(clock, report):
    ReportClock.objects.update(next_due_at=NOVEMBER + dt.timedelta(days=3))
    clock.move_to(NOVEMBER + dt.timedelta(days=4))

    dispatch_reports()

    assert periods() == [dt.date(2026, 10, 1)]


def test_a_holiday_notice_loaded_later_moves_the_clock_at_the_next_tick(clock, managers):
    report = make_report(managers, day_off=Report.DayOff.NEXT)
    assert report.clock.next_due_at == dt.datetime(2026, 11, 2, 0, 0, tzinfo=dt.UTC)  # 1 November is a Sunday
    CalendarYear.objects.create(year=2026)
    CalendarDay.objects.create(date=dt.date(2026, 11, 1), kind="work")

    dispatch_reports()

    assert ReportClock.objects.get().next_due_at == NOVEMBER


@pytest.mark.parametrize("state", ["waiting", "failed"])
def test_doctor_reports_a_run_that_is_late_or_has_failed(clock, report, state):
    ReportRun.objects.create(
        report=report, period_start="2026-09-01", period_end="2026-10-01", due_at=timezone.now(), state=state
    )
    clock.shift(dt.timedelta(minutes=16))

    assert doctor_finding() == (
        "wrong",
        "1 are late, 0 mails have waited for more than an hour, and 0 mails of the last 30 days failed for good.",
    )


def test_doctor_reports_mails_that_wait_for_a_server(clock, report):
    run, _is_new = scheduled_run(report, Period(dt.date(2026, 9, 1), dt.date(2026, 10, 1)))
    build_run(run.pk)
    assert doctor_finding() == ("ok", "None is late.")
    clock.shift(dt.timedelta(minutes=61))

    assert doctor_finding() == (
        "wrong",
        "0 are late, 2 mails have waited for more than an hour, and 0 mails of the last 30 days failed for good.",
    )


def doctor_finding():
    output = StringIO()
    with suppress(SystemExit):
        call_command("doctor", "--json", stdout=output)
    return next((one["state"], one["text"]) for one in json.loads(output.getvalue()) if one["key"] == "reports")
