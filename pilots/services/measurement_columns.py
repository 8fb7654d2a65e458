"""What the columns of a file of measurements mean: `name_point_unit`, as in nh4_inf_mgN_L. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from partnership.transfer.outcome import FileRefusedError, Refusal
from pilots.models import Series

Point = Series.Point


@dataclass(frozen=True, slots=True)
class Quantity:
    """A variable by its symbol, and by what a value in each unit is multiplied to be in the variable's own unit."""

    variable: str
    units: Mapping[str, float]
    point: Series.Point = Point.REACTOR


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column was measured: a point of the base, and the code of the process unit where one is meant."""

    point: Series.Point | None = None
    unit_code: str = ""


@dataclass(frozen=True, slots=True)
class MeasuredColumn:
    """A column of a file, understood."""

    position: int
    header: str
    variable: str
    point: str
    unit_code: str
    factor: float

    @property
    def series_key(self) -> tuple[str, str, str]:
        return self.variable, self.point, self.unit_code


NITROGEN, PHOSPHORUS = {"mgN_L": 1.0}, {"mgP_L": 1.0}
SOLIDS = {"mg_L": 1.0, "g_L": 1000.0}
OXYGEN_DEMAND = {"mg_L": 1.0, "gO2_m3": 1.0}
# A concentration of ammonium, nitrate or phosphate says as what it is counted: mg_L alone would be a guess.
QUANTITIES = {
    "flow": Quantity("Q", {"m3_d": 1.0, "m3_h": 24.0, "L_s": 86.4}),
    "temp": Quantity("T", {"c": 1.0}),
    "ph": Quantity("pH", {"": 1.0}),
    "orp": Quantity("ORP", {"mV": 1.0}),
    "do": Quantity("DO", {"mg_L": 1.0}),
    "nh4": Quantity("NH4-N", NITROGEN),
    "no2": Quantity("NO2-N", NITROGEN),
    "no3": Quantity("NO3-N", NITROGEN),
    "tn": Quantity("TN", {**NITROGEN, "mg_L": 1.0}),
    "po4": Quantity("PO4-P", PHOSPHORUS),
    "tp": Quantity("TP", {**PHOSPHORUS, "mg_L": 1.0}),
    "cod": Quantity("COD", OXYGEN_DEMAND),
    "bod5": Quantity("BOD5", OXYGEN_DEMAND),
    "tss": Quantity("SS", SOLIDS),
    "mlss": Quantity("MLSS", SOLIDS),
    "mlvss": Quantity("MLVSS", SOLIDS),
    "air": Quantity("AIR", {"m3_h": 1.0, "m3_d": 1 / 24}, Point.AIR),
    "power": Quantity("POWER", {"kWh": 1.0}, Point.POWER),
}
PLACES = {
    "": Place(),
    "inf": Place(Point.INFLUENT),
    "eff": Place(Point.EFFLUENT),
    "harvest": Place(Point.REACTOR, "HARVEST"),
    "postmix": Place(Point.REACTOR, "POSTMIX"),
}
# Process units that the places above mean; an import makes those that a base has not: Chinese and English name.
UNIT_NAMES = {"HARVEST": ("采收池", "Harvest tank"), "POSTMIX": ("混合池出口", "Outlet of the mixing tank")}

COLUMN_EXPECTED = gettext_noop(
    "name_point_unit as in nh4_inf_mgN_L, with one of these names: %(names)s; and one of these points, or none: "
    "%(points)s"
)
UNIT_EXPECTED = gettext_noop("one of these units at the end: %(units)s")
OTHER_EXPECTED = gettext_noop("each series in one column; %(other)s holds the same one")
NO_UNIT = gettext_noop("no unit")


def understand(header: str, position: int, places: Mapping[str, Place] = PLACES) -> MeasuredColumn:
    """What a column's name says; raises FileRefusedError with what was found and what is known."""
    name, _line, rest = header.strip().partition("_")
    quantity = QUANTITIES.get(name.lower())
    if quantity is None:
        raise _unknown(header, places)
    word, _line, unit = rest.partition("_")
    place = places.get(word.lower()) if word else None
    if place is None:
        place, unit = places[""], rest
    factors = {one.lower(): factor for one, factor in quantity.units.items()}
    if unit.lower() not in factors:
        raise _unknown_unit(header, unit, quantity)
    point = place.point or quantity.point
    return MeasuredColumn(position, header, quantity.variable, point, place.unit_code, factors[unit.lower()])


def understand_all(headers: Sequence[tuple[int, str]], unit_codes: Sequence[str]) -> list[MeasuredColumn]:
    """The columns of values of a file for a base with these process units; raises for the first that is not known."""
    own = {code.lower(): Place(Point.REACTOR, code) for code in unit_codes}
    columns = [understand(header, position, {**own, **PLACES}) for position, header in headers]
    first: dict[tuple[str, str, str], MeasuredColumn] = {}
    for column in columns:
        other = first.setdefault(column.series_key, column)
        if other is not column:
            raise _refused(column.header, column.header, OTHER_EXPECTED, {"other": other.header})
    return columns


def _unknown(header: str, places: Mapping[str, Place]) -> FileRefusedError:
    words = {"names": ", ".join(QUANTITIES), "points": ", ".join(filter(None, places))}
    return _refused(header, header, COLUMN_EXPECTED, words)


def _unknown_unit(header: str, unit: str, quantity: Quantity) -> FileRefusedError:
    words = {"units": ", ".join(filter(None, quantity.units)) or "–"}
    return _refused(header, unit or NO_UNIT, UNIT_EXPECTED, words, is_described=not unit)


def _refused(
    field: str, found: str, expected: str, words: dict[str, str], *, is_described: bool = False
) -> FileRefusedError:
    return FileRefusedError(Refusal(1, field, found, expected, words, is_described))
