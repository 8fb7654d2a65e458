"""Every figure can be opened: the list behind it holds exactly the records that it counts."""

import datetime as dt
from itertools import product

import pytest
from django.contrib.auth.models import Permission

from partnership.models import User
from partnership.rules import registry
from partnership.rules.figures import Count, Figure, Unit, read
from partnership.rules.periods import Period
from tests import factories as make

pytestmark = pytest.mark.django_db

OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
# The day before the period, its first and last day, and the day after it; 90 days on, where an end is looked ahead to.
EDGES = [dt.date(2026, 9, 30), dt.date(2026, 10, 1), dt.date(2026, 10, 31), dt.date(2026, 11, 1)]
LATER = [None, dt.date(2026, 10, 31), dt.date(2026, 11, 1), dt.date(2027, 1, 29), dt.date(2027, 1, 30)]
COUNTED = [figure for figure in registry.figures if isinstance(figure, Figure) and figure.aggregate is Count]
SUMMED = [figure for figure in registry.figures if isinstance(figure, Figure) and figure.unit is Unit.MONEY]


def after(first: dt.date, second: dt.date | None) -> bool:
    return second is None or second > first


def agreements() -> None:
    for day, end in product(EDGES, LATER):
        if after(day, end):
            make.AgreementFactory(signed_on=day, effective_on=day, ends_on=end)
            make.AgreementFactory(signed_on=day, effective_on=day, terminated_on=end)
    make.AgreementFactory(signed_on=None, effective_on=None)


def meetings() -> None:
    held = [make.MeetingFactory(held_on=day) for day in EDGES]
    for meeting, due, done in product(held[::3], EDGES, [None, *EDGES]):
        make.ActionItemFactory(meeting=meeting, due_on=due, done_on=done)


def projects() -> None:
    for start, end in product(EDGES, LATER):
        if after(start, end):
            project = make.ProjectFactory(starts_on=start, ends_on=end)
            make.MilestoneFactory(project=project, due_on=start, done_on=end)
            make.MilestoneFactory(project=make.ProjectFactory(starts_on=start, stopped_on=end), due_on=start)


def outcomes() -> None:
    for day, level in product(EDGES, [6, 7]):
        outcome = make.OutcomeFactory(achieved_on=day)
        make.ReadinessAssessmentFactory(outcome=outcome, level=level, assessed_on=day)
        make.ReadinessAssessmentFactory(outcome=outcome, level=13 - level, assessed_on=dt.date(2026, 10, 15))
        make.EngineeringCaseFactory(commissioned_on=day)
        make.PatentFactory(filed_on=day, granted_on=day)
        make.PatentFactory(filed_on=day, granted_on=day, status="in_force")
        make.PatentFactory(filed_on=day, granted_on=None)
        make.PatentFactory(granted_on=dt.date(2020, 1, 1), ended_on=day)
        make.PatentFactory(granted_on=dt.date(2020, 1, 1), ended_on=day, status="terminated")
        make.PatentFactory(filed_on=day, status="in_force")
        make.PatentFactory(filed_on=None, ended_on=day, status="in_force")
    make.PatentFactory(granted_on=dt.date(2020, 1, 1), status="terminated")
    make.PatentFactory(filed_on=None, status="in_force")


def pilots() -> None:
    for day in EDGES:
        make.CampaignFactory(base=make.PilotBaseFactory(starts_on=day), starts_on=day)


def talent() -> None:
    sides = make.OrganisationFactory.create_batch(2)
    for start, end in product(EDGES, [None, *EDGES]):
        if end is None or end >= start:
            for ending in ("completed", "left") if end else ("",):
                trainee = make.TraineeFactory(enrolled_on=start, ended_on=end, ending=ending)
                for side in sides:
                    make.SupervisionFactory(trainee=trainee, organisation=side, starts_on=start)


@pytest.fixture
def reader(client, bewg, but) -> User:
    """Somebody for whom there is something to count, and something hidden and withdrawn that does not count."""
    for fill in (agreements, meetings, projects, outcomes, pilots, talent):
        fill()
    gone = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
    for factory in (make.AgreementFactory, make.MeetingFactory, make.ProjectFactory, make.PatentFactory):
        factory(private_to=but)
        factory(private_to=bewg)
        factory(withdrawn_at=gone)
    user = make.UserFactory(organisation=bewg)
    client.force_login(user)
    return user


def test_every_figure_that_counts_opens_the_list_of_what_it_counts(client, reader):
    readings = read([(figure, OCTOBER) for figure in COUNTED], reader.viewer)

    counted = {figure.key: readings[figure.key, OCTOBER].value for figure in COUNTED}
    listed = {figure.key: client.get(figure.url(OCTOBER)).context["page"].paginator.count for figure in COUNTED}

    assert listed == counted
    assert [key for key, value in counted.items() if not value] == []


def test_every_amount_opens_the_list_of_the_records_that_it_sums(client, bewg, but):
    user = make.UserFactory(organisation=bewg)
    user.user_permissions.add(Permission.objects.get(codename="view_amounts"))
    client.force_login(user)
    day = dt.date(2026, 10, 5)
    make.AgreementFactory.create_batch(2, effective_on=day, amount=100)
    without = make.AgreementFactory(effective_on=day)
    make.AgreementFactory(effective_on=day, amount=1, private_to=but)
    make.PaymentFactory(agreement=without, received_amount=7, received_on=day)
    make.PaymentFactory(agreement=without)
    viewer = User.objects.get(pk=user.pk).viewer

    readings = read([(figure, OCTOBER) for figure in SUMMED], viewer)

    listed = {
        figure.key: [getattr(one, figure.field) for one in client.get(figure.url(OCTOBER)).context["page"].object_list]
        for figure in SUMMED
    }
    assert listed == {"agreements.in_force_amount": [100, 100], "payments.received": [7]}
    assert {figure.key: readings[figure.key, OCTOBER].value for figure in SUMMED} == {
        key: sum(amounts) for key, amounts in listed.items()
    }


def test_which_agreements_have_an_amount_is_not_told_to_who_may_not_see_amounts(client, bewg):
    client.force_login(make.UserFactory(organisation=bewg))
    make.AgreementFactory(amount=100)

    page = client.get("/agreements/?amount_in_force_on=2026-10-31").context["page"]

    assert page.paginator.count == 0
