"""Lists, pages and panels cost a known number of queries, whatever the number of rows."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from partnership.models import User
from partnership.rules import registry
from tests import factories as make

pytestmark = pytest.mark.django_db


def another_variable() -> Any:
    """A variable with a series: the factory alone gives the same one again."""
    variable = make.VariableFactory(code=f"X{make.VariableFactory._meta.model.objects.count()}")
    return make.SeriesFactory(variable=variable).variable


def series_of_a_unit() -> Any:
    unit = make.ProcessUnitFactory()
    return make.SeriesFactory(base=unit.base, unit=unit)


# Nine are the session, the account, its party, its role, its own rights and those of its role, the choices of the
# filters (parties and directions together), the counts and the rows; of projects, the sum of their budgets comes to it,
# of the calendar, the years whose notice is loaded.
LISTS = {
    "agreements": (make.AgreementFactory, 9),
    "obligations": (make.ObligationFactory, 9),
    "payments": (make.PaymentFactory, 9),
    "meetings": (make.MeetingFactory, 9),
    "consensus": (make.ConsensusFactory, 9),
    "actions": (make.ActionItemFactory, 9),
    "directions": (make.DirectionFactory, 9),
    "stages": (make.StageFactory, 9),
    "organisations": (make.OrganisationFactory, 9),
    "people": (make.PersonFactory, 9),
    "achievements": (make.AchievementFactory, 9),
    "roles": (make.RoleFactory, 9),
    "calendar": (make.CalendarYearFactory, 10),
    "calendar-days": (make.CalendarDayFactory, 10),
    "projects": (make.ProjectFactory, 10),
    "milestones": (make.MilestoneFactory, 9),
    "outcomes": (make.OutcomeFactory, 9),
    "assessments": (make.ReadinessAssessmentFactory, 9),
    "patents": (make.PatentFactory, 9),
    "cases": (make.EngineeringCaseFactory, 9),
    "bases": (make.PilotBaseFactory, 9),
    "series": (series_of_a_unit, 9),
    "campaigns": (make.CampaignFactory, 9),
    "units": (make.ProcessUnitFactory, 9),
    "variables": (another_variable, 9),
    "programmes": (make.ProgrammeFactory, 9),
    "cohorts": (make.CohortFactory, 9),
    "trainees": (make.TraineeFactory, 9),
    "supervisions": (make.SupervisionFactory, 9),
    "placements": (make.PlacementFactory, 9),
}


@pytest.fixture
def reader(client: Client, bewg: Any) -> User:
    user = make.UserFactory(organisation=bewg, is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_amounts"))
    client.force_login(user)
    return user


@pytest.mark.parametrize("folder", LISTS)
def test_a_list_costs_the_same_with_one_row_and_with_three(folder, client, reader, django_assert_num_queries):
    factory, count = LISTS[folder]
    factory()
    client.get(f"/{folder}/")  # the kinds of record and the parts of the frame are read once a process

    with django_assert_num_queries(count):
        client.get(f"/{folder}/")
    for _number in range(2):
        factory()
    with django_assert_num_queries(count):
        page = client.get(f"/{folder}/").context["page"]

    assert page.paginator.count >= 3


def hang_on_agreement(one: Any) -> None:
    make.AgreementPartyFactory(agreement=one)
    make.ObligationFactory(agreement=one, owner=make.PersonFactory())
    make.PaymentFactory(agreement=one)
    make.AgreementFactory(parent=one)
    make.ConsensusFactory(agreement=one)
    one.directions.add(make.DirectionFactory())


def hang_on_meeting(one: Any) -> None:
    make.ActionItemFactory(meeting=one, consensus=make.ConsensusFactory(meeting=one), owner=make.PersonFactory())
    one.organisations.add(make.OrganisationFactory())
    one.attendees.add(make.PersonFactory())


def hang_on_direction(one: Any) -> None:
    one.steps.create(stage="active", reached_on="2026-01-01")
    one.leads.create(person=make.PersonFactory())
    make.AgreementFactory().directions.add(one)
    make.DirectionFactory(predecessor=one)


def hang_on_organisation(one: Any) -> None:
    make.PersonFactory(organisation=one)
    make.OrganisationFactory(parent=one)
    make.AgreementPartyFactory(organisation=one)


def hang_on_person(one: Any) -> None:
    make.RoleFactory(person=one)
    make.AchievementFactory(person=one)
    make.ObligationFactory(owner=one)
    make.ActionItemFactory(owner=one)
    make.DirectionFactory().leads.create(person=one)


def hang_on_project(one: Any) -> None:
    make.ProjectLeadFactory(project=one)
    make.ProjectBudgetFactory(project=one)
    make.MilestoneFactory(project=one, owner=make.PersonFactory(), organisation=make.OrganisationFactory())
    make.OutcomeFactory(project=one)
    make.PatentFactory().projects.add(one)
    one.directions.add(make.DirectionFactory())


def hang_on_outcome(one: Any) -> None:
    make.ReadinessAssessmentFactory(outcome=one, assessor=make.PersonFactory())
    make.EngineeringCaseFactory().outcomes.add(one)


def hang_on_patent(one: Any) -> None:
    make.PatentApplicantFactory(patent=one, organisation=make.OrganisationFactory())
    make.InventorFactory(patent=one, person=make.PersonFactory())
    one.projects.add(make.ProjectFactory())


def hang_on_case(one: Any) -> None:
    one.outcomes.add(make.OutcomeFactory())


def hang_on_base(one: Any) -> None:
    make.CampaignFactory(base=one, project=make.ProjectFactory())
    unit = make.ProcessUnitFactory(base=one)
    make.SeriesFactory(base=one, unit=unit, variable=make.VariableFactory(code=f"X{one.series.count()}"))


def hang_on_unit(one: Any) -> None:
    make.SeriesFactory(base=one.base, unit=one, variable=another_variable())
    make.CampaignFactory(base=one.base, project=make.ProjectFactory())


def hang_on_variable(one: Any) -> None:
    base = make.PilotBaseFactory()
    make.SeriesFactory(base=base, unit=make.ProcessUnitFactory(base=base), variable=one)


def hang_on_year(one: Any) -> None:
    make.CalendarDayFactory(date=dt.date(one.year, 1, 1 + make.CalendarDayFactory._meta.model.objects.count()))


def hang_on_programme(one: Any) -> None:
    make.TraineeFactory(cohort=make.CohortFactory(programme=one))


def hang_on_cohort(one: Any) -> None:
    make.TraineeFactory(cohort=one)


def hang_on_trainee(one: Any) -> None:
    make.SupervisionFactory(trainee=one)
    make.PlacementFactory(trainee=one, project=make.ProjectFactory())


PAGES = {
    "agreement": (make.AgreementFactory, hang_on_agreement, 13),
    "meeting": (make.MeetingFactory, hang_on_meeting, 11),
    "direction": (make.DirectionFactory, hang_on_direction, 11),
    "stage": (make.StageFactory, lambda one: None, 13),
    "organisation": (make.OrganisationFactory, hang_on_organisation, 10),
    "person": (make.PersonFactory, hang_on_person, 13),
    "project": (make.ProjectFactory, hang_on_project, 10),
    "outcome": (make.OutcomeFactory, hang_on_outcome, 9),
    "patent": (make.PatentFactory, hang_on_patent, 10),
    "case": (make.EngineeringCaseFactory, hang_on_case, 8),
    "base": (make.PilotBaseFactory, hang_on_base, 13),
    "series": (series_of_a_unit, lambda one: None, 8),
    "unit": (make.ProcessUnitFactory, hang_on_unit, 9),
    "variable": (another_variable, hang_on_variable, 8),
    "calendar year": (make.CalendarYearFactory, hang_on_year, 8),
    "programme": (make.ProgrammeFactory, hang_on_programme, 9),
    "cohort": (make.CohortFactory, hang_on_cohort, 8),
    "trainee": (make.TraineeFactory, hang_on_trainee, 9),
}


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_costs_the_same_with_one_record_on_it_and_with_three(kind, client, reader, django_assert_num_queries):
    factory, hang, count = PAGES[kind]
    record = factory()
    hang(record)
    client.get(record.get_absolute_url())

    with django_assert_num_queries(count):
        client.get(record.get_absolute_url())
    hang(record)
    hang(record)
    with django_assert_num_queries(count):
        response = client.get(record.get_absolute_url())

    assert response.status_code == 200


FACTORIES = {
    "partnership.agreement": make.AgreementFactory,
    "partnership.researchdirection": make.DirectionFactory,
    "partnership.organisation": make.OrganisationFactory,
    "partnership.person": make.PersonFactory,
    "projects.project": make.ProjectFactory,
    "pilots.pilotbase": make.PilotBaseFactory,
}


@pytest.mark.parametrize("key", [panel.key for panel in registry.panels])
def test_a_panel_costs_at_most_seven_queries(key, client, reader, django_assert_max_num_queries):
    record = FACTORIES[registry.panels[key].on._meta.label_lower]()
    assert isinstance(record, registry.panels[key].on)
    client.get(f"/panel/{key}/{record.pk}/")

    with django_assert_max_num_queries(7):
        response = client.get(f"/panel/{key}/{record.pk}/", headers={"HX-Request": "true"})

    assert response.status_code == 200
