"""Charts: one ECharts option for page, mail and PDF, with a table of the same values."""

from __future__ import annotations

import calendar
import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from partnership.rules import formats

Value = int | float | Decimal | None
Plain = int | float | None
ChartRow = tuple[str | Plain, ...]

# Each line has a colour and a symbol of its own, the limit a dash; the patterns of bars are in chart-theme.js.
SYMBOLS = ("circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle")
LIMIT_DASH = [6, 4]
LIMIT_ICON = "path://M0,0h9v2h-9zM13,0h9v2h-9z"
MARK_SIZE, LONE_POINT_SIZE = 7, 5
MAX_MARKED_POINTS, MARKS_OF_A_LONG_LINE = 36, 10  # with more points the marks would touch
# How chart-axis.js writes the times below a chart, the coarsest unit first.
TIME_PATTERNS = {
    "zh": {"year": "{yyyy}年", "month": "{MMM}", "day": "{M}月{d}日", "hour": "{HH}:{mm}"},
    "en": {"year": "{yyyy}", "month": "{MMM}", "day": "{d} {MMM}", "hour": "{HH}:{mm}"},
}
MAX_BAR_WIDTH = 44
DECIMALS, DECIMALS_BELOW_ONE = 2, 4
MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its table. `alt` describes the picture in a sentence; title and unit are not part of the picture."""

    key: str
    title: str
    unit: str
    option: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[ChartRow, ...]
    alt: str

    @property
    def decimals(self) -> int:
        """Return the number of decimals of the table, so that its decimal points are aligned."""
        return formats.decimals_needed(value for row in self.rows for value in row[1:])

    @property
    def option_json(self) -> str:
        """Return the option as JSON for the page's script."""
        return json.dumps(self.option, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """The values of one line or one colour of bars; None is a gap."""

    label: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Limit:
    """A value to compare with, such as a discharge limit."""

    label: str
    value: int | float


def stacked_bars(
    *, key: str, title: str, unit: str, alt: str, heading: str, groups: Sequence[str], series: Sequence[ChartSeries]
) -> Chart:
    """Return a chart with a bar for each group, a part for each series, and totals; `heading` names the groups."""
    drawn = _plain(series)
    totals = [sum(value or 0 for value in values) for values in zip(*(line.values for line in drawn), strict=True)]
    are_whole = all(isinstance(total, int) for total in totals)
    option = _framed(alt, drawn) | {
        "xAxis": {"type": "category", "data": list(groups)},
        "yAxis": {"type": "value"} | ({"minInterval": 1} if are_whole else {}),
        "series": [_bars(part, totals if part is drawn[-1] else None) for part in drawn],
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
    }
    option["legend"]["selectedMode"] = False  # the totals would stay as they are
    return Chart(key, title, unit, option, _columns(heading, drawn), _rows(groups, drawn), alt)


def lines(
    *,
    key: str,
    title: str,
    unit: str,
    alt: str,
    heading: str,
    times: Sequence[dt.date],
    series: Sequence[ChartSeries],
    limit: Limit | None = None,
    labels: Sequence[str] = (),
    has_zero: bool = True,
) -> Chart:
    """Return a chart of values over days or moments, a line for each series; `heading` names the times.

    With `labels` the times are months. Without `has_zero` (pH) the axis begins near the values.
    """
    drawn = _plain(series)
    limits = _plain([ChartSeries(limit.label, [limit.value] * len(times))]) if limit else []
    places = [_wall_clock(time) for time in times]
    has_clock = any(isinstance(time, dt.datetime) for time in times)
    option = _framed(alt, drawn, has_limit=bool(limits)) | {
        "useUTC": True,
        "xAxis": _time_axis("month" if labels else "hour" if has_clock else "day"),
        "yAxis": {"type": "value", "scale": not has_zero},
        "series": [_line(line, number, places) for number, line in enumerate(drawn)]
        + [_limit_line(line, places) for line in limits],
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "line"}},
    }
    option["legend"]["data"] += [{"name": line.label, "icon": LIMIT_ICON} for line in limits]
    time_labels = labels or [formats.moment(at) if isinstance(at, dt.datetime) else formats.day(at) for at in times]
    return Chart(
        key, title, unit, option, _columns(heading, [*drawn, *limits]), _rows(time_labels, [*drawn, *limits]), alt
    )


# The parts of an option


def _framed(alt: str, series: Sequence[ChartSeries], *, has_limit: bool = False) -> dict[str, Any]:
    """Return what charts with axes share; a legend only where there is more than one line."""
    has_legend = len(series) > 1 or has_limit
    return {
        "animation": False,
        # ECharts gives `description` to screen readers, in place of a text of its own making.
        "aria": {"enabled": True, "label": {"description": alt}},
        "grid": {
            "left": 4,
            "right": 16,
            "top": 24,
            "bottom": 8,  # chart-theme.js makes room for the legend, whose height depends on the width
            "outerBoundsMode": "same",
            "outerBoundsContain": "axisLabel",
        },
        "legend": {
            "show": has_legend,
            "bottom": 0,
            "left": "center",
            "data": [{"name": line.label} for line in series],
        },
    }


def _bars(series: ChartSeries, totals: Sequence[int | float] | None) -> dict[str, Any]:
    """Return the bars of one series; the topmost series has the totals as its labels."""
    data: list[Any] = list(series.values)
    if totals is not None:
        data = [
            {"value": value or 0, "label": {"show": bool(total), "formatter": formats.number(total)}}
            for value, total in zip(series.values, totals, strict=True)
        ]
    label = {"show": False, "position": "top", "textBorderWidth": 0}
    return {
        "type": "bar",
        "name": series.label,
        "stack": "all",
        "barMaxWidth": MAX_BAR_WIDTH,
        "label": label,
        "data": data,
    }


def _line(series: ChartSeries, number: int, places: Sequence[int]) -> dict[str, Any]:
    """Return a line with a symbol at each point; a long one has some, and one at every point between gaps."""
    are_all_marked = len(places) <= MAX_MARKED_POINTS
    step = 1 + len(places) // MARKS_OF_A_LONG_LINE
    points: list[Any] = []
    for position, (place, value) in enumerate(zip(places, series.values, strict=True)):
        if not are_all_marked and value is not None and position % step == step // 2:
            points.append({"value": [place, value], "symbolSize": MARK_SIZE})
        elif not are_all_marked and value is not None and _is_lone(series.values, position):
            points.append({"value": [place, value], "symbolSize": LONE_POINT_SIZE})
        else:
            points.append([place, value])
    return _drawn_line(series.label, points, "solid") | {
        "symbol": SYMBOLS[number % len(SYMBOLS)],
        "symbolSize": MARK_SIZE if are_all_marked else 0,
    }


def _limit_line(limit: ChartSeries, places: Sequence[int]) -> dict[str, Any]:
    points = [list(point) for point in zip(places, limit.values, strict=True)]
    return _drawn_line(limit.label, points, LIMIT_DASH) | {"id": "limit", "symbol": "none"}


def _time_axis(finest: str) -> dict[str, Any]:
    """Return a time axis whose labels are no finer than a unit: daily means have no hours."""
    patterns = TIME_PATTERNS["zh" if formats.is_chinese() else "en"]
    units = list(patterns)
    shown = units[: units.index(finest) + 1]
    return {"type": "time", "axisLabel": {"formatter": {unit: patterns[unit] for unit in shown}}}


def _drawn_line(label: str, data: list[Any], dash: str | list[int]) -> dict[str, Any]:
    return {
        "type": "line",
        "name": label,
        "connectNulls": False,
        "showAllSymbol": True,
        "lineStyle": {"type": dash, "width": 2},
        "label": {"show": False, "textBorderWidth": 0},
        "data": data,
    }


def _is_lone(values: Sequence[Value], position: int) -> bool:
    """Return whether a value is between two gaps, where a line without symbols would not show it."""
    before = values[position - 1] if position else None
    after = values[position + 1] if position + 1 < len(values) else None
    return before is None and after is None


# Values


def _plain(series: Sequence[ChartSeries]) -> list[ChartSeries]:
    """Return the series with values for JSON, rounded."""
    return [ChartSeries(str(line.label), [_plain_value(value) for value in line.values]) for line in series]


def _plain_value(value: Value) -> Plain:
    if value is None or isinstance(value, int):
        return value
    exact = float(value)
    return round(exact, DECIMALS if abs(exact) >= 1 else DECIMALS_BELOW_ONE)


def _wall_clock(time: dt.date) -> int:
    """Return milliseconds for an axis in UTC that shows local time, whatever the time zone of the reader's machine."""
    if isinstance(time, dt.datetime) and timezone.is_aware(time):
        time = timezone.localtime(time)
    return calendar.timegm(time.timetuple()) * MILLISECONDS


def _columns(heading: str, series: Sequence[ChartSeries]) -> tuple[str, ...]:
    return (str(heading), *(line.label for line in series))


def _rows(labels: Sequence[str], series: Sequence[ChartSeries]) -> tuple[ChartRow, ...]:
    return tuple(zip((str(label) for label in labels), *(line.values for line in series), strict=True))
