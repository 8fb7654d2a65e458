"""Whoever something is assigned to is told by mail, once."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from partnership.models import Notice, Report
from partnership.models.claimed import PAUSES
from partnership.records import saving as records
from partnership.records.notices import send_notice
from tests.factories import ActionItemFactory, MeetingFactory, PartyFactory, PersonFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def giver():
    return UserFactory(name="Giver", organisation=PartyFactory(code="BEWG"))


def taker_of(party, **options):
    return UserFactory(organisation=party, person=PersonFactory(organisation=party), **options)


def assign(action, user, *, by):
    action.owner = user.person
    records.save_record(action, by=by)
    return Notice.objects.filter(user=user)


def test_the_new_owner_gets_one_mail_however_often_it_is_asked_for(giver):
    taker = taker_of(giver.organisation, name="Taker")
    action = ActionItemFactory(title="Name the lead", due_on=dt.date(2026, 12, 5))

    notice = assign(action, taker, by=giver).get()
    assert [send_notice(notice.pk), send_notice(notice.pk)] == [True, False]

    assert [(one.to, one.subject) for one in mail.outbox] == [([taker.email], "Assigned to you: Name the lead")]
    assert "Giver has assigned this to you on the partnership platform:" in mail.outbox[0].body
    assert "due on 5 Dec 2026" in mail.outbox[0].body
    assert "http://127.0.0.1:8000/mine/" in mail.outbox[0].body


def test_an_account_named_on_a_report_owes_nothing(giver):
    account = UserFactory(pk=500)
    UserFactory(organisation=giver.organisation, person=PersonFactory(pk=500))

    records.save_record(Report(key="monthly", name_en="Monthly", owner=account), by=giver)

    assert list(Notice.objects.all()) == []


def test_saving_again_without_a_new_owner_notes_nothing(giver):
    taker = taker_of(giver.organisation)
    action = ActionItemFactory()
    assign(action, taker, by=giver)
    action.result = "Half done"

    records.save_record(action, by=giver)

    assert Notice.objects.count() == 1


def test_nobody_gets_a_notice_of_what_they_assign_to_themselves(giver):
    giver.person = PersonFactory(organisation=giver.organisation)
    giver.save()

    assert assign(ActionItemFactory(), giver, by=giver).count() == 0


def test_a_sample_account_and_one_that_may_not_see_the_record_get_no_mail(giver):
    sample = taker_of(giver.organisation, is_sample=True)
    rival = taker_of(PartyFactory(code="BUT"))
    private = MeetingFactory(private_to=giver.organisation)

    for user, action in ((sample, ActionItemFactory()), (rival, ActionItemFactory(meeting=private))):
        assert send_notice(assign(action, user, by=giver).get().pk) is False

    assert mail.outbox == []
    assert set(Notice.objects.values_list("state", flat=True)) == {"withheld"}


def test_a_mail_server_out_of_reach_is_tried_again_later(giver, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    notice = assign(ActionItemFactory(), taker_of(giver.organisation), by=giver).get()

    assert send_notice(notice.pk) is False

    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.next_attempt_at is not None) == ("waiting", 1, True)


def test_a_line_break_in_a_title_breaks_no_mail(giver):
    notice = assign(ActionItemFactory(title="Name\nthe lead"), taker_of(giver.organisation), by=giver).get()

    assert send_notice(notice.pk) is True
    assert mail.outbox[0].subject == "Assigned to you: Name the lead"


def test_a_notice_that_breaks_for_an_unknown_reason_waits_and_ends_as_any_other(giver, monkeypatch):
    def refuse(backend, messages):
        raise RuntimeError("never seen before")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    notice = assign(ActionItemFactory(), taker_of(giver.organisation), by=giver).get()
    states = []
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for pause in (*PAUSES, None):
            assert send_notice(notice.pk) is False
            notice.refresh_from_db()
            states.append(notice.state)
            clock.shift(pause or 0)

    assert states == ["waiting"] * len(PAUSES) + ["failed"]
    assert notice.last_error == "RuntimeError: never seen before"


def test_a_worker_whose_claim_was_taken_over_writes_nothing(giver):
    notice = assign(ActionItemFactory(), taker_of(giver.organisation), by=giver).get()
    lost = Notice.for_workers.claim(notice.pk)
    Notice.objects.update(leased_until=None)
    held = Notice.for_workers.claim(notice.pk)

    Notice.for_workers.pause_or_fail(notice.pk, lost, attempts=1, error="late", failed=Notice.State.FAILED)

    notice.refresh_from_db()
    assert (notice.claim_token, notice.last_error) == (held, "")
