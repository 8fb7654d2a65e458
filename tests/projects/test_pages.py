"""Lists and pages of projects, milestones, outcomes, patents and engineering cases."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission

from tests.factories import (
    DirectionFactory,
    EngineeringCaseFactory,
    InventorFactory,
    MilestoneFactory,
    OutcomeFactory,
    PatentApplicantFactory,
    PatentFactory,
    PersonFactory,
    ProjectBudgetFactory,
    ProjectFactory,
    ReadinessAssessmentFactory,
)
from tests.pages import names, sentence, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]


@pytest.mark.parametrize("folder", ["projects", "milestones", "outcomes", "patents", "cases"])
def test_a_list_hides_what_is_the_other_partys(folder, client, but):
    hidden = ProjectFactory(private_to=but, name_en="Hidden")
    MilestoneFactory(project=hidden)
    OutcomeFactory(private_to=but)
    PatentFactory(private_to=but)
    EngineeringCaseFactory(private_to=but)

    assert client.get(f"/{folder}/").context["page"].paginator.count == 0
    assert len(b"".join(client.get(f"/{folder}/?export=csv").streaming_content).splitlines()) == 1


@pytest.mark.parametrize("factory", [ProjectFactory, OutcomeFactory, PatentFactory, EngineeringCaseFactory])
def test_a_page_is_for_its_audience_alone(factory, client, bewg, but):
    own, hidden = factory(private_to=bewg), factory(private_to=but)

    assert client.get(own.get_absolute_url()).status_code == 200
    assert client.get(hidden.get_absolute_url()).status_code == 404


def test_projects_are_filtered_as_the_figures_count_them(client):
    healthy, risky = ProjectFactory(name_en="Healthy"), ProjectFactory(name_en="Risky")
    ProjectFactory(name_en="Over", starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2022, 1, 1))
    MilestoneFactory(project=risky, due_on=dt.date(2026, 11, 1))
    MilestoneFactory(project=healthy, due_on=dt.date(2026, 11, 1), done_on=dt.date(2026, 10, 1))

    assert set(names(client, "/projects/?active_on=2026-11-24")) == {"Healthy", "Risky"}
    assert names(client, "/projects/?at_risk_on=2026-11-24") == ["Risky"]
    assert names(client, "/projects/?healthy_on=2026-11-24") == ["Healthy"]
    assert names(client, "/projects/?active_on=2021-06-01") == ["Over"]
    assert names(client, "/projects/?started_from=2020-01-01&started_before=2020-01-02") == ["Over"]
    assert names(client, "/projects/?state=completed") == ["Over"]


def test_the_sentence_of_projects_sums_the_budgets_of_what_is_filtered(client, reader, but):
    direction = DirectionFactory()
    project = ProjectFactory()
    project.directions.add(direction)
    ProjectBudgetFactory(project=project, amount=1_000_000)
    ProjectBudgetFactory(project=project, amount=240_000, origin="vertical")
    ProjectBudgetFactory(amount=5_000_000)
    ProjectBudgetFactory(project=ProjectFactory(private_to=but), amount=9_000_000)
    address = f"/projects/?direction={direction.code}"

    blind = sentence(client, address)
    reader.user_permissions.add(Permission.objects.get(codename="view_amounts"))

    assert blind == "1 project, 1 active, 0 of them with an overdue milestone."
    assert sentence(client, address) == f"{blind} Budget CNY 1.24 million."


def test_the_budget_of_a_project_is_for_those_who_may_see_amounts(client, reader):
    budget = ProjectBudgetFactory(amount=777_000)

    address = f"/panel/budget.project/{budget.project.pk}/"
    blind, blind_page = client.get(address), client.get(budget.project.get_absolute_url())
    reader.user_permissions.add(Permission.objects.get(codename="view_amounts"))
    seeing, seeing_page = client.get(address), client.get(budget.project.get_absolute_url())

    assert (blind.status_code, "777,000" in seeing.content.decode()) == (404, True)
    assert [address in page.content.decode() for page in (blind_page, seeing_page)] == [False, True]


def test_milestones_are_filtered_as_the_figures_count_them(client):
    MilestoneFactory(title="Late", due_on=dt.date(2026, 11, 1))
    MilestoneFactory(title="Ahead", due_on=dt.date(2026, 12, 1))
    MilestoneFactory(title="Reached", due_on=dt.date(2026, 10, 1), done_on=dt.date(2026, 10, 31))

    assert names(client, "/milestones/?overdue_on=2026-11-24") == ["Late"]
    assert names(client, "/milestones/?overdue_on=2026-10-30") == ["Reached"]
    assert names(client, "/milestones/?done_from=2026-10-01&done_before=2026-11-01") == ["Reached"]
    assert names(client, "/milestones/?due_from=2026-12-01&due_before=2026-12-02") == ["Ahead"]
    assert sentence(client, "/milestones/") == "3 milestones, 2 open, 1 overdue."


def test_outcomes_are_filtered_by_the_level_of_a_day(client):
    ready, early = OutcomeFactory(name_en="Ready"), OutcomeFactory(name_en="Early")
    ReadinessAssessmentFactory(outcome=ready, level=4, assessed_on=dt.date(2025, 1, 1))
    ReadinessAssessmentFactory(outcome=ready, level=8, assessed_on=dt.date(2026, 1, 1))
    ReadinessAssessmentFactory(outcome=early, level=3, assessed_on=dt.date(2026, 1, 1))

    assert names(client, "/outcomes/?ready_on=2026-11-24") == ["Ready"]
    assert names(client, "/outcomes/?ready_on=2025-06-01") == []
    assert names(client, "/outcomes/?level_from=4&level_on=2025-06-01") == ["Ready"]
    assert names(client, "/outcomes/?level_from=5&level_on=2025-06-01") == []
    assert set(names(client, "/outcomes/?level_from=3")) == {"Ready", "Early"}
    assert names(client, "/outcomes/?sort=-level") == ["Ready", "Early"]
    assert sentence(client, "/outcomes/") == "2 outcomes, 1 at readiness level 7 and above."


def test_patents_are_filtered_as_the_figures_count_them(client):
    PatentFactory(name_en="Granted", granted_on=dt.date(2026, 5, 1), filed_on=dt.date(2024, 5, 1), status="in_force")
    PatentFactory(name_en="Ended", granted_on=dt.date(2020, 5, 1), ended_on=dt.date(2026, 1, 1), filed_on=None)
    PatentFactory(name_en="Pending", status="pending")

    assert names(client, "/patents/?in_force_on=2026-11-24") == ["Granted"]
    assert names(client, "/patents/?in_force_on=2025-12-31") == ["Ended"]
    assert names(client, "/patents/?filed_from=2026-02-01&filed_before=2026-02-02") == ["Pending"]
    assert names(client, "/patents/?granted_from=2026-05-01&granted_before=2026-06-01") == ["Granted"]
    assert sentence(client, "/patents/") == "3 patents and applications, 1 in force, 1 pending."


def test_the_filters_of_patents_tell_protection_by_date_from_the_state_recorded(client):
    PatentFactory()

    labels = [one.text for one in soup_of(client.get("/patents/")).select(".filters-field label")]

    assert labels == ["Protection today", "Kind", "Legal status as recorded", "Filed from", "Filed before"]


def test_a_patent_in_force_without_a_grant_date_is_counted_apart_from_those_in_force(client, but):
    PatentFactory(name_en="Granted", granted_on=dt.date(2026, 5, 1), status="in_force")
    PatentFactory(name_en="Undated", status="in_force")
    PatentFactory(name_en="Undated too", filed_on=None, status="in_force")
    PatentFactory(name_en="Over", granted_on=dt.date(2020, 5, 1), status="terminated")
    PatentFactory(name_en="Hidden", status="in_force", private_to=but)

    aside = soup_of(client.get("/patents/?kind=invention&q=u&page=1")).select_one(".page-head-text .quiet a")

    assert sentence(client, "/patents/") == "4 patents and applications, 1 in force, 0 pending."
    assert aside.text == "2 more are recorded as in force without a known grant date."
    assert set(names(client, f"/patents/{aside['href']}")) == {"Undated", "Undated too"}
    assert names(client, "/patents/?in_force_undated_on=2026-01-31") == ["Undated too"]
    assert not soup_of(client.get("/patents/?q=Over")).select(".page-head-text .quiet")


def test_a_granted_patent_that_nobody_recorded_as_in_force_is_counted_apart(client, but):
    PatentFactory(name_en="Held", granted_on=dt.date(2026, 5, 1), status="in_force")
    unknown = PatentFactory(name_en="Unknown", granted_on=dt.date(2026, 5, 1))
    PatentFactory(name_en="Forgotten", granted_on=dt.date(2026, 5, 1), status="pending")
    PatentFactory(name_en="Not yet", granted_on=dt.date(2027, 5, 1))
    PatentFactory(name_en="Hidden", granted_on=dt.date(2026, 5, 1), private_to=but)

    [aside] = soup_of(client.get("/patents/")).select(".page-head-text .quiet a")
    page = soup_of(client.get(unknown.get_absolute_url()))

    assert sentence(client, "/patents/") == "4 patents and applications, 1 in force, 1 pending."
    assert aside.text == "2 more are granted without a record of whether they are in force."
    assert set(names(client, f"/patents/{aside['href']}")) == {"Unknown", "Forgotten"}
    assert names(client, "/patents/?state=in_force_today") == ["Held"]
    assert set(names(client, "/patents/?state=unconfirmed")) == {"Unknown", "Forgotten"}
    assert page.select_one(".page-head .badge").text == "not known"
    assert page.select_one(".page-sentence").text == (
        "Its grant was announced on 1 May 2026; whether it is in force is not recorded."
    )


def test_a_patent_says_what_is_not_known_of_its_dates(client):
    undated = PatentFactory(status="in_force")
    over = PatentFactory(granted_on=dt.date(2020, 5, 1), status="terminated")

    texts = [sentence(client, one.get_absolute_url()) for one in (undated, over)]

    assert texts == [
        "Recorded as in force; the day of its grant is not known.",
        "Recorded as terminated; since when is not known.",
    ]


def test_patents_are_found_by_inventor_and_applicant_once(client):
    patent = PatentFactory(name_en="Reactor")
    PatentFactory(name_en="Other")
    InventorFactory(patent=patent, name="Peng Test")
    InventorFactory(patent=patent, name="Pengfei Test")
    PatentApplicantFactory(patent=patent, name="Water Institute")

    assert names(client, "/patents/?q=peng") == ["Reactor"]
    assert names(client, "/patents/?q=institute+reactor") == ["Reactor"]


def test_cases_are_filtered_by_when_they_went_into_operation(client):
    EngineeringCaseFactory(name_en="March", capacity_m3_d=10_000)
    EngineeringCaseFactory(name_en="April", commissioned_on=dt.date(2026, 4, 1))

    assert names(client, "/cases/?commissioned_from=2026-03-01&commissioned_before=2026-04-01") == ["March"]
    assert sentence(client, "/cases/") == "2 engineering cases, 2 in operation, with a capacity of 10,000 m³/d."


def test_a_project_shows_what_came_of_it_as_far_as_its_reader_sees_it(client, but):
    project = ProjectFactory()
    OutcomeFactory(project=project, name_en="Common outcome")
    OutcomeFactory(project=project, name_en="Hidden outcome", private_to=but)
    PatentFactory(name_en="Hidden patent", private_to=but).projects.add(project)
    MilestoneFactory(project=project, title="Late milestone", due_on=dt.date(2026, 11, 1))

    page = soup_of(client.get(project.get_absolute_url()))

    panels = [soup_of(client.get(f"/panel/{kind}.project/{project.pk}/")) for kind in ("outcomes", "patents")]
    shown = [cell.text for part in (page, *panels) for cell in part.select("tbody th")]
    assert shown == ["Late milestone", "Common outcome"]
    assert page.select_one("tr.row-late th").text == "Late milestone"
    assert page.select_one(".page-sentence").text == "Active since 1 Jan 2026, without an end. A milestone is overdue."


def test_a_person_page_links_the_patents_of_the_inventor_that_the_reader_sees(client, but):
    person = PersonFactory()
    InventorFactory(person=person, patent__name_en="Common patent")
    InventorFactory(person=person, patent__name_en="Hidden patent", patent__private_to=but)

    panel = soup_of(client.get(f"/panel/patents.person/{person.pk}/"))

    assert [cell.text for cell in panel.select("tbody th")] == ["Common patent"]


def test_a_directions_patents_do_not_tell_of_hidden_projects(client, but):
    direction, patent = DirectionFactory(), PatentFactory(name_en="Shared patent")
    hidden = ProjectFactory(private_to=but)
    hidden.directions.add(direction)
    patent.projects.add(hidden)

    panel = soup_of(client.get(f"/panel/patents.direction/{direction.pk}/"))

    assert panel.select("tbody th") == []


def test_an_outcome_says_how_ready_it_is(client):
    assessed = ReadinessAssessmentFactory(level=7).outcome

    page = soup_of(client.get(assessed.get_absolute_url()))

    assert page.select_one(".page-badges .badge").text == "Readiness level 7"
    assert page.select_one(".page-sentence").text == "Achieved on 1 May 2026; at readiness level 7 of 9."
