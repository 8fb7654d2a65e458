"""Where the stages and firsts of the cooperation stand on the band across the overview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from partnership.rules.periods import Period

FIRST_TEXT_LINE, TEXT_LINE_HEIGHT, TEXT_LINES = 75, 17, 3
ROOM_FOR_NAME = 13.0  # percent of the width that the name of a mark needs
NEAR_EDGE = 8.0
MAX_YEARS = 10


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stage as it comes: its name, its days, what it brought, where a click leads."""

    label: str
    period: Period
    brought: str
    url: str


@dataclass(frozen=True, slots=True)
class First:
    """A first of the cooperation: the first contract, the first pilot."""

    label: str
    on: dt.date
    url: str


@dataclass(frozen=True, slots=True)
class PlacedStage:
    label: str
    span: str
    brought: str
    url: str
    left: str
    width: str

    @property
    def title(self) -> str:
        return " · ".join(part for part in (self.label, self.span, self.brought) if part)


@dataclass(frozen=True, slots=True)
class PlacedYear:
    label: str
    left: str
    is_minor: bool


@dataclass(frozen=True, slots=True)
class PlacedMark:
    label: str
    on: dt.date
    url: str
    left: str
    text_y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Band:
    stages: tuple[PlacedStage, ...]
    years: tuple[PlacedYear, ...]
    marks: tuple[PlacedMark, ...]

    @property
    def height(self) -> int:
        """Pixels down to the last line of names that is used."""
        return max((mark.text_y for mark in self.marks), default=FIRST_TEXT_LINE - TEXT_LINE_HEIGHT) + 5


def lay_out(stretches: Sequence[Stretch], firsts: Sequence[First]) -> Band | None:
    """Places in percent of the width, from the first stage's first day to the last one's last; None without stages."""
    if not stretches:
        return None
    whole = Period(min(s.period.start for s in stretches), max(s.period.end for s in stretches))
    stages = tuple(_stage(stretch, whole) for stretch in stretches)
    return Band(stages, _years(whole), _marks(firsts, whole))


def _share(day: dt.date, whole: Period) -> float:
    return 100 * min(max((day - whole.start).days / whole.days, 0), 1)


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def _stage(stretch: Stretch, whole: Period) -> PlacedStage:
    left, right = _share(stretch.period.start, whole), _share(stretch.period.end, whole)
    first, last = stretch.period.start.year, stretch.period.last_day.year
    span = str(first) if first == last else f"{first}–{last}"
    return PlacedStage(
        stretch.label, span, stretch.brought, stretch.url, _percent(left), _percent(max(right - left - 0.2, 0.2))
    )


def _years(whole: Period) -> tuple[PlacedYear, ...]:
    years = range(whole.start.year + 1, whole.last_day.year + 1)
    step = len(years) // MAX_YEARS + 1
    return tuple(
        PlacedYear(str(year), _percent(_share(dt.date(year, 1, 1), whole)), index % 3 != 0)
        for index, year in enumerate(years[::step])
    )


def _marks(firsts: Sequence[First], whole: Period) -> tuple[PlacedMark, ...]:
    """Names go to the first line with room; a mark whose name finds none (line 0) says it on hover."""
    ends = [-100.0] * TEXT_LINES
    placed = []
    for first in sorted(firsts, key=lambda one: one.on):
        share = _share(first.on, whole)
        line = next((index for index, end in enumerate(ends) if share >= end), None)
        if line is not None:
            ends[line] = share + ROOM_FOR_NAME
        anchor = "start" if share < NEAR_EDGE else "end" if share > 100 - NEAR_EDGE else "middle"
        text_y = 0 if line is None else FIRST_TEXT_LINE + line * TEXT_LINE_HEIGHT
        placed.append(PlacedMark(first.label, first.on, first.url, _percent(share), text_y, anchor))
    return tuple(placed)
