"""The sentences of the report sections of patents and outcomes."""

import datetime as dt

import pytest

from partnership.rules import registry
from partnership.rules.periods import Period
from tests.factories import PatentFactory, UserFactory

pytestmark = pytest.mark.django_db

OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))
UNDATED = "patents.in_force_undated"


def outputs(viewer):
    return registry.report_sections["outputs"].build(viewer, OCTOBER, {})


def test_patents_in_force_without_a_grant_date_are_counted_by_a_figure_of_their_own(bewg, but):
    PatentFactory(granted_on=dt.date(2025, 5, 1), status="in_force")
    PatentFactory.create_batch(2, status="in_force")
    PatentFactory(status="in_force", private_to=but)

    part = outputs(UserFactory(organisation=bewg).viewer)

    text = "1 patent is in force. 2 more are recorded as in force without a known grant date."
    assert part.sentence == f"No new output. {text}"
    assert {one.now.figure.key: one.now.value for one in part.figures}[UNDATED] == 2


def test_granted_patents_that_are_not_recorded_as_in_force_are_named_and_not_counted(bewg):
    PatentFactory(granted_on=dt.date(2025, 5, 1), status="in_force")
    PatentFactory(granted_on=dt.date(2025, 5, 1))

    part = outputs(UserFactory(organisation=bewg).viewer)

    text = "1 patent is in force. 1 more is granted without a record of whether it is in force."
    assert part.sentence == f"No new output. {text}"
    values = {one.now.figure.key: one.now.value for one in part.figures}
    assert (values["patents.in_force"], values["patents.unconfirmed"]) == (1, 1)


def test_where_every_grant_has_its_date_no_sentence_is_added(bewg):
    PatentFactory(granted_on=dt.date(2025, 5, 1), status="in_force")

    part = outputs(UserFactory(organisation=bewg).viewer)

    assert part.sentence == "No new output. 1 patent is in force."
    assert UNDATED not in {one.now.figure.key for one in part.figures}
