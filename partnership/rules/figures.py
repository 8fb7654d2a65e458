"""Figures: each is defined once, and measured the same for page, mail and export.

A stock counts what is so on the last day of a period, a flow what happened within it, a ratio divides two figures, and
a measured figure comes from time series. Every reading carries the address of the list that shows exactly its records.
All figures of one model are read by one query, however many they are: docs/adding_a_figure.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypedDict, Unpack
from urllib.parse import urlencode

from django.db.models import Aggregate, Count, Q
from django.urls import reverse

from partnership.rules.periods import Period
from partnership.rules.types import StrOrPromise
from partnership.rules.visibility import Viewer, VisibleModel

Number = int | float | Decimal | None


class Unit(StrEnum):
    """What a figure counts in; decides how it is written."""

    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    DAYS = "days"
    PERSON_DAYS = "person_days"


def list_url(model: type[VisibleModel], params: Mapping[str, str]) -> str:
    """Return the address of a model's list, narrowed by filters."""
    return f"{reverse(f'{model._meta.model_name}_list')}?{urlencode(params)}"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Figure:
    """A stock or a flow: an aggregate over one model's records that meet `where(period)`.

    `params(period)` are the filters by which the model's list shows exactly the records counted. `day` is the date by
    which a flow counts; it is empty where there is more to it than one date.
    """

    key: str
    label: StrOrPromise
    model: type[VisibleModel]
    where: Callable[[Period], Q]
    params: Callable[[Period], Mapping[str, str]]
    day: str = ""
    is_flow: bool = False
    aggregate: type[Aggregate] = Count
    field: str = "pk"
    unit: Unit = Unit.COUNT
    more_is_good: bool | None = True

    def url(self, period: Period) -> str:
        return list_url(self.model, self.params(period))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One figure divided by another, in percent; without value where the denominator is empty."""

    key: str
    label: StrOrPromise
    numerator: Figure
    denominator: Figure
    unit: Unit = Unit.PERCENT
    more_is_good: bool | None = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure computed from time series: `compute(viewer, periods)` returns one measurement a period.

    `params(period)` are the filters by which the list of `model` shows the series that were measured.
    """

    key: str
    label: StrOrPromise
    model: type[VisibleModel]
    compute: Callable[[Viewer, Sequence[Period]], Sequence[MeasuredValue]]
    params: Callable[[Period], Mapping[str, str]]
    unit: Unit = Unit.PERCENT
    more_is_good: bool | None = True

    def url(self, period: Period) -> str:
        return list_url(self.model, self.params(period))


@dataclass(frozen=True, slots=True)
class MeasuredValue:
    """A value from series, and the share of the expected values (0 to 1) that it rests on."""

    value: float | None
    coverage: float | None


def within(field: str, period: Period) -> Q:
    """Return the condition that a date lies in the period."""
    return Q(**{f"{field}__gte": period.start, f"{field}__lt": period.end})


def between(name: str, period: Period) -> dict[str, str]:
    """Return the list filters of a period: `<name>_from` (included) and `<name>_before` (not included)."""
    return {f"{name}_from": str(period.start), f"{name}_before": str(period.end)}


class FigureOptions(TypedDict, total=False):
    """What a flow or a stock may state beyond what it counts."""

    aggregate: type[Aggregate]
    field: str
    unit: Unit
    more_is_good: bool | None


def flow(
    *,
    key: str,
    label: StrOrPromise,
    model: type[VisibleModel],
    day: str,
    filter_name: str,
    **options: Unpack[FigureOptions],
) -> Figure:
    """A figure of what happened within the period: the date `day` lies in it.

    The list has the filters `<filter_name>_from` and `<filter_name>_before`.
    """
    return Figure(
        key=key,
        label=label,
        model=model,
        where=lambda period: within(day, period),
        params=lambda period: between(filter_name, period),
        day=day,
        is_flow=True,
        **options,
    )


def stock(
    *,
    key: str,
    label: StrOrPromise,
    model: type[VisibleModel],
    condition: Callable[[dt.date], Q],
    filter_name: str,
    **options: Unpack[FigureOptions],
) -> Figure:
    """A figure of the records that meet `condition(day)` on the last day of the period.

    The list has the filter `filter_name`, which takes that day.
    """
    return Figure(
        key=key,
        label=label,
        model=model,
        where=lambda period: condition(period.last_day),
        params=lambda period: {filter_name: str(period.last_day)},
        **options,
    )


AnyFigure = Figure | Ratio | Measured


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure's value for one period, with the addresses of what it counted."""

    figure: AnyFigure
    period: Period
    value: Number
    parts: tuple[Reading, ...] = ()
    coverage: float | None = None

    @property
    def url(self) -> str:
        """The list of exactly the records counted; of a ratio, those of its numerator."""
        return self.parts[0].url if isinstance(self.figure, Ratio) else self.figure.url(self.period)


Readings = dict[tuple[str, Period], Reading]


def measure(figures: Iterable[AnyFigure], viewer: Viewer, periods: Sequence[Period]) -> Readings:
    """Read all figures for all periods: one query a model, whatever the number of figures and periods.

    Money is left out (no reading at all) for a viewer who may not see amounts.
    """
    return read([(figure, period) for figure in figures for period in periods], viewer)


def read(figures: Iterable[tuple[AnyFigure, Period]], viewer: Viewer) -> Readings:
    """Read some figures, each for its own period; as `measure` otherwise."""
    pairs = [(figure, period) for figure, period in figures if figure.unit is not Unit.MONEY or viewer.sees_amounts]
    counted: dict[tuple[str, Period], Figure] = {}
    series: dict[str, tuple[Measured, list[Period]]] = {}
    for figure, period in pairs:
        if isinstance(figure, Measured):
            series.setdefault(figure.key, (figure, []))[1].append(period)
        else:
            parts = (figure.numerator, figure.denominator) if isinstance(figure, Ratio) else (figure,)
            counted |= {(part.key, period): part for part in parts}
    readings = _count(counted, viewer)
    for measured, periods in series.values():
        readings |= _measured(measured, viewer, periods)
    return {
        (figure.key, period): _ratio(figure, period, readings)
        if isinstance(figure, Ratio)
        else readings[figure.key, period]
        for figure, period in pairs
    }


def records_counted(figure: Figure, viewer: Viewer, period: Period) -> dict[int, Any]:
    """Primary keys of the records that a figure counted, in order, each with what it added: itself, or an amount."""
    records = figure.model.objects.visible_to(viewer).current().filter(figure.where(period))
    return dict(records.order_by("pk").values_list("pk", figure.field))


def _count(figures: Mapping[tuple[str, Period], Figure], viewer: Viewer) -> Readings:
    by_model: dict[type[VisibleModel], list[tuple[Figure, Period]]] = defaultdict(list)
    for (_key, period), figure in figures.items():
        by_model[figure.model].append((figure, period))
    readings: Readings = {}
    for model, group in by_model.items():
        columns = {
            f"reading_{index}": figure.aggregate(figure.field, filter=figure.where(period))
            for index, (figure, period) in enumerate(group)
        }
        values = model.objects.visible_to(viewer).current().aggregate(**columns)
        for index, (figure, period) in enumerate(group):
            readings[figure.key, period] = Reading(figure, period, values[f"reading_{index}"] or 0)
    return readings


def _measured(figure: Measured, viewer: Viewer, periods: Sequence[Period]) -> Readings:
    values = figure.compute(viewer, periods)
    return {
        (figure.key, period): Reading(figure, period, measured.value, coverage=measured.coverage)
        for period, measured in zip(periods, values, strict=True)
    }


def _ratio(figure: Ratio, period: Period, readings: Readings) -> Reading:
    numerator, denominator = readings[figure.numerator.key, period], readings[figure.denominator.key, period]
    value = 100 * float(numerator.value or 0) / float(denominator.value) if denominator.value else None
    return Reading(figure, period, value, parts=(numerator, denominator))
