"""Every figure is defined once: what it counts is what its list shows."""

import datetime as dt
from decimal import Decimal

import pytest

from partnership.rules import registry
from partnership.rules.figures import Unit, measure, records_counted
from partnership.rules.periods import Period, month_of
from partnership.rules.visibility import Viewer
from tests.factories import (
    AgreementFactory,
    MilestoneFactory,
    OutcomeFactory,
    PartyFactory,
    PaymentFactory,
    ProjectFactory,
    ReadinessAssessmentFactory,
    SupervisionFactory,
    TraineeFactory,
)

pytestmark = pytest.mark.django_db

OCTOBER = month_of(dt.date(2026, 10, 5))
SEPTEMBER = OCTOBER.previous


def viewer_of(party, *, sees_amounts=True):
    return Viewer(is_active=True, party_id=party.pk, sees_amounts=sees_amounts)


def test_stock_flow_and_ratio_are_read_for_two_periods_with_one_query_a_model(django_assert_num_queries):
    party, rival = PartyFactory(code="BEWG"), PartyFactory(code="BUT")
    AgreementFactory(effective_on=dt.date(2026, 9, 1), ends_on=dt.date(2026, 10, 31), amount=Decimal("1000.10"))
    AgreementFactory(effective_on=dt.date(2026, 10, 31), amount=Decimal("2000.20"))
    AgreementFactory(effective_on=dt.date(2026, 10, 1), amount=5, private_to=rival)
    figures = [registry.figures[key] for key in ("agreements.in_force", "agreements.in_force_amount")]

    with django_assert_num_queries(1):
        readings = measure(figures, viewer_of(party), [SEPTEMBER, OCTOBER])

    assert {key: reading.value for key, reading in readings.items()} == {
        ("agreements.in_force", SEPTEMBER): 1,
        ("agreements.in_force", OCTOBER): 1,
        ("agreements.in_force_amount", SEPTEMBER): Decimal("1000.10"),
        ("agreements.in_force_amount", OCTOBER): Decimal("2000.20"),
    }


def test_money_is_left_out_for_a_reader_who_may_not_see_amounts():
    party = PartyFactory(code="BEWG")
    PaymentFactory(received_amount=10, received_on=dt.date(2026, 10, 3))

    readings = measure(registry.figures, viewer_of(party, sees_amounts=False), [OCTOBER])

    assert not [key for key, reading in readings.items() if reading.figure.unit is Unit.MONEY]


def test_projects_at_risk_and_outcomes_ready_follow_the_day():
    party = PartyFactory(code="BEWG")
    late, fine = ProjectFactory(), ProjectFactory()
    MilestoneFactory(project=late, due_on=dt.date(2026, 10, 10))
    MilestoneFactory(project=fine, due_on=dt.date(2026, 10, 10), done_on=dt.date(2026, 10, 9))
    climbing = OutcomeFactory()
    ReadinessAssessmentFactory(outcome=climbing, level=6, assessed_on=dt.date(2026, 9, 1))
    ReadinessAssessmentFactory(outcome=climbing, level=7, assessed_on=dt.date(2026, 10, 1))
    figures = [registry.figures[key] for key in ("projects.at_risk", "projects.healthy", "outcomes.ready")]

    readings = measure(figures, viewer_of(party), [SEPTEMBER, OCTOBER])

    assert [readings[figure.key, period].value for figure in figures for period in (SEPTEMBER, OCTOBER)] == [
        0,
        1,
        2,
        1,
        0,
        1,
    ]
    assert records_counted(registry.figures["projects.at_risk"], viewer_of(party), OCTOBER) == {late.pk: late.pk}


def test_dual_supervision_needs_two_sides_on_the_day():
    party, other = PartyFactory(code="BEWG"), PartyFactory(code="BUT")
    both, one_side = TraineeFactory(), TraineeFactory()
    SupervisionFactory(trainee=both, organisation=party)
    SupervisionFactory(trainee=both, organisation=other, ends_on=dt.date(2026, 10, 31))
    SupervisionFactory(trainee=one_side, organisation=party)
    SupervisionFactory(trainee=one_side, organisation=party)

    readings = measure([registry.figures["trainees.dual_coverage"]], viewer_of(party), [SEPTEMBER, OCTOBER])

    assert [readings["trainees.dual_coverage", period].value for period in (SEPTEMBER, OCTOBER)] == [50.0, 0.0]


def test_every_figure_can_be_read_and_names_a_list():
    party = PartyFactory(code="BEWG")

    readings = measure(registry.figures, viewer_of(party), [Period(dt.date(2026, 10, 1), dt.date(2026, 10, 8))])

    assert {key for key, _period in readings} == {figure.key for figure in registry.figures}
