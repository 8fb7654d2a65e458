"""Nitrogen loads: what flows in and out of a base a day, in step with what was measured."""

import datetime as dt

import pytest

from partnership.rules import registry
from partnership.rules.figures import measure
from partnership.rules.periods import Period, midnight
from pilots.models import Measurement, NitrogenLoad
from pilots.services.rollups import refresh_rollups
from tests.factories import PilotBaseFactory, ProcessUnitFactory, SeriesFactory, UserFactory, VariableFactory

pytestmark = pytest.mark.django_db

FIRST = dt.date(2026, 3, 10)
NEXT = FIRST + dt.timedelta(days=1)


@pytest.fixture
def base():
    return PilotBaseFactory()


def measured(base, code, point, *values, **options):
    """A series with one value a day from FIRST on, and its sums."""
    series = SeriesFactory(base=base, variable=VariableFactory(code=code, name_en=code), point=point, **options)
    for number, value in enumerate(values):
        time = midnight(FIRST) + dt.timedelta(days=number, hours=8)
        Measurement.objects.create(series=series, time=time, value=value)
    refresh_rollups([series.pk], FIRST, FIRST + dt.timedelta(days=len(values)))
    return series


def loads(base):
    return list(NitrogenLoad.objects.filter(base=base).values_list("day", "load_in", "load_out"))


def test_a_load_is_flow_times_concentration_on_the_days_that_have_all_three(base):
    measured(base, "TN", "influent", 50.0, 40.0, 30.0)
    measured(base, "TN", "effluent", 5.0, 4.0)
    measured(base, "Q", "influent", 10.0, 0.0, 10.0)

    assert loads(base) == [(FIRST, 500.0, 50.0)]


def test_ammonium_alone_is_no_nitrogen_load(base):
    measured(base, "NH4-N", "influent", 50.0)
    measured(base, "NH4-N", "effluent", 5.0)
    measured(base, "Q", "influent", 10.0)

    assert loads(base) == []


def test_the_series_of_the_base_itself_goes_before_that_of_a_unit(base):
    unit = ProcessUnitFactory(base=base)
    measured(base, "TN", "influent", 50.0)
    measured(base, "TN", "influent", 99.0, unit=unit)
    measured(base, "TN", "effluent", 9.0, unit=unit)
    measured(base, "Q", "influent", 10.0)

    assert loads(base) == [(FIRST, 500.0, 90.0)]


def test_the_laboratory_goes_before_a_sensor_on_the_days_that_it_measured(base):
    measured(base, "TN", "influent", 48.0, origin="laboratory")
    measured(base, "TN", "influent", 50.0, 50.0)
    measured(base, "TN", "effluent", 5.0, 5.0)
    measured(base, "Q", "influent", 10.0, 10.0)

    assert loads(base) == [(FIRST, 480.0, 50.0), (NEXT, 500.0, 50.0)]


def test_loads_go_with_a_series_that_an_operator_deletes_and_fall_back_on_the_next(client, base):
    unit = ProcessUnitFactory(base=base)
    flow = measured(base, "Q", "influent", 10.0)
    own = measured(base, "TN", "influent", 50.0)
    measured(base, "TN", "influent", 80.0, unit=unit)
    measured(base, "TN", "effluent", 5.0)
    client.force_login(UserFactory(is_superuser=True, is_staff=True))

    client.post(f"/admin/pilots/series/{own.pk}/delete/", {"post": "yes"})
    without_own = loads(base)
    client.post("/admin/pilots/series/", {"action": "delete_selected", "_selected_action": [flow.pk], "post": "yes"})

    assert (without_own, loads(base)) == ([(FIRST, 800.0, 50.0)], [])


def test_what_a_series_with_values_measures_cannot_be_changed(client, base):
    filled, empty = measured(base, "TN", "influent", 50.0), SeriesFactory(base=base, point="effluent")
    client.force_login(UserFactory(is_superuser=True, is_staff=True))

    forms = [client.get(f"/admin/pilots/series/{one.pk}/change/").context["adminform"].form for one in (filled, empty)]

    assert sorted(forms[0].fields) == ["ends_on", "interval_seconds", "source"]
    assert {"base", "variable", "point", "origin"} <= forms[1].fields.keys()


def rests_on(viewer, *months):
    """Of which share of its days the removal of each month speaks."""
    figure = registry.figures["pilots.nitrogen_removal"]
    periods = [Period(dt.date(2026, month, 1), dt.date(2026, month + 1, 1)) for month in months]
    return [one.coverage for one in measure([figure], viewer, periods).values()]


def test_removal_rests_on_the_days_of_every_base_that_had_loads_lately_whichever_periods_are_read(reader):
    silent, ended = PilotBaseFactory(), PilotBaseFactory(ends_on=dt.date(2026, 4, 1))
    for one, last in ((PilotBaseFactory(), 9), (silent, 3), (ended, 3)):
        first, end = dt.date(2026, 3, 1), dt.date(2026, last + 1, 1)
        days = [first + dt.timedelta(days=number) for number in range((end - first).days)]
        NitrogenLoad.objects.bulk_create(NitrogenLoad(base=one, day=day, load_in=10, load_out=2) for day in days)

    assert rests_on(reader.viewer, 4) == [0.5]
    assert rests_on(reader.viewer, 3, 4, 6, 7) == [1, 0.5, 0.5, 1]
