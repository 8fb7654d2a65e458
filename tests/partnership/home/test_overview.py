"""The overview says what matters, and every figure on it leads to exactly what it counts."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from partnership.home.activity import direction_activity
from partnership.operations.samples.removal import remove_samples
from partnership.records import saving as records
from partnership.records.audience import share
from partnership.records.changes import act
from tests.factories import (
    AgreementFactory,
    DirectionFactory,
    InventorFactory,
    MilestoneFactory,
    ObligationFactory,
    OutcomeFactory,
    PartyFactory,
    PatentFactory,
    PersonFactory,
    PilotBaseFactory,
    ProjectFactory,
    StageFactory,
    TraineeFactory,
    UserFactory,
)
from tests.pages import soup_of
from tests.partnership.admin.forms import form_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day")]

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def reader(reader):
    reader.person = PersonFactory(organisation=reader.organisation)
    reader.save()
    return reader


def stat(page, label):
    return next(one for one in page.select(".stat") if one.select_one(".stat-label").text == label)


def count_on(client, url):
    """How many records a list shows."""
    return len(soup_of(client.get(url)).select("tbody tr"))


def test_the_first_sentence_says_what_is_in_force_ends_and_is_overdue(client, reader):
    AgreementFactory(ends_on=TODAY + dt.timedelta(days=60))
    AgreementFactory()
    ObligationFactory(agreement=AgreementFactory(), due_on=TODAY - dt.timedelta(days=1), owner=reader.person)

    sentence = soup_of(client.get("/")).select_one(".page-sentence").text

    assert sentence == "3 agreements are in force, 1 ends within 90 days. 1 item is overdue, 1 of them yours."


def test_each_large_figure_leads_to_a_list_of_as_many_records(client, reader):
    rival = PartyFactory(code="BUT")
    AgreementFactory.create_batch(3)
    AgreementFactory(private_to=rival)
    MilestoneFactory(due_on=TODAY - dt.timedelta(days=2), project=ProjectFactory())
    ProjectFactory(private_to=rival)
    PatentFactory.create_batch(2, granted_on=dt.date(2026, 5, 1), status="in_force")
    TraineeFactory.create_batch(2)

    page = soup_of(client.get("/"))

    figures = {}
    for label in ("Agreements in force", "Active projects", "Patents in force", "People in training"):
        link = stat(page, label).select_one(".stat-value a")
        figures[label] = (int(link.text), count_on(client, link["href"]))
    assert figures == {
        "Agreements in force": (3, 3),
        "Active projects": (1, 1),
        "Patents in force": (2, 2),
        "People in training": (2, 2),
    }
    notes = {link.text: count_on(client, link["href"]) for link in stat(page, "Active projects").select(".stat-note a")}
    assert notes == {"1": 1, "0": 0}


def test_patents_in_force_without_a_grant_date_are_named_below_those_in_force(client, reader):
    PatentFactory(granted_on=dt.date(2026, 5, 1), status="in_force")
    PatentFactory.create_batch(2, status="in_force")

    shown = stat(soup_of(client.get("/")), "Patents in force")

    note = shown.select_one(".stat-note")
    assert shown.select_one(".stat-value").text.strip() == "1"
    assert note.text == "recorded as in force, grant date not known 2"
    assert count_on(client, note.a["href"]) == 2


def test_the_link_of_a_figure_says_what_it_counts_without_its_surroundings(client, reader):
    AgreementFactory(effective_on=dt.date(2026, 1, 1))

    page = soup_of(client.get("/"))

    assert stat(page, "Agreements in force").select_one(".stat-value a")["aria-label"] == "Agreements in force: 1"
    assert stat(page, "Active projects").select_one(".stat-note a")["aria-label"] == "Active projects, healthy: 0"


def test_where_every_grant_date_is_known_no_note_asks_for_one(client, reader):
    PatentFactory(granted_on=dt.date(2026, 5, 1), status="in_force")

    shown = stat(soup_of(client.get("/")), "Patents in force")

    assert shown.select_one(".stat-value").text.strip() == "1"
    assert shown.select(".stat-note") == []


def test_a_change_since_thirty_days_ago_is_said_in_words(client, reader):
    AgreementFactory(effective_on=dt.date(2026, 1, 1))
    AgreementFactory(effective_on=dt.date(2026, 11, 10))

    change = stat(soup_of(client.get("/")), "Agreements in force").select_one(".stat-change")

    assert (change.text, "is-good" in change["class"]) == ("+1 in 30 days", True)


def test_amounts_are_left_out_without_the_right_to_see_them(client, reader):
    AgreementFactory(amount=1_260_000)

    assert "1.26 million" not in client.get("/").content.decode()


def test_a_direction_does_not_count_what_leads_to_it_by_a_hidden_or_withdrawn_project(client, reader):
    direction = DirectionFactory()
    hidden = ProjectFactory(private_to=PartyFactory(code="BUT"))
    withdrawn = ProjectFactory(withdrawn_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    for project in (hidden, withdrawn):
        project.directions.add(direction)
        PatentFactory(filed_on=TODAY).projects.add(project)

    [found] = direction_activity(reader.viewer, TODAY)

    assert ([count for _label, count in found.row], sum(found.months)) == ([0] * len(found.row), 0)


def test_on_a_phone_each_count_of_a_direction_says_what_it_counts(client, reader):
    AgreementFactory().directions.add(DirectionFactory())

    cells = soup_of(client.get("/")).select("#directions .is-stacking td")

    assert [(cell["data-label"], cell.text) for cell in cells[:2]] == [("Stage of life", ""), ("Agreements", "1")]


def test_what_is_entered_with_its_record_is_told_by_that_record_and_later_rows_by_themselves(client, reader):
    rival = UserFactory(organisation=PartyFactory(code="RIVAL"))
    with act():
        patent = records.save_record(PatentFactory.build(code=""), by=rival)
        records.save_record(InventorFactory.build(patent=patent, name="Milestone"), by=rival)
    with time_machine.travel(dt.datetime(2026, 11, 24, 4, 2, tzinfo=dt.UTC), tick=False):
        records.save_record(InventorFactory.build(patent=patent, name="Second"), by=rival)

        lines = [line.text for line in soup_of(client.get("/")).select("#changes li a")]

    assert [line.split(" · ")[-1] for line in lines] == ["Second", str(patent)]


def test_what_is_entered_below_a_record_just_shared_is_told_to_those_who_never_saw_it_entered(client, reader):
    rival = UserFactory(organisation=PartyFactory(code="RIVAL"))
    patent = records.save_record(PatentFactory.build(code="", private_to=rival.organisation), by=rival)
    share(patent, by=rival)
    records.save_record(InventorFactory.build(patent=patent, name="Milestone"), by=rival)

    lines = [line.text for line in soup_of(client.get("/")).select("#changes li a")]

    assert [line.split(" · ")[-1] for line in lines] == ["Milestone", str(patent)]


def test_what_changed_names_who_did_it_and_hides_what_is_private_to_the_other_party(client, reader):
    rival = UserFactory(organisation=PartyFactory(code="BUT"), name="Rival")
    records.save_record(AgreementFactory.build(code="", name_en="Open framework"), by=rival)
    hidden = AgreementFactory.build(code="", name_en="Hidden framework", private_to=rival.organisation)
    records.save_record(hidden, by=rival)

    changes = soup_of(client.get("/")).select_one("#changes").text

    assert "Open framework" in changes
    assert "Rival" in changes
    assert "Hidden framework" not in changes


def test_what_was_done_with_a_sample_account_stays_news_after_the_account_is_gone(client, reader):
    tried = UserFactory(name="Trying out", is_sample=True, is_staff=True, is_superuser=True)
    agreement = AgreementFactory(name_en="Real framework")
    address = reverse("admin:partnership_agreement_change", args=[agreement.pk])
    client.force_login(tried)
    client.post(address, form_data(client.get(address), name_en="Renamed framework"))
    client.force_login(reader)

    before = soup_of(client.get("/")).select_one("#changes li").text
    remove_samples()
    after = soup_of(client.get("/")).select_one("#changes li").text
    history = soup_of(client.get(f"/record/partnership.agreement/{agreement.pk}/history/")).text

    assert before.endswith(f"Trying out changed {agreement.code} Renamed framework")
    assert (after, "a deleted account" in history) == (before.replace("Trying out", "a deleted account"), True)


def test_a_row_that_a_deleted_account_entered_is_news_unless_it_was_entered_with_its_record(client, reader):
    tried = UserFactory(is_sample=True, is_staff=True, is_superuser=True)
    agreement = AgreementFactory(code="A-2019-01")
    add = reverse("admin:partnership_agreement_add")
    change = reverse("admin:partnership_agreement_change", args=[agreement.pk])
    party = {"parties-TOTAL_FORMS": 1, "parties-0-organisation": reader.organisation_id, "parties-0-part": "client"}
    client.force_login(tried)
    client.post(add, form_data(client.get(add), name_en="New", kind="framework", signed_on="2026-11-02", **party))
    client.post(change, form_data(client.get(change), **party))
    client.force_login(reader)
    before = [line.a.text for line in soup_of(client.get("/")).select("#changes li")]

    remove_samples()

    assert before == [f"A-2019-01 · {reader.organisation} (client)", "A-2026-01 New"]
    assert [line.a.text for line in soup_of(client.get("/")).select("#changes li")] == before


def test_an_account_without_a_name_does_not_show_its_address_to_the_other_party(client, reader):
    rival = UserFactory(organisation=PartyFactory(code="BUT"), name="", email="li.na@rival.example.org")
    agreement = records.save_record(AgreementFactory.build(code=""), by=rival)

    pages = [
        client.get(url).content.decode() for url in ("/", f"/record/partnership.agreement/{agreement.pk}/history/")
    ]

    assert ["li.na" in page for page in pages] == [True, True]
    assert not any("rival.example.org" in page for page in pages)


def test_each_group_of_what_is_due_counts_all_of_it_and_leads_to_as_many(client, reader):
    project, rival = ProjectFactory(), PartyFactory(code="BUT")
    for days, count in ((-3, 11), (0, 2), (30, 1), (31, 3), (61, 1), (91, 2)):
        MilestoneFactory.create_batch(count, project=project, due_on=TODAY + dt.timedelta(days=days))
    MilestoneFactory(project=ProjectFactory(private_to=rival), due_on=TODAY)

    due = soup_of(client.get("/")).select_one("#due")

    groups = {}
    for head in due.select(".due-head"):
        link = head.select_one("a")
        items = soup_of(client.get(link["href"])).select(".due-list > li")
        groups[head.contents[0].strip()] = (link.text, len(items))
    assert groups == {
        "Overdue": ("11", 11),
        "Within 30 days": ("3", 3),
        "In 31 to 60 days": ("3", 3),
        "In 61 to 90 days": ("1", 1),
    }
    assert len(due.select(".due-list > li")) == 12


def test_outputs_by_year_stand_in_a_table_beside_the_chart(client, reader):
    OutcomeFactory(achieved_on=dt.date(2025, 3, 1))
    PatentFactory(filed_on=dt.date(2026, 3, 1))

    rows = soup_of(client.get("/")).select("#outputs table tbody tr")

    assert [[cell.text for cell in row.select("th, td")] for row in rows] == [
        ["2026", "0", "1", "0"],
        ["2025", "1", "0", "0"],
    ]


def test_an_empty_platform_says_so_instead_of_failing(client, reader):
    page = soup_of(client.get("/"))

    assert page.select_one(".page-sentence").text == "No agreement is in force. Nothing is overdue."
    assert [one.text for one in page.select(".empty-sentence")] == [
        "Nothing is due within 90 days.",
        "Nothing has been entered or changed yet.",
    ]


def fill(count):
    StageFactory.create_batch(count)
    direction = DirectionFactory()
    for _number in range(count):
        project = ProjectFactory()
        project.directions.add(direction, DirectionFactory())
        ObligationFactory(agreement=AgreementFactory(), due_on=TODAY)
        MilestoneFactory(project=project, due_on=TODAY)
        OutcomeFactory(project=project, direction=direction)
        PatentFactory()
        PilotBaseFactory()
        records.save_record(TraineeFactory().cohort.programme, by=UserFactory(organisation=PartyFactory(code="BUT")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_costs_twenty_two_queries_whatever_the_rows(client, reader, count, django_assert_num_queries):
    fill(count)
    client.get(reverse("overview"))

    with django_assert_num_queries(22):
        client.get(reverse("overview"))
