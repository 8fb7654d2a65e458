"""Over a real mail server: what it refuses for now comes again, what it refuses for good ends, and what arrives."""

import datetime as dt

import pytest
import time_machine
from django.core import mail

from partnership.models import Delivery, ReportRun
from partnership.reports.build import build_run
from partnership.reports.delivery.send import send_delivery
from partnership.reports.orders import scheduled_run
from partnership.rules.periods import Period
from tests.factories import AgreementFactory, OutcomeFactory
from tests.partnership.reports.definitions import make_report
from tests.partnership.reports.mail_server import run_mail_server

pytestmark = pytest.mark.full
OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))


@pytest.fixture
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 1, 0, 1, tzinfo=dt.UTC)) as traveller:
        yield traveller


@pytest.fixture
def mail_server(settings):
    with run_mail_server() as mail_server:
        mail.outbox = []
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mail_server.port
        yield mail_server


@pytest.fixture
def run(clock, managers):
    AgreementFactory()
    OutcomeFactory(achieved_on=dt.date(2026, 10, 5))
    run, _is_new = scheduled_run(make_report(managers, has_xlsx=True), OCTOBER)
    build_run(run.pk)
    return ReportRun.objects.get(pk=run.pk)


def send_all():
    for delivery in Delivery.objects.filter(state="waiting"):
        send_delivery(delivery.pk)


def states():
    return list(Delivery.objects.order_by("address").values_list("address", "state", "attempts"))


def test_a_mail_refused_for_now_is_tried_again_and_one_refused_for_good_ends(mail_server, run, clock):
    mail_server.answers = {"ma@bewg.example": ["451 come again"], "bo@but.example": ["550 no such reader"]}

    send_all()
    assert states() == [("bo@but.example", "failed", 1), ("ma@bewg.example", "waiting", 1)]
    send_all()
    assert (mail_server.tried["ma@bewg.example"], mail_server.tried["bo@but.example"]) == (1, 1)
    clock.shift(dt.timedelta(minutes=1))
    send_all()

    assert states() == [("bo@but.example", "failed", 1), ("ma@bewg.example", "sent", 2)]
    assert [one["To"] for one in mail_server.accepted] == ["ma@bewg.example"]


def test_a_server_that_is_gone_costs_an_attempt_and_no_mail(mail_server, run, clock, settings):
    settings.EMAIL_PORT = 9
    send_all()
    assert [state for _address, state, _attempts in states()] == ["waiting", "waiting"]

    settings.EMAIL_PORT = mail_server.port
    clock.shift(dt.timedelta(minutes=1))
    send_all()

    assert sorted(one["To"] for one in mail_server.accepted) == ["bo@but.example", "ma@bewg.example"]


def test_what_arrives_has_its_parts_and_headers(mail_server, run):
    send_all()

    (arrived,) = mail_server.to("bo@but.example")
    delivery = Delivery.objects.get(address="bo@but.example")
    assert (arrived["Subject"], arrived["Message-ID"], arrived["Auto-Submitted"]) == (
        "Monthly report · October 2026",
        delivery.message_id,
        "auto-generated",
    )
    assert arrived["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in arrived.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]
    assert [part.get_filename() for part in arrived.iter_attachments()] == [
        "Monthly_report_October_2026.pdf",
        "Monthly_report_October_2026.xlsx",
    ]
