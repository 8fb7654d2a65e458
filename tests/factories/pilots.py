"""Test records of the pilot bases."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from pilots import models


class PilotBaseFactory(DjangoModelFactory):
    class Meta:
        model = models.PilotBase

    code = factory.Sequence(lambda number: f"B-2026-{number + 1:03d}")
    name_en = factory.Sequence(lambda number: f"Base {number + 1}")
    name_zh = factory.Sequence(lambda number: f"基地{number + 1}")
    starts_on = dt.date(2024, 1, 1)


class ProcessUnitFactory(DjangoModelFactory):
    class Meta:
        model = models.ProcessUnit

    base = factory.SubFactory(PilotBaseFactory)
    code = factory.Sequence(lambda number: f"U{number + 1}")
    name_en = factory.Sequence(lambda number: f"Unit {number + 1}")
    kind = "anammox"
    starts_on = dt.date(2024, 1, 1)


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = models.Campaign

    base = factory.SubFactory(PilotBaseFactory)
    title = factory.Sequence(lambda number: f"Campaign {number + 1}")
    starts_on = dt.date(2026, 3, 1)


class VariableFactory(DjangoModelFactory):
    class Meta:
        model = models.Variable
        django_get_or_create = ("code",)

    code = "NH4-N"
    name_en = "ammonium nitrogen"
    name_zh = "氨氮"
    unit = "mg/L"


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = models.Series

    base = factory.SubFactory(PilotBaseFactory)
    variable = factory.SubFactory(VariableFactory)
    point = "influent"
    origin = "sensor"
    interval_seconds = 300
