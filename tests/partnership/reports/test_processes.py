"""Two beats and two workers on PostgreSQL and Redis, a real mail server, and deaths at the worst moments."""

import datetime as dt
import re
from collections import Counter

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from partnership.models import Delivery, Rendering, ReportRun
from partnership.rules.periods import add_months, month_of, today
from tests.factories import (
    ActionItemFactory,
    AgreementFactory,
    MeetingFactory,
    MilestoneFactory,
    PatentFactory,
    ProjectFactory,
    TraineeFactory,
)
from tests.partnership.reports.definitions import make_report, manager_of
from tests.partnership.reports.mail_server import run_mail_server
from tests.partnership.reports.running import go, process_environment, scheduler, start_step

pytestmark = [pytest.mark.full, pytest.mark.django_db(transaction=True)]
KILLED = -9


@pytest.fixture
def mail_server():
    with run_mail_server() as mail_server:
        yield mail_server


@pytest.fixture
def month():
    """The last whole month: the one that a report due on the first of this month covers."""
    return month_of(add_months(today(), -1))


@pytest.fixture
def due_report(bewg, but, month):
    """A monthly report whose clock is at the first of this month, which the next dispatch has passed."""
    readers = [
        manager_of(bewg, "ma@bewg.example", "zh-hans"),
        manager_of(bewg, "li@bewg.example", "zh-hans"),
        manager_of(but, "bo@but.example", "en"),
    ]
    with time_machine.travel(month.start_at + dt.timedelta(days=20), tick=False):
        return make_report(readers)


@pytest.fixture
def records(bewg, month):
    """Records on both sides of every line that a figure draws."""
    day = month.start
    AgreementFactory(effective_on=day, signed_on=day, amount=1_200_000)
    AgreementFactory(effective_on=day, signed_on=day, amount=300_000, ends_on=month.end)
    AgreementFactory(effective_on=day, signed_on=day, amount=10, ends_on=month.last_day)
    AgreementFactory(effective_on=month.end, signed_on=day, amount=20)
    AgreementFactory(effective_on=day, signed_on=day, amount=5_000, private_to=bewg)
    for held_on in (month.start, month.last_day, month.end):
        meeting = MeetingFactory(held_on=held_on)
    meeting = MeetingFactory(held_on=month.start)
    ActionItemFactory(meeting=meeting, due_on=month.last_day)
    ActionItemFactory(meeting=meeting, due_on=month.start)
    ActionItemFactory(meeting=meeting, due_on=month.start, done_on=month.start)
    project = ProjectFactory(starts_on=month.start)
    ProjectFactory(starts_on=month.end)
    MilestoneFactory(project=project, due_on=month.start, done_on=month.last_day)
    PatentFactory(granted_on=month.last_day, status="in_force")
    PatentFactory(granted_on=month.last_day)
    PatentFactory(granted_on=month.start, ended_on=month.last_day)
    TraineeFactory(enrolled_on=month.start)
    TraineeFactory(enrolled_on=month.start, ended_on=month.last_day)


def test_a_tick_past_the_first_sends_each_reader_one_mail_while_two_beats_and_two_workers_run(
    mail_server, due_report, records, month, tmp_path
):
    with scheduler(tmp_path, mail_server, beats=2, workers=2):
        mail_server.wait_for(3)

    assert Counter(mail["To"] for mail in mail_server.accepted) == {
        "ma@bewg.example": 1,
        "li@bewg.example": 1,
        "bo@but.example": 1,
    }
    assert list(ReportRun.objects.values_list("kind", "period_start", "period_end", "state")) == [
        ("scheduled", month.start, month.end, "built")
    ]
    assert list(Delivery.objects.values_list("state", "attempts")) == [("sent", 1)] * 3
    assert Rendering.objects.count() == 2  # two readers with the same rights share one
    for mail in mail_server.accepted:
        pdfs = [part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf"]
        assert [part.get_content()[:5] for part in pdfs] == [b"%PDF-"]


# Each figure by its label in the mail, as SQL over the tables alone: `who` is the reader's party.
SQL = {
    "Agreements in force": """
        SELECT count(*) FROM partnership_agreement WHERE signed_on IS NOT NULL AND effective_on <= %(last)s
        AND (ends_on IS NULL OR ends_on > %(last)s) AND (terminated_on IS NULL OR terminated_on > %(last)s)
        AND (private_to_id IS NULL OR private_to_id = %(who)s) AND withdrawn_at IS NULL""",
    "Meetings held": """
        SELECT count(*) FROM partnership_meeting WHERE held_on BETWEEN %(first)s AND %(last)s
        AND (private_to_id IS NULL OR private_to_id = %(who)s) AND withdrawn_at IS NULL""",
    "Overdue action items": """
        SELECT count(*) FROM partnership_actionitem a JOIN partnership_meeting m ON m.id = a.meeting_id
        WHERE a.due_on < %(last)s AND (a.done_on IS NULL OR a.done_on > %(last)s) AND m.held_on <= %(last)s
        AND (m.private_to_id IS NULL OR m.private_to_id = %(who)s) AND m.withdrawn_at IS NULL""",
    "Active projects": """
        SELECT count(*) FROM projects_project WHERE starts_on <= %(last)s
        AND (ends_on IS NULL OR ends_on > %(last)s) AND (stopped_on IS NULL OR stopped_on > %(last)s)
        AND (private_to_id IS NULL OR private_to_id = %(who)s) AND withdrawn_at IS NULL""",
    "Milestones reached": """
        SELECT count(*) FROM projects_milestone s JOIN projects_project p ON p.id = s.project_id
        WHERE s.done_on BETWEEN %(first)s AND %(last)s
        AND (p.private_to_id IS NULL OR p.private_to_id = %(who)s) AND p.withdrawn_at IS NULL""",
    "Patents in force": """
        SELECT count(*) FROM projects_patent WHERE granted_on <= %(last)s
        AND (ended_on > %(last)s OR ended_on IS NULL AND status = 'in_force')
        AND (private_to_id IS NULL OR private_to_id = %(who)s) AND withdrawn_at IS NULL""",
    "People in training": """
        SELECT count(*) FROM talent_trainee t JOIN talent_cohort c ON c.id = t.cohort_id
        JOIN talent_programme p ON p.id = c.programme_id
        WHERE t.enrolled_on <= %(last)s AND (t.ended_on IS NULL OR t.ended_on > %(last)s)
        AND (p.private_to_id IS NULL OR p.private_to_id = %(who)s) AND p.withdrawn_at IS NULL""",
}
AMOUNT = """
    SELECT sum(amount) / 100.0 FROM partnership_agreement WHERE signed_on IS NOT NULL AND effective_on <= %(last)s
    AND (ends_on IS NULL OR ends_on > %(last)s) AND (private_to_id IS NULL OR private_to_id = %(who)s)"""


def by_sql(query, month, party):
    with connection.cursor() as cursor:
        cursor.execute(query, {"first": month.start, "last": month.last_day, "who": party.pk})
        return cursor.fetchone()[0]


def in_mail(mail, label):
    text = mail.get_body(("plain",)).get_content()
    found = re.search(rf"^{re.escape(label)}\s{{2,}}(\S+)", text, re.MULTILINE)
    assert found, f"{label} does not stand in the mail"
    return int(found.group(1).replace(",", ""))


def test_figures_in_the_mail_equal_sql_written_for_the_test(mail_server, bewg, but, records, month, tmp_path):
    with time_machine.travel(month.start_at + dt.timedelta(days=20), tick=False):
        make_report([manager_of(bewg, "ma@bewg.example", "en"), manager_of(but, "bo@but.example", "en")])

    with scheduler(tmp_path, mail_server, beats=1, workers=1):
        mail_server.wait_for(2)

    for party, address in ((bewg, "ma@bewg.example"), (but, "bo@but.example")):
        (mail,) = mail_server.to(address)
        assert {label: in_mail(mail, label) for label in SQL} == {
            label: by_sql(query, month, party) for label, query in SQL.items()
        }
    assert (by_sql(AMOUNT, month, bewg), by_sql(AMOUNT, month, but)) == (1_505_000, 1_500_000)
    assert "CNY 1.51 million" in mail_server.to("ma@bewg.example")[0].get_body(("plain",)).get_content()
    assert "CNY 1.50 million" in mail_server.to("bo@but.example")[0].get_body(("plain",)).get_content()


def test_many_processes_that_claim_at_once_make_one_run_and_one_mail_each(mail_server, due_report, tmp_path):
    env = process_environment(tmp_path, mail_server)
    steps = [start_step("dispatch.dispatch_reports()", env) for _ in range(4)]
    assert go(*steps) == [0] * 4
    run = ReportRun.objects.get()

    builders = [start_step(f"build.build_run({run.pk})", env) for _ in range(3)]
    assert go(*builders) == [0] * 3
    keys = list(Delivery.objects.order_by("pk").values_list("pk", flat=True))
    senders = [start_step(f"[send.send_delivery(key) for key in {keys}]", env) for _ in range(4)]
    assert go(*senders) == [0] * 4

    assert Counter(mail["To"] for mail in mail_server.accepted) == {
        "ma@bewg.example": 1,
        "li@bewg.example": 1,
        "bo@but.example": 1,
    }


def test_a_worker_killed_between_claim_and_sending_loses_no_mail(mail_server, due_report, tmp_path):
    delivery = first_delivery(tmp_path, mail_server)

    died = start_step(
        f"send.send_delivery({delivery.pk})", process_environment(tmp_path, mail_server), death="after_claim"
    )
    assert go(died) == [KILLED]
    assert mail_server.accepted == []
    still_claimed = start_step(f"send.send_delivery({delivery.pk})", process_environment(tmp_path, mail_server))
    assert go(still_claimed) == [0]
    assert mail_server.accepted == []  # the lease of the dead one still holds
    let_leases_run_out()
    again = start_step(f"send.send_delivery({delivery.pk})", process_environment(tmp_path, mail_server))
    assert go(again) == [0]

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, len(mail_server.to(delivery.address))) == ("sent", 2, 1)


def test_a_worker_killed_after_the_server_took_the_mail_sends_the_same_mail_again(mail_server, due_report, tmp_path):
    delivery = first_delivery(tmp_path, mail_server)

    died = start_step(
        f"send.send_delivery({delivery.pk})", process_environment(tmp_path, mail_server), death="after_250"
    )
    assert go(died) == [KILLED]
    let_leases_run_out()
    again = start_step(f"send.send_delivery({delivery.pk})", process_environment(tmp_path, mail_server))
    assert go(again) == [0]

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("sent", 2)
    assert [mail["Message-ID"] for mail in mail_server.to(delivery.address)] == [delivery.message_id] * 2


def test_a_worker_killed_before_it_stored_the_renderings_leaves_nothing_half_made(mail_server, due_report, tmp_path):
    env = process_environment(tmp_path, mail_server)
    assert go(start_step("dispatch.dispatch_reports()", env)) == [0]
    run = ReportRun.objects.get()

    assert go(start_step(f"build.build_run({run.pk})", env, death="before_commit")) == [KILLED]
    assert (Rendering.objects.count(), Delivery.objects.count()) == (0, 0)
    let_leases_run_out()
    assert go(start_step(f"build.build_run({run.pk})", env)) == [0]

    assert (Rendering.objects.count(), Delivery.objects.count()) == (2, 3)


def first_delivery(folder, mail_server):
    """The run made up, nothing sent."""
    env = process_environment(folder, mail_server)
    assert go(start_step("dispatch.dispatch_reports()", env)) == [0]
    run = ReportRun.objects.get()
    assert go(start_step(f"build.build_run({run.pk})", env)) == [0]
    return Delivery.objects.order_by("pk").first()


def let_leases_run_out():
    past = timezone.now() - dt.timedelta(seconds=1)
    Delivery.objects.filter(leased_until__isnull=False).update(leased_until=past)
    ReportRun.objects.filter(leased_until__isnull=False).update(leased_until=past)
