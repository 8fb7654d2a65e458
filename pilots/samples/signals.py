"""The invented measurements: seasons, days and noise over a mass balance, with gaps and sensors that fail."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from pilots.models.series import Flag

HOURS_A_DAY = 24
# The checks of a value follow after a month.
UNCHECKED_DAYS = 30
MISSING_SHARE = 0.01
DETECTION_LIMIT_NH4 = 0.2


@dataclass(frozen=True, slots=True)
class Plant:
    """The behaviour of a base: flow in m3/d, concentration in mg/L, removal as a share at 20 degrees, kWh/m3."""

    flow: float
    nitrogen: float
    cod: float
    removal: float
    energy: float
    warmth: float = 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    """Days, counted from the day of loading, on which values are missing (no flag) or wrong.

    `series` is "variable point"; empty means all series of the base.
    """

    begins: int
    ends: int
    flag: Flag | None = None
    series: str = ""
    value: float | None = None


def hourly_values(
    plant: Plant, series: str, hours: range, first_day_of_year: int, faults: tuple[Fault, ...], chance: random.Random
) -> Iterator[tuple[int, float, Flag]]:
    """Yield hour since the first day, value and flag of a series ("TN effluent") at these hours."""
    series_faults = [fault for fault in faults if fault.series in ("", series)]
    for hour in hours:
        ago = (hours.stop - hour) / HOURS_A_DAY
        value = _true_value(plant, series, hour, first_day_of_year) * chance.gauss(1, 0.03)
        is_missing = chance.random() < MISSING_SHARE
        fault = next((fault for fault in series_faults if fault.begins <= -ago < fault.ends), None)
        if fault is None and not is_missing:
            yield hour, round(value, 3), _flag(series, value, ago)
        elif fault is not None and fault.flag is not None:
            yield hour, round(value if fault.value is None else fault.value, 3), fault.flag


def _flag(series: str, value: float, ago: float) -> Flag:
    if series == "NH4-N effluent" and value < DETECTION_LIMIT_NH4:
        return Flag.BELOW_DETECTION
    return Flag.UNCHECKED if ago <= UNCHECKED_DAYS else Flag.GOOD


def _true_value(plant: Plant, series: str, hour: int, first_day_of_year: int) -> float:
    """Return the value without noise; nitrogen removal falls with the temperature."""
    day = first_day_of_year + hour / HOURS_A_DAY
    temperature = 18.5 + 5.5 * math.cos(2 * math.pi * (day - 210) / 365) + plant.warmth
    rhythm = math.sin(2 * math.pi * (hour % HOURS_A_DAY - 9) / HOURS_A_DAY)
    slow = math.sin(2 * math.pi * day / 19)
    nitrogen_in = plant.nitrogen * (1 + 0.09 * rhythm + 0.05 * slow)
    removal = plant.removal - 0.011 * (20 - temperature) + 0.025 * slow
    nitrogen_out = nitrogen_in * (1 - min(max(removal, 0.2), 0.95))
    flow = plant.flow * (1 + 0.16 * rhythm)
    values = {
        "Q influent": flow,
        "T reactor": temperature,
        "pH reactor": 7.55 + 0.12 * rhythm,
        "DO reactor": 0.34 + 0.06 * rhythm,
        "COD influent": plant.cod * (1 + 0.12 * rhythm),
        "COD effluent": plant.cod * 0.09 * (1 + 0.05 * slow),
        "TN influent": nitrogen_in,
        "NH4-N influent": 0.8 * nitrogen_in,
        "TN effluent": nitrogen_out,
        "NH4-N effluent": nitrogen_out * 0.24 * (1 + 0.4 * rhythm),
        "NO3-N effluent": nitrogen_out * 0.58,
        "POWER power": flow / HOURS_A_DAY * plant.energy,
    }
    return values[series]
