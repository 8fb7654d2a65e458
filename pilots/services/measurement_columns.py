"""The headers of a file of measurements: `name_point_unit`, as in nh4_inf_mgN_L. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from partnership.transfer.outcome import FileRefusedError, Refusal
from pilots.models import Series

Point = Series.Point


@dataclass(frozen=True, slots=True)
class Quantity:
    """A variable by its symbol, and the factor from each unit of a header to the variable's own unit."""

    variable: str
    units: Mapping[str, float]
    point: Series.Point = Point.REACTOR


@dataclass(frozen=True, slots=True)
class Place:
    """The place where a column was measured: a point of the base, and the code of a process unit if any."""

    point: Series.Point | None = None
    unit_code: str = ""


@dataclass(frozen=True, slots=True)
class MeasuredColumn:
    """A column of a file as its header describes it."""

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
# A concentration of ammonium, nitrate or phosphate names the element it counts: mg_L alone would be a guess.
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
# Chinese and English names of the process units of PLACES; an import creates those that a base lacks.
UNIT_NAMES = {"HARVEST": ("采收池", "Harvest tank"), "POSTMIX": ("混合池出口", "Outlet of the mixing tank")}

COLUMN_EXPECTED = gettext_noop(
    "name_point_unit as in nh4_inf_mgN_L, with one of these names: %(names)s; and one of these points, or none: "
    "%(points)s"
)
UNIT_EXPECTED = gettext_noop("one of these units at the end: %(units)s")
OTHER_EXPECTED = gettext_noop("each series in one column; %(other)s holds the same one")
NO_UNIT = gettext_noop("no unit")


def parse_header(header: str, position: int, places: Mapping[str, Place] = PLACES) -> MeasuredColumn:
    """Return the column that a header describes; raises FileRefusedError with what was found and expected."""
    name, _separator, rest = header.strip().partition("_")
    quantity = QUANTITIES.get(name.lower())
    if quantity is None:
        raise _name_error(header, places)
    point_name, _separator, unit = rest.partition("_")
    place = places.get(point_name.lower()) if point_name else None
    if place is None:
        place, unit = places[""], rest
    factors = {known_unit.lower(): factor for known_unit, factor in quantity.units.items()}
    if unit.lower() not in factors:
        raise _unit_error(header, unit, quantity)
    point = place.point or quantity.point
    return MeasuredColumn(position, header, quantity.variable, point, place.unit_code, factors[unit.lower()])


def parse_headers(headers: Sequence[tuple[int, str]], unit_codes: Sequence[str]) -> list[MeasuredColumn]:
    """Return the columns of values of a file for a base with these process units.

    Raises FileRefusedError for the first header that is not known or repeats a series.
    """
    units = {code.lower(): Place(Point.REACTOR, code) for code in unit_codes}
    columns = [parse_header(header, position, {**units, **PLACES}) for position, header in headers]
    first: dict[tuple[str, str, str], MeasuredColumn] = {}
    for column in columns:
        other = first.setdefault(column.series_key, column)
        if other is not column:
            raise _header_error(column.header, column.header, OTHER_EXPECTED, {"other": other.header})
    return columns


def _name_error(header: str, places: Mapping[str, Place]) -> FileRefusedError:
    words = {"names": ", ".join(QUANTITIES), "points": ", ".join(filter(None, places))}
    return _header_error(header, header, COLUMN_EXPECTED, words)


def _unit_error(header: str, unit: str, quantity: Quantity) -> FileRefusedError:
    words = {"units": ", ".join(filter(None, quantity.units)) or "–"}
    return _header_error(header, unit or NO_UNIT, UNIT_EXPECTED, words, is_described=not unit)


def _header_error(
    field: str, found: str, expected: str, words: dict[str, str], *, is_described: bool = False
) -> FileRefusedError:
    return FileRefusedError(Refusal(1, field, found, expected, words, is_described))
