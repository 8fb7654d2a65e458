"""`manage.py send_report`: creates the run of a period, resumes what is unsent, and prints what it did."""

import datetime as dt
import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from partnership.models import Delivery, Rendering, ReportRun
from partnership.reports.definitions import ensure_sample_reports
from tests.factories import PatentFactory
from tests.partnership.reports.definitions import make_report

FAILING_ENGINE = Path(__file__).parent / "render" / "failing_engine"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 24, 2, 0, tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


def send_report(*arguments):
    out = StringIO()
    call_command("send_report", *arguments, stdout=out)
    return out.getvalue()


def test_it_makes_the_missing_run_and_sends_it_and_the_second_time_finds_nothing_to_do(managers):
    make_report(managers, sections=("meetings",))

    assert send_report("monthly", "--period", "2026-10") == (
        "monthly 2026-10-01/2026-11-01: run made, prepared.\nMails worked on now: 2. All mails of the run: 2 sent.\n"
    )
    assert send_report("monthly", "--period", "2026-10") == (
        "monthly 2026-10-01/2026-11-01: run found, prepared.\nMails worked on now: 0. All mails of the run: 2 sent.\n"
    )
    assert len(mail.outbox) == 2


def test_it_speaks_the_language_of_the_terminal(managers, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    make_report(managers, sections=("meetings",))

    assert send_report("monthly", "--period", "2026-10") == (
        "monthly 2026-10-01/2026-11-01：已新建运行，已编制。\n本次处理邮件：2。该次运行的全部邮件：2 已发送。\n"
    )
    with pytest.raises(CommandError, match="没有标识为 'weekly' 的报告。现有：monthly。"):
        send_report("weekly", "--period", "2026-10")


def test_it_resumes_what_is_unsent(managers):
    make_report(managers, sections=("meetings",))
    send_report("monthly", "--period", "2026-10")
    Delivery.objects.filter(address="bo@but.example").update(state="waiting", sent_at=None)

    found = json.loads(send_report("monthly", "--period", "2026-10", "--json"))

    assert found == {
        "report": "monthly",
        "period": "2026-10-01/2026-11-01",
        "run": ReportRun.objects.get().pk,
        "is_new_run": False,
        "was_built_before": True,
        "state": "built",
        "worked_on": 1,
        "deliveries": {"sent": 2},
        "error": "",
    }
    assert [one.to for one in mail.outbox] == [["ma@bewg.example"], ["bo@but.example"], ["bo@but.example"]]


def test_a_report_whose_charts_cannot_be_drawn_goes_out_with_their_tables(managers, monkeypatch, caplog):
    PatentFactory(granted_on=dt.date(2026, 5, 1), status="in_force")
    make_report(managers, sections=("outputs",))
    monkeypatch.setenv("PYTHONPATH", str(FAILING_ENGINE))
    monkeypatch.setenv("FAILURE", "crash at start")

    found = json.loads(send_report("monthly", "--period", "2026-10", "--json"))

    assert (found["state"], found["deliveries"]) == ("built", {"sent": 2})
    problem = "Chart outputs-by-year of report section outputs became its table: SIGSEGV"
    assert caplog.messages.count(problem) == 4  # a mail and a PDF for each reader
    rendering = Rendering.objects.get(language="en")
    assert rendering.images == {}
    page = BeautifulSoup(rendering.html, "html.parser")
    assert page.find("img") is None
    assert len(page.find("caption", string="Outputs by year (number)").parent.tbody.find_all("tr")) == 6
    assert "Outputs by year (number)" in PdfReader(BytesIO(rendering.pdf)).pages[-1].extract_text()


def test_an_unknown_key_or_period_is_said(managers):
    make_report(managers, sections=("meetings",))

    with pytest.raises(CommandError, match=r"no report with the key 'weekly'. Known: monthly."):
        send_report("weekly", "--period", "2026-10")
    with pytest.raises(CommandError, match=r"such as 2026-10-05, and not 'October'"):
        send_report("monthly", "--period", "October")


def test_the_sample_definitions_are_made_once_and_send_nothing(managers):
    for manager in managers:
        manager.is_sample = True
        manager.save()
        manager.groups.set([Group.objects.get(name="manager")])
    ensure_sample_reports()
    ensure_sample_reports()

    found = json.loads(send_report("monthly-cooperation", "--period", "2026-10", "--json"))

    assert (found["state"], found["deliveries"], mail.outbox) == ("built", {"withheld": 2}, [])
    assert sorted(ReportRun.objects.get().renderings.values_list("subject", flat=True)) == [
        "Monthly cooperation report · October 2026",
        "合作月报 · 2026年10月",
    ]


@pytest.mark.parametrize(
    ("period", "name", "day"), [("2026-11", "November 2026", "1 Dec 2026"), ("2027-05", "May 2027", "1 Jun 2027")]
)
def test_a_month_that_is_not_over_keeps_its_run(managers, period, name, day):
    make_report(managers, sections=("meetings",))

    with pytest.raises(CommandError, match=f"The report of {name} cannot be sent before {day}."):
        send_report("monthly", "--period", period)

    assert not ReportRun.objects.exists()
