"""The timeline across the overview: the positions of stages, years and first events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from partnership.rules.periods import Period

FIRST_TEXT_LINE, TEXT_LINE_HEIGHT, TEXT_LINES = 75, 17, 3
NAME_WIDTH = 13.0  # percent of the whole width that the name of a mark needs
EDGE_WIDTH = 8.0
MAX_YEARS = 10


@dataclass(frozen=True, slots=True)
class TimelineStage:
    """A stage to be placed, with its period, its counts in words and its URL."""

    label: str
    period: Period
    counts_text: str
    url: str


@dataclass(frozen=True, slots=True)
class FirstEvent:
    """A first event to be placed, such as the first contract or the first pilot."""

    label: str
    on: dt.date
    url: str


@dataclass(frozen=True, slots=True)
class PlacedStage:
    label: str
    span: str
    counts_text: str
    url: str
    left: str
    width: str

    @property
    def title(self) -> str:
        return " · ".join(part for part in (self.label, self.span, self.counts_text) if part)


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
class Timeline:
    stages: tuple[PlacedStage, ...]
    years: tuple[PlacedYear, ...]
    marks: tuple[PlacedMark, ...]

    @property
    def height(self) -> int:
        """Return the height in pixels, down to the last line of names that is used."""
        return max((mark.text_y for mark in self.marks), default=FIRST_TEXT_LINE - TEXT_LINE_HEIGHT) + 5


def build_timeline(stages: Sequence[TimelineStage], events: Sequence[FirstEvent]) -> Timeline | None:
    """Return positions in percent of the width, from the first day of all stages to the last; None without stages."""
    if not stages:
        return None
    whole = Period(min(stage.period.start for stage in stages), max(stage.period.end for stage in stages))
    placed = tuple(_placed_stage(stage, whole) for stage in stages)
    return Timeline(placed, _placed_years(whole), _placed_marks(events, whole))


def _share(day: dt.date, whole: Period) -> float:
    return 100 * min(max((day - whole.start).days / whole.days, 0), 1)


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def _placed_stage(stage: TimelineStage, whole: Period) -> PlacedStage:
    left, right = _share(stage.period.start, whole), _share(stage.period.end, whole)
    first, last = stage.period.start.year, stage.period.last_day.year
    span = str(first) if first == last else f"{first}–{last}"
    return PlacedStage(
        stage.label, span, stage.counts_text, stage.url, _percent(left), _percent(max(right - left - 0.2, 0.2))
    )


def _placed_years(whole: Period) -> tuple[PlacedYear, ...]:
    years = range(whole.start.year + 1, whole.last_day.year + 1)
    step = len(years) // MAX_YEARS + 1
    return tuple(
        PlacedYear(str(year), _percent(_share(dt.date(year, 1, 1), whole)), index % 3 != 0)
        for index, year in enumerate(years[::step])
    )


def _placed_marks(events: Sequence[FirstEvent], whole: Period) -> tuple[PlacedMark, ...]:
    """Place names on the first line with room; a mark without one (line 0) shows its name on hover."""
    ends = [-100.0] * TEXT_LINES
    placed = []
    for event in sorted(events, key=lambda event: event.on):
        share = _share(event.on, whole)
        line = next((index for index, end in enumerate(ends) if share >= end), None)
        if line is not None:
            ends[line] = share + NAME_WIDTH
        anchor = "start" if share < EDGE_WIDTH else "end" if share > 100 - EDGE_WIDTH else "middle"
        text_y = 0 if line is None else FIRST_TEXT_LINE + line * TEXT_LINE_HEIGHT
        placed.append(PlacedMark(event.label, event.on, event.url, _percent(share), text_y, anchor))
    return tuple(placed)
