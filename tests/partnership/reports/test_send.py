"""What becomes of a mail: sent once, tried again, ended, or withheld with a reason."""

import datetime as dt
import smtplib

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from partnership.models import Delivery, Recipient, Report, ReportRun, User
from partnership.models.claimed import PAUSES
from partnership.reports.build import build_run
from partnership.reports.delivery.send import send_delivery
from partnership.reports.orders import scheduled_run, send_trial
from partnership.rules.periods import Period
from tests.partnership.reports.definitions import make_report, manager_of

OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
NOW = dt.datetime(2026, 11, 1, 0, 1, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def delivery(clock, bewg):
    report = make_report([manager_of(bewg, "ma@bewg.example", "en")], sections=("meetings",))
    return built(report).deliveries.get()


def built(report):
    run, _is_new = scheduled_run(report, OCTOBER)
    build_run(run.pk)
    return ReportRun.objects.get(pk=run.pk)


def refuse_with(monkeypatch, error):
    def refuse(backend, messages):
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state, delivery.reason, delivery.attempts


def test_a_mail_is_sent_once_however_often_its_task_runs(delivery):
    assert [send_delivery(delivery.pk) for _ in range(3)] == [True, False, False]

    assert len(mail.outbox) == 1
    assert state_of(delivery) == ("sent", "", 1)
    assert mail.outbox[0].extra_headers["Message-ID"] == delivery.message_id


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPRecipientsRefused({"ma@bewg.example": (451, b"later")}),
        smtplib.SMTPDataError(452, b"full"),
        smtplib.SMTPAuthenticationError(535, b"our password, not their address"),
        TimeoutError("slow"),
    ],
)
def test_what_may_pass_is_tried_again_after_a_pause_that_grows(delivery, clock, monkeypatch, error):
    with monkeypatch.context() as refusing:
        refuse_with(refusing, error)
        send_delivery(delivery.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.next_attempt_at - timezone.now()) == ("waiting", dt.timedelta(minutes=1))
        assert send_delivery(delivery.pk) is False  # the pause holds
        clock.shift(dt.timedelta(minutes=1))
        send_delivery(delivery.pk)
        delivery.refresh_from_db()
        assert delivery.next_attempt_at - timezone.now() == dt.timedelta(minutes=5)

    clock.shift(dt.timedelta(minutes=5))
    assert send_delivery(delivery.pk) is True
    assert state_of(delivery) == ("sent", "", 3)


def test_after_the_last_pause_the_mail_has_failed_and_the_operators_are_told(delivery, clock, monkeypatch, operator):
    delivered = []

    def slow_for_the_reader(backend, messages):
        if messages[0].to == [delivery.address]:
            raise TimeoutError("slow")
        delivered.extend(messages)
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slow_for_the_reader)
    for pause in PAUSES:
        send_delivery(delivery.pk)
        clock.shift(pause)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, len(PAUSES), delivered) == ("waiting", 9, 9, [])

    send_delivery(delivery.pk)

    assert state_of(delivery) == ("failed", "", 10)
    assert [one.to for one in delivered] == [["operator@example.org"]]


@pytest.mark.parametrize(
    "error",
    [smtplib.SMTPRecipientsRefused({"ma@bewg.example": (550, b"unknown")}), smtplib.SMTPDataError(554, b"never")],
)
def test_a_refusal_for_good_ends_at_once(delivery, monkeypatch, error):
    refuse_with(monkeypatch, error)

    send_delivery(delivery.pk)

    assert state_of(delivery) == ("failed", "", 1)
    assert send_delivery(delivery.pk) is False


def withhold_by(change):
    return {
        "inactive": lambda: User.objects.update(is_active=False),
        "switched_off": lambda: Recipient.objects.update(is_active=False),
        "moved": lambda: User.objects.update(organisation=None),
        "unsubscribed": lambda: Recipient.objects.update(unsubscribed_at=timezone.now()),
        "withdrawn": lambda: Report.objects.update(withdrawn_at=timezone.now()),
        "sample": lambda: User.objects.update(is_sample=True),
    }[change]()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("inactive", "inactive"),
        ("switched_off", "inactive"),
        ("moved", "moved"),
        ("unsubscribed", "unsubscribed"),
        ("withdrawn", "report_withdrawn"),
        ("sample", "sample"),
    ],
)
def test_it_is_checked_again_before_sending_whether_the_mail_may_be_sent(delivery, change, reason):
    withhold_by(change)

    assert send_delivery(delivery.pk) is False

    assert mail.outbox == []
    assert state_of(delivery) == ("withheld", reason, 1)


def test_a_reader_of_another_party_gets_nothing_of_a_report_made_private_meanwhile(delivery, but):
    delivery.run.report.private_to = but
    delivery.run.report.save()

    send_delivery(delivery.pk)

    assert (state_of(delivery), mail.outbox) == (("withheld", "hidden", 1), [])


@pytest.mark.parametrize(
    ("change", "reason"),
    [("withdrawn", "report_withdrawn"), ("sample", "sample"), ("inactive", "inactive"), ("moved", "moved")],
)
def test_a_trial_is_withheld_from_who_may_get_no_report(delivery, change, reason):
    run = send_trial(delivery.run.report, by=delivery.user)
    build_run(run.pk)
    trial = run.deliveries.get()
    withhold_by(change)

    assert send_delivery(trial.pk) is False

    assert mail.outbox == []
    assert state_of(trial) == ("withheld", reason, 1)


def test_a_trial_of_a_report_made_private_to_the_other_party_meanwhile_is_withheld(delivery, but):
    run = send_trial(delivery.run.report, by=delivery.user)
    build_run(run.pk)
    Report.objects.update(private_to=but)

    assert send_delivery(run.deliveries.get().pk) is False
    assert (state_of(run.deliveries.get()), mail.outbox) == (("withheld", "hidden", 1), [])


def test_a_sample_account_that_orders_a_trial_has_it_made_and_gets_no_mail(clock, bewg):
    manager = manager_of(bewg, "ma@bewg.example", "en")
    manager.is_sample = True
    manager.save()
    run = send_trial(make_report([], sections=("meetings",)), by=manager)
    build_run(run.pk)

    assert send_delivery(run.deliveries.get().pk) is False

    assert mail.outbox == []
    assert state_of(run.deliveries.get()) == ("withheld", "sample", 1)
    assert run.renderings.count() == 1


@pytest.mark.parametrize(("has_pdf", "has_xlsx"), [(False, False), (True, False), (False, True), (True, True)])
def test_a_mail_carries_the_forms_that_its_report_asks_for(clock, bewg, has_pdf, has_xlsx):
    manager = manager_of(bewg, "ma@bewg.example", "en")
    run = built(make_report([manager], sections=("meetings",), has_pdf=has_pdf, has_xlsx=has_xlsx))

    send_delivery(run.deliveries.get().pk)

    made = run.renderings.get()
    wanted = {"pdf": made.pdf} if has_pdf else {}
    wanted |= {"xlsx": made.xlsx} if has_xlsx else {}
    assert attached(mail.outbox[0]) == {ending: bytes(content) for ending, content in wanted.items()}
    assert all(wanted.values())


def attached(message):
    """The content of each attachment by the ending of its name."""
    parts = [part for part in message.message().walk() if part.get_content_disposition() == "attachment"]
    return {part.get_filename().rpartition(".")[2]: part.get_payload(decode=True) for part in parts}


def test_who_was_taken_off_the_list_gets_no_mail(delivery):
    Recipient.objects.all().delete()

    assert send_delivery(delivery.pk) is False
    assert (state_of(delivery), mail.outbox) == (("withheld", "removed", 1), [])


def test_a_mail_is_sent_to_its_readers_present_address(delivery):
    User.objects.update(email="moved@bewg.example")

    assert send_delivery(delivery.pk) is True
    delivery.refresh_from_db()
    assert (mail.outbox[0].to, delivery.address) == (["moved@bewg.example"], "moved@bewg.example")


def test_a_mail_that_fails_at_a_changed_address_is_noted_with_that_address(delivery, monkeypatch):
    User.objects.update(email="moved@bewg.example")
    refuse_with(monkeypatch, smtplib.SMTPRecipientsRefused({"moved@bewg.example": (550, b"unknown")}))

    send_delivery(delivery.pk)

    assert state_of(delivery) == ("failed", "", 1)
    assert delivery.address == "moved@bewg.example"


def test_mail_to_a_domain_that_is_no_longer_allowed_is_withheld(clock, bewg, settings):
    settings.REPORT_OUTSIDE_DOMAINS = ["ministry.example"]
    report = make_report([], sections=("meetings",))
    Recipient.objects.create(report=report, address="wu@ministry.example", private_to=bewg, language="en")
    outside = built(report).deliveries.get()
    settings.REPORT_OUTSIDE_DOMAINS = []

    assert send_delivery(outside.pk) is False
    assert (state_of(outside), mail.outbox) == (("withheld", "outside", 1), [])


def test_a_mail_that_breaks_for_an_unknown_reason_waits_and_fails_as_any_other(delivery, clock, monkeypatch, operator):
    refuse_with(monkeypatch, RuntimeError("never seen before"))
    for pause in PAUSES:
        send_delivery(delivery.pk)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.next_attempt_at - timezone.now()) == ("waiting", pause)
        clock.shift(pause)
    send_delivery(delivery.pk)

    assert state_of(delivery) == ("failed", "", 10)
    assert delivery.last_error == "RuntimeError: never seen before"


def test_a_line_break_in_the_name_of_a_report_breaks_no_mail(clock, bewg):
    report = make_report([manager_of(bewg, "ma@bewg.example", "en")], sections=("meetings",), name_en="Monthly\nreport")

    assert send_delivery(built(report).deliveries.get().pk) is True
    assert mail.outbox[0].subject == "Monthly report · October 2026"


def test_a_dead_workers_claim_ends_with_its_lease(delivery, clock, settings):
    Delivery.objects.update(leased_until=timezone.now() + dt.timedelta(seconds=settings.REPORT_LEASE_SECONDS))

    assert send_delivery(delivery.pk) is False
    clock.shift(dt.timedelta(seconds=settings.REPORT_LEASE_SECONDS))
    assert send_delivery(delivery.pk) is True
