"""What the reader leads: of every app, what is under way and no more, as far as the reader sees it."""

import datetime as dt

import pytest
from django.urls import reverse

from partnership.models import Report, ReportClock
from partnership.records import saving as records
from tests.factories import (
    CohortFactory,
    DirectionFactory,
    MilestoneFactory,
    PartyFactory,
    PersonFactory,
    PilotBaseFactory,
    ProgrammeFactory,
    ProjectFactory,
    ProjectLeadFactory,
    SupervisionFactory,
    TraineeFactory,
    UserFactory,
)
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day")]

TODAY = dt.date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


@pytest.fixture
def reader(reader):
    reader.person = PersonFactory(organisation=reader.organisation)
    reader.save()
    return reader


def section_of(client):
    """The card of what the reader leads; None where the page has none."""
    heads = [head for head in soup_of(client.get(reverse("mine"))).select("h2") if head.text.startswith("What I lead")]
    return heads[0].find_parent("section") if heads else None


def led(client):
    """The cells of each row."""
    rows = section_of(client).select("tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in rows]


def names(client):
    return [row[0] for row in led(client)]


def direction_led_by(person, stage="active", **dates):
    direction = DirectionFactory(name_en=f"Direction {stage}")
    direction.steps.create(stage=stage, reached_on="2025-01-01")
    direction.leads.create(person=person, **dates)
    return direction


def test_every_app_says_what_its_reader_leads(client, reader):
    person = reader.person
    direction = direction_led_by(person)
    report = Report.objects.create(key="monthly", name_en="Monthly report", owner=reader, private_to=None)
    ReportClock.objects.create(report=report, next_due_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    project = ProjectFactory(name_en="Anammox", private_to=reader.organisation)
    ProjectLeadFactory(project=project, person=person)
    MilestoneFactory(project=project, due_on=TOMORROW)
    MilestoneFactory(project=project, due_on=TODAY, done_on=TODAY)
    MilestoneFactory(project=project, due_on=TODAY + dt.timedelta(days=9))
    base = PilotBaseFactory(name_en="Base one", manager=person)
    trainee = TraineeFactory(person=PersonFactory(name_en="LIN Xiaolan"))
    SupervisionFactory(trainee=trainee, supervisor=person)

    rows, links = led(client), [link["href"] for link in section_of(client).select("tbody th a")]

    assert rows == [
        ["Direction active", "Research direction", "active", "–", "Shared"],
        ["Monthly report", "Report", "active", "in 7 days", "Shared"],
        ["Anammox", "Project", "active", "tomorrow", "Private to BEWG"],
        ["Base one", "Pilot test base", "in operation", "–", "Shared"],
        ["LIN Xiaolan", "Trainee", "in training", "–", "Shared"],
    ]
    assert links == [one.get_absolute_url() for one in (direction, report, project, base, trainee)]


def test_what_is_over_is_left_out(client, reader):
    person = reader.person
    direction_led_by(person, stage="closed")
    direction_led_by(person, ends_on=TODAY)
    ProjectLeadFactory(project=ProjectFactory(name_en="Ended", ends_on=TODAY), person=person)
    ProjectLeadFactory(project=ProjectFactory(name_en="Stopped", stopped_on=YESTERDAY), person=person)
    ProjectLeadFactory(project=ProjectFactory(name_en="Handed over"), person=person, ends_on=TODAY)
    ProjectLeadFactory(project=ProjectFactory(name_en="Planned", starts_on=TOMORROW), person=person)
    PilotBaseFactory(manager=person, ends_on=TODAY)
    SupervisionFactory(trainee=TraineeFactory(ended_on=TODAY), supervisor=person)
    SupervisionFactory(supervisor=person, ends_on=TODAY)
    Report.objects.create(key="silent", name_en="Silent", owner=reader, is_active=False)

    assert names(client) == ["Planned"]


def test_a_base_that_is_not_begun_is_planned(client, reader):
    PilotBaseFactory(name_en="Next year", manager=reader.person, starts_on=TOMORROW)

    assert [row[2] for row in led(client)] == ["planned"]


def test_what_is_withdrawn_is_left_out(client, reader):
    lead = ProjectLeadFactory(person=reader.person)
    base = PilotBaseFactory(manager=reader.person)
    direction = direction_led_by(reader.person)
    for record in (lead.project, base, direction):
        records.withdraw(record, by=reader)

    assert names(client) == []


def test_the_other_partys_records_are_not_shown_to_whom_they_name(client, reader):
    rival, person = PartyFactory(code="BUT"), reader.person
    ProjectLeadFactory(project=ProjectFactory(private_to=rival), person=person)
    PilotBaseFactory(private_to=rival, manager=person)
    cohort = CohortFactory(programme=ProgrammeFactory(private_to=rival))
    SupervisionFactory(trainee=TraineeFactory(cohort=cohort), supervisor=person)
    Report.objects.create(key="theirs", name_en="Theirs", owner=reader, private_to=rival)

    assert names(client) == []


def test_what_others_lead_is_not_mine(client, reader):
    ProjectLeadFactory()
    direction_led_by(PersonFactory())
    PilotBaseFactory(manager=PersonFactory())
    SupervisionFactory()
    Report.objects.create(key="theirs", name_en="Theirs", owner=UserFactory())

    assert names(client) == []


def test_a_project_led_for_two_sides_stands_once(client, reader):
    project = ProjectFactory(name_en="Anammox")
    ProjectLeadFactory(project=project, person=reader.person)
    ProjectLeadFactory(project=project, person=reader.person)

    assert names(client) == ["Anammox"]


def test_of_very_much_the_first_is_shown_with_the_way_to_the_rest(client, reader):
    SupervisionFactory.create_batch(51, supervisor=reader.person)

    hint = section_of(client).select_one(".card-hint a")

    assert len(led(client)) == 50
    assert hint.text == "The first 50 of 51; the others stand on your own page."
    assert hint["href"] == reader.person.get_absolute_url()


def test_a_late_milestone_marks_its_project(client, reader):
    project = ProjectLeadFactory(person=reader.person).project
    MilestoneFactory(project=project, due_on=YESTERDAY)

    [row] = section_of(client).select("tbody tr")

    assert (row["class"], led(client)[0][3]) == (["row-late"], "yesterday")


def test_who_leads_nothing_is_told_what_would_stand_here(client, reader):
    text = section_of(client).select_one(".quiet").text

    assert text == "Nothing under way names you as its lead, manager, supervisor or owner."


def test_without_a_person_only_the_way_to_one_is_told(client, bewg):
    client.force_login(UserFactory(organisation=bewg))

    page = soup_of(client.get(reverse("mine")))

    assert section_of(client) is None
    assert page.select_one(".empty-hint").text.endswith("then what you own and lead shows up here.")


def test_without_a_person_the_accounts_own_reports_are_shown(client, bewg):
    user = UserFactory(organisation=bewg)
    client.force_login(user)
    Report.objects.create(key="monthly", name_en="Monthly report", owner=user)

    assert names(client) == ["Monthly report"]


@pytest.mark.parametrize("count", [1, 3])
def test_mine_costs_the_same_queries_whatever_is_led(client, reader, count, bewg, django_assert_num_queries):
    person = reader.person
    for number in range(count):
        direction_led_by(person)
        project = ProjectFactory(private_to=bewg)
        ProjectLeadFactory(project=project, person=person)
        MilestoneFactory(project=project, owner=person, due_on=TOMORROW)
        PilotBaseFactory(private_to=bewg, manager=person)
        cohort = CohortFactory(programme=ProgrammeFactory(private_to=bewg))
        SupervisionFactory(trainee=TraineeFactory(cohort=cohort), supervisor=person)
        Report.objects.create(key=f"report-{number}", name_en="x", owner=reader, private_to=bewg)
    client.get(reverse("mine"))

    # session, user, party, role, own rights and the role's, sums and rows of what is due, one of each kind that is led
    with django_assert_num_queries(13):
        client.get(reverse("mine"))

    assert len(names(client)) == 5 * count
