"""The values of series: daily means for charts and tables, from the daily sums alone; each value for exports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer
from pilots.models import DailyRollup, Measurement, Series


@dataclass(frozen=True, slots=True)
class DailyValue:
    """A series on one day: mean of the values used, extremes, how many values, and their share of those expected."""

    day: dt.date
    mean: float | None
    lowest: float | None
    highest: float | None
    used: int
    counted: int
    coverage: float | None


def newest_day(viewer: Viewer, series: Iterable[int]) -> dt.date | None:
    """Return the last day on which one of the series has a value."""
    rows = DailyRollup.objects.visible_to(viewer).filter(series__in=list(series))
    return rows.aggregate(newest=Max("day"))["newest"]


def daily_values(viewer: Viewer, series: Series, period: Period) -> list[DailyValue]:
    """Return the days of a series within a period that have values, oldest first."""
    expected = series.values_a_day
    rows = DailyRollup.objects.visible_to(viewer).filter(series=series, day__gte=period.start, day__lt=period.end)
    return [
        DailyValue(
            row.day,
            row.total / row.used_count if row.used_count else None,
            row.lowest,
            row.highest,
            row.used_count,
            row.all_count,
            100 * row.used_count / expected if expected else None,
        )
        for row in rows.order_by("day")
    ]


def measured_values(viewer: Viewer, series: Series, period: Period, flag: int | None = None) -> QuerySet[Measurement]:
    """Return the values of a series within a period, of one flag or of all."""
    values = Measurement.objects.visible_to(viewer).filter(series=series)
    values = values.filter(time__gte=period.start_at, time__lt=period.end_at)
    return values if flag is None else values.filter(flag=flag)


def daily_means(viewer: Viewer, series: Iterable[int], period: Period) -> dict[int, dict[dt.date, float]]:
    """Return the mean of each day that has values by key of series, with one query for all of them."""
    rows = DailyRollup.objects.visible_to(viewer).filter(
        series__in=list(series), day__gte=period.start, day__lt=period.end, used_count__gt=0
    )
    means: dict[int, dict[dt.date, float]] = {}
    for key, day, total, count in rows.values_list("series_id", "day", "total", "used_count"):
        means.setdefault(key, {})[day] = total / count
    return means
