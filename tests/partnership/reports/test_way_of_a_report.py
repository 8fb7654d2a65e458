"""The way of a report: a dispatch after the first of the month, one run, one mail to each reader, with its PDF."""

import datetime as dt

import pytest
import time_machine
from django.core import mail

from partnership.models import Delivery, Rendering, ReportClock, ReportRun
from partnership.reports.build import build_run
from partnership.reports.delivery.send import send_delivery
from partnership.reports.schedule.dispatch import dispatch_reports
from tests.factories import AgreementFactory

BEFORE = dt.datetime(2026, 10, 20, 9, tzinfo=dt.UTC)
DUE = dt.datetime(2026, 11, 1, 0, 0, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 11, 1, 0, 1, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(BEFORE, tick=False) as traveller:
        yield traveller


def work_off():
    """What the workers would do when they are nudged."""
    for run in ReportRun.objects.filter(state=ReportRun.State.WAITING):
        build_run(run.pk)
    for delivery in Delivery.objects.filter(state=Delivery.State.WAITING):
        send_delivery(delivery.pk)


def test_a_tick_past_the_first_sends_each_reader_one_mail_with_its_pdf(clock, report):
    AgreementFactory(code="A-2026-01")
    assert report.clock.next_due_at == DUE

    clock.move_to(AFTER)
    dispatch_reports()
    work_off()
    dispatch_reports()
    work_off()

    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["ma@bewg.example"], "月报 · 2026年10月"),
        (["bo@but.example"], "Monthly report · October 2026"),
    ]
    assert [[name for name, _content, _type in one.attachments] for one in mail.outbox] == [
        ["月报_2026年10月.pdf"],
        ["Monthly_report_October_2026.pdf"],
    ]
    assert ReportClock.objects.get().next_due_at == dt.datetime(2026, 12, 1, 0, 0, tzinfo=dt.UTC)
    run = ReportRun.objects.get()
    assert (run.kind, run.period_start, run.period_end, run.state) == (
        "scheduled",
        dt.date(2026, 10, 1),
        dt.date(2026, 11, 1),
        "built",
    )
    assert list(Delivery.objects.values_list("state", "attempts")) == [("sent", 1), ("sent", 1)]
    assert Rendering.objects.count() == 2
    assert run.missing_sections == []
