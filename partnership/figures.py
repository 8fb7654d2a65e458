"""Figures: each is defined once, and measured the same for page, mail and export.

A stock counts what holds as of the end of a period, a flow what happened within it, a ratio divides two figures, and a
measured figure comes from time series. Every reading carries the address of the list that shows exactly its records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from urllib.parse import urlencode

from django.apps import apps
from django.db.models import Aggregate, Count, Q
from django.urls import reverse

from partnership.periods import Period
from partnership.visibility import Viewer

Value = int | float | Decimal | None


class Unit(StrEnum):
    """What a figure counts in; decides how it is written."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DAYS = "days"
    PERSON_DAYS = "person_days"


@dataclass(frozen=True, slots=True)
class Figure:
    """A stock or a flow: an aggregate over one model's records that meet `where(period)`.

    `params(period)` is the query string by which the list `list_name` shows exactly the records counted.
    """

    key: str
    label: str
    model: str
    where: Callable[[Period], Q]
    list_name: str
    params: Callable[[Period], Mapping[str, str]]
    is_flow: bool = False
    aggregate: type[Aggregate] = Count
    field: str = "pk"
    unit: Unit = Unit.COUNT
    more_is_good: bool | None = True

    def url(self, period: Period) -> str:
        return f"{reverse(self.list_name)}?{urlencode(self.params(period))}"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One figure divided by another, in percent; without value where the denominator is empty."""

    key: str
    label: str
    numerator: Figure
    denominator: Figure
    unit: Unit = Unit.PERCENT
    more_is_good: bool | None = True


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure computed from time series: `compute(viewer, periods)` gives one measurement a period."""

    key: str
    label: str
    compute: Callable[[Viewer, Sequence[Period]], Sequence[MeasuredValue]]
    list_name: str
    params: Callable[[Period], Mapping[str, str]]
    unit: Unit = Unit.PERCENT
    more_is_good: bool | None = True

    def url(self, period: Period) -> str:
        return f"{reverse(self.list_name)}?{urlencode(self.params(period))}"


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """A value from series, and the share of the expected values (0 to 1) that it rests on."""

    value: float | None
    coverage: float | None


AnyFigure = Figure | Ratio | Measured


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure's value for one period, with the addresses of what it counted."""

    figure: AnyFigure
    period: Period
    value: Value
    url: str
    parts: tuple[Reading, ...] = ()
    coverage: float | None = None


Readings = dict[tuple[str, Period], Reading]


def measure(figures: Iterable[AnyFigure], viewer: Viewer, periods: Sequence[Period]) -> Readings:
    """Read all figures for all periods: one query a model, whatever the number of figures and periods.

    Money is left out (no reading at all) for a viewer who may not see amounts.
    """
    wanted = [figure for figure in figures if figure.unit is not Unit.MONEY or viewer.sees_amounts]
    parts = [part for figure in wanted if isinstance(figure, Ratio) for part in (figure.numerator, figure.denominator)]
    plain = {figure.key: figure for figure in [*wanted, *parts] if isinstance(figure, Figure)}
    readings = _count(plain.values(), viewer, periods)
    for figure in wanted:
        if isinstance(figure, Measured):
            readings |= _measured(figure, viewer, periods)
        elif isinstance(figure, Ratio):
            readings |= {(figure.key, period): _ratio(figure, period, readings) for period in periods}
    keys = {figure.key for figure in wanted}
    return {key: reading for key, reading in readings.items() if key[0] in keys}


def records_counted(figure: Figure, viewer: Viewer, period: Period) -> list[int]:
    """Primary keys of the records that a figure counted, in order."""
    model = apps.get_model(figure.model)
    records = model.objects.visible_to(viewer).current().filter(figure.where(period))
    return list(records.order_by("pk").values_list("pk", flat=True))


def _count(figures: Iterable[Figure], viewer: Viewer, periods: Sequence[Period]) -> Readings:
    by_model: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_model[figure.model].append(figure)
    readings: Readings = {}
    for label, group in by_model.items():
        columns = {
            f"{figure.key.replace('.', '_')}_{index}": figure.aggregate(figure.field, filter=figure.where(period))
            for figure in group
            for index, period in enumerate(periods)
        }
        row = apps.get_model(label).objects.visible_to(viewer).current().aggregate(**columns)
        for figure in group:
            for index, period in enumerate(periods):
                value = row[f"{figure.key.replace('.', '_')}_{index}"]
                readings[figure.key, period] = Reading(figure, period, value or 0, figure.url(period))
    return readings


def _measured(figure: Measured, viewer: Viewer, periods: Sequence[Period]) -> Readings:
    found = figure.compute(viewer, periods)
    return {
        (figure.key, period): Reading(figure, period, one.value, figure.url(period), coverage=one.coverage)
        for period, one in zip(periods, found, strict=True)
    }


def _ratio(figure: Ratio, period: Period, readings: Readings) -> Reading:
    above, below = readings[figure.numerator.key, period], readings[figure.denominator.key, period]
    value = float(100 * (above.value or 0) / below.value) if below.value else None
    return Reading(figure, period, value, above.url, parts=(above, below))
