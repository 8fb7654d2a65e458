"""Daily sums of measurements: days of Asia/Shanghai, and only values that figures may use."""

import datetime as dt

import pytest

from partnership.rules.periods import midnight
from pilots.models import DailyRollup, Measurement
from pilots.models.series import Flag
from pilots.services.rollups import refresh_rollups
from tests.factories import SeriesFactory

pytestmark = pytest.mark.django_db

FIRST = dt.date(2026, 3, 10)


@pytest.fixture
def series():
    return SeriesFactory()


def measure(series, hour, value, flag=Flag.UNCHECKED):
    Measurement.objects.create(series=series, time=midnight(FIRST) + dt.timedelta(hours=hour), value=value, flag=flag)


def sums(series):
    rows = DailyRollup.objects.filter(series=series).order_by("day")
    return list(rows.values_list("day", "used_count", "all_count", "total", "lowest", "highest"))


def test_a_day_begins_at_midnight_in_shanghai_and_only_used_values_are_summed(series):
    measure(series, 0, 2.0, Flag.GOOD)
    measure(series, 23.9, 4.0)
    measure(series, 12, 99.0, Flag.REJECTED)
    measure(series, 24, 7.0)
    measure(series, -0.1, 1.0)

    written = refresh_rollups([series.pk], FIRST, FIRST + dt.timedelta(days=2))

    assert written == 2
    assert sums(series) == [(FIRST, 2, 3, 6.0, 2.0, 4.0), (FIRST + dt.timedelta(days=1), 1, 1, 7.0, 7.0, 7.0)]


def test_a_day_without_a_usable_value_has_no_lowest_and_no_highest(series):
    measure(series, 1, -5.0, Flag.OUT_OF_RANGE)

    refresh_rollups([series.pk], FIRST, FIRST + dt.timedelta(days=1))

    assert sums(series) == [(FIRST, 0, 1, 0.0, None, None)]


def test_a_second_run_writes_the_same_and_leaves_other_days_and_series_alone(series):
    other = SeriesFactory(base=series.base, point="effluent")
    for one in (series, other):
        measure(one, 1, 3.0)
        measure(one, 25, 5.0)
    refresh_rollups([series.pk, other.pk], FIRST, FIRST + dt.timedelta(days=2))
    Measurement.objects.filter(series=series, value=3.0).delete()

    refresh_rollups([series.pk], FIRST, FIRST + dt.timedelta(days=1))

    assert [row[3] for row in sums(series)] == [5.0]
    assert [row[3] for row in sums(other)] == [3.0, 5.0]
