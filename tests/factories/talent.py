"""Test records of joint education."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from talent import models
from tests.factories.core import OrganisationFactory, PersonFactory
from tests.factories.pilots import PilotBaseFactory


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = models.Programme

    code = factory.Sequence(lambda number: f"T-2026-{number + 1:03d}")
    name_en = factory.Sequence(lambda number: f"Programme {number + 1}")
    name_zh = factory.Sequence(lambda number: f"培养项目{number + 1}")
    kind = "internship"
    starts_on = dt.date(2026, 1, 1)


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = models.Cohort

    programme = factory.SubFactory(ProgrammeFactory)
    name = factory.Sequence(lambda number: f"Cohort {number + 1}")
    starts_on = dt.date(2026, 3, 1)


class TraineeFactory(DjangoModelFactory):
    class Meta:
        model = models.Trainee

    cohort = factory.SubFactory(CohortFactory)
    person = factory.SubFactory(PersonFactory)
    enrolled_on = dt.date(2026, 3, 1)


class SupervisionFactory(DjangoModelFactory):
    class Meta:
        model = models.Supervision

    trainee = factory.SubFactory(TraineeFactory)
    supervisor = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    starts_on = dt.date(2026, 3, 1)


class PlacementFactory(DjangoModelFactory):
    class Meta:
        model = models.Placement

    trainee = factory.SubFactory(TraineeFactory)
    base = factory.SubFactory(PilotBaseFactory)
    starts_on = dt.date(2026, 3, 1)
