"""What a chart is: one ECharts option for the page, the mail and the PDF, with the table that says the same."""

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
Row = tuple[str | Plain, ...]

# Beside its colour each line has a mark of its own, and the limit a dash; the patterns of bars are in chart-theme.js.
MARKS = ("circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect", "emptyTriangle")
LIMIT_DASH = [6, 4]
LIMIT_ICON = "path://M0,0h9v2h-9zM13,0h9v2h-9z"
MARK_SIZE, LONE_POINT_SIZE = 7, 5
MAX_MARKED_POINTS, MARKS_OF_A_LONG_LINE = 36, 10  # with more points the marks would touch
# How chart-axis.js writes the times below a chart, the coarsest unit first.
TIME_PATTERNS = {
    "zh": {"year": "{yyyy}年", "month": "{MMM}", "day": "{M}月{d}日", "hour": "{HH}:{mm}"},
    "en": {"year": "{yyyy}", "month": "{MMM}", "day": "{d} {MMM}", "hour": "{HH}:{mm}"},
}
WIDEST_BAR = 44
DECIMALS, DECIMALS_BELOW_ONE = 2, 4
MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with its table. `alt` says in a sentence what the picture shows; title and unit stand outside it."""

    key: str
    title: str
    unit: str
    option: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    alt: str

    @property
    def decimals(self) -> int:
        """With how many decimals the table writes its numbers, so that they stand point under point."""
        return formats.decimals_needed(value for row in self.rows for value in row[1:])

    @property
    def option_json(self) -> str:
        """The option as the page's script reads it."""
        return json.dumps(self.option, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Series:
    """The values that one line or one colour of bars stands for; None is a gap."""

    label: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Limit:
    """What the values are held against, such as a discharge limit."""

    label: str
    value: int | float


def stacked_bars(
    *, key: str, title: str, unit: str, alt: str, heading: str, groups: Sequence[str], series: Sequence[Series]
) -> Chart:
    """One bar a group (years), a piece a series (kinds), the total above it; `heading` names the groups."""
    drawn = _plain(series)
    totals = [sum(value or 0 for value in values) for values in zip(*(one.values for one in drawn), strict=True)]
    are_whole = all(isinstance(total, int) for total in totals)
    option = _framed(alt, drawn) | {
        "xAxis": {"type": "category", "data": list(groups)},
        "yAxis": {"type": "value"} | ({"minInterval": 1} if are_whole else {}),
        "series": [_bars(one, totals if one is drawn[-1] else None) for one in drawn],
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
    series: Sequence[Series],
    limit: Limit | None = None,
    labels: Sequence[str] = (),
    has_zero: bool = True,
) -> Chart:
    """Values over days or moments, a line a series, a None left open; `heading` names the times.

    Where `labels` say the times, these are months. Where zero means nothing (pH), the axis begins near the values.
    """
    drawn = _plain(series)
    limits = _plain([Series(limit.label, [limit.value] * len(times))]) if limit else []
    places = [_wall_clock(time) for time in times]
    has_clock = any(isinstance(time, dt.datetime) for time in times)
    option = _framed(alt, drawn, has_limit=bool(limits)) | {
        "useUTC": True,
        "xAxis": _time_axis("month" if labels else "hour" if has_clock else "day"),
        "yAxis": {"type": "value", "scale": not has_zero},
        "series": [_line(one, number, places) for number, one in enumerate(drawn)]
        + [_limit_line(one, places) for one in limits],
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "line"}},
    }
    option["legend"]["data"] += [{"name": one.label, "icon": LIMIT_ICON} for one in limits]
    written = labels or [formats.moment(at) if isinstance(at, dt.datetime) else formats.day(at) for at in times]
    return Chart(key, title, unit, option, _columns(heading, [*drawn, *limits]), _rows(written, [*drawn, *limits]), alt)


# The parts of an option


def _framed(alt: str, series: Sequence[Series], *, has_limit: bool = False) -> dict[str, Any]:
    """What charts with axes share: the legend below, and only where there is something to tell apart."""
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
        "legend": {"show": has_legend, "bottom": 0, "left": "center", "data": [{"name": one.label} for one in series]},
    }


def _bars(series: Series, totals: Sequence[int | float] | None) -> dict[str, Any]:
    """The pieces of one series; the topmost series carries the totals as its labels."""
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
        "barMaxWidth": WIDEST_BAR,
        "label": label,
        "data": data,
    }


def _line(series: Series, number: int, places: Sequence[int]) -> dict[str, Any]:
    """A line with its mark at each point; a long one has some marks, and one at every point that stands alone."""
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
        "symbol": MARKS[number % len(MARKS)],
        "symbolSize": MARK_SIZE if are_all_marked else 0,
    }


def _limit_line(limit: Series, places: Sequence[int]) -> dict[str, Any]:
    points = [list(point) for point in zip(places, limit.values, strict=True)]
    return _drawn_line(limit.label, points, LIMIT_DASH) | {"id": "limit", "symbol": "none"}


def _time_axis(finest: str) -> dict[str, Any]:
    """An axis whose labels are no finer than a unit: means of days have no hours."""
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
    """True for a value between two gaps, which a line without marks would not show."""
    before = values[position - 1] if position else None
    after = values[position + 1] if position + 1 < len(values) else None
    return before is None and after is None


# Values


def _plain(series: Sequence[Series]) -> list[Series]:
    """The series with values that JSON knows, without the noise of floating point."""
    return [Series(str(one.label), [_plain_value(value) for value in one.values]) for one in series]


def _plain_value(value: Value) -> Plain:
    if value is None or isinstance(value, int):
        return value
    exact = float(value)
    return round(exact, DECIMALS if abs(exact) >= 1 else DECIMALS_BELOW_ONE)


def _wall_clock(time: dt.date) -> int:
    """Milliseconds for an axis in UTC that shows the wall clock of here, whatever zone the reader's machine is in."""
    if isinstance(time, dt.datetime) and timezone.is_aware(time):
        time = timezone.localtime(time)
    return calendar.timegm(time.timetuple()) * MILLISECONDS


def _columns(heading: str, series: Sequence[Series]) -> tuple[str, ...]:
    return (str(heading), *(one.label for one in series))


def _rows(labels: Sequence[str], series: Sequence[Series]) -> tuple[Row, ...]:
    return tuple(zip((str(label) for label in labels), *(one.values for one in series), strict=True))
