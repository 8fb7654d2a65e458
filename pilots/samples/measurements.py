"""Writes the invented measurements: hourly for the first set, once a day for each further one."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from partnership.rules.periods import midnight
from partnership.samples.world import SEED, World
from pilots.models import Measurement
from pilots.samples.bases import LoadedBase
from pilots.samples.signals import HOURS_A_DAY, hourly_values
from pilots.services.rollups import refresh_rollups

DAYS = 120
DAYS_OF_FURTHER_SETS = 60
SAMPLED_AT_HOUR = 8
ROWS_AT_ONCE = 20_000


def load_measurements(world: World, loaded: list[LoadedBase]) -> None:
    """The values up to the end of yesterday, and their daily sums."""
    days = DAYS if world.is_first else DAYS_OF_FURTHER_SETS
    for place, each in enumerate(loaded):
        rows = [row for name in each.series for row in _measurements(world, each, place, name, days)]
        Measurement.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    keys = [series.pk for each in loaded for series in each.series.values()]
    refresh_rollups(keys, world.days(-days), world.day)


def _measurements(world: World, each: LoadedBase, place: int, name: str, days: int) -> Iterator[Measurement]:
    first = world.days(-days)
    start = midnight(first)
    chance = random.Random(f"{SEED} {world.number} {place} {name}")
    day_of_year = first.timetuple().tm_yday
    hours = range(days * HOURS_A_DAY) if world.is_first else range(SAMPLED_AT_HOUR, days * HOURS_A_DAY, HOURS_A_DAY)
    for hour, value, flag in hourly_values(each.spec.plant, name, hours, day_of_year, each.spec.faults, chance):
        time = start + dt.timedelta(hours=hour)
        yield Measurement(series=each.series[name], time=time, value=value, flag=flag)
