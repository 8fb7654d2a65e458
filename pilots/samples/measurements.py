"""Write the invented measurements of a sample base, as often as each of its series is measured."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from partnership.operations.samples.records import Row
from partnership.operations.samples.sets import SEED, SampleSet
from partnership.rules.periods import midnight
from pilots.models import Measurement, PilotBase, Series
from pilots.models.series import Flag
from pilots.samples.signals import HOURS_A_DAY, Fault, Plant, hourly_values
from pilots.services.rollups import refresh_rollups

HOUR_SECONDS = 3_600
SAMPLED_AT_HOUR = 8
ROWS_AT_ONCE = 20_000


def load_plant(samples: SampleSet, row: Row) -> None:
    """Load the values of a base up to the end of yesterday, and their daily sums; raises DataFileError."""
    base = samples.find(PilotBase, row.values["base"], row.place, "base")
    days = row.values["days" if samples.is_first else "days_of_further_sets"]
    try:
        plant = Plant(**row.values["plant"])
        faults = tuple(_fault(**fault) for fault in row.values["faults"])
    except (KeyError, TypeError) as error:
        raise row.place.error("plant and faults", error) from None
    first = samples.day_at(f"-{days}d")
    values: list[Measurement] = []
    all_series = list(base.series.filter(source="").select_related("variable"))  # unscoped: a sample's own series
    for series in all_series:
        signal = f"{series.variable.code} {series.point}"
        chance = random.Random(f"{SEED} {samples.number} {row.values['seed']} {signal}")
        hours = _hours(series, days)
        signal_values = hourly_values(plant, signal, hours, first.timetuple().tm_yday, faults, chance)
        values += _measurements(series, first, signal_values)
    Measurement.objects.bulk_create(values, batch_size=ROWS_AT_ONCE)
    refresh_rollups([series.pk for series in all_series], first, samples.day)


def _fault(flag: str | None = None, **values: Any) -> Fault:
    return Fault(flag=Flag[flag.upper()] if flag else None, **values)


def _hours(series: Series, days: int) -> range:
    """Return the hours at which a series is measured: each, or one a day."""
    is_hourly = series.interval_seconds == HOUR_SECONDS
    return range(days * HOURS_A_DAY) if is_hourly else range(SAMPLED_AT_HOUR, days * HOURS_A_DAY, HOURS_A_DAY)


def _measurements(series: Series, first: dt.date, values: Iterator[tuple[int, float, Flag]]) -> Iterator[Measurement]:
    start = midnight(first)
    for hour, value, flag in values:
        yield Measurement(series_id=series.pk, time=start + dt.timedelta(hours=hour), value=value, flag=flag)
