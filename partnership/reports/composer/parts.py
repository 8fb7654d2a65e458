"""What a section of a report hands in: its figures, its text, and what of it belongs to the first screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext as _

from partnership.reports.composer.document import Block, FigureLine
from partnership.rules import formats, registry
from partnership.rules.figures import Measured, Number, Reading, Unit, measure
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer


class Weight(IntEnum):
    """How much a sentence asks for the reader's attention; the heaviest come first in the lead."""

    ORDINARY = 1
    NOTABLE = 2
    PRESSING = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that may stand on the first screen."""

    text: str
    weight: Weight = Weight.ORDINARY


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure of the period and the same of the period before."""

    now: Reading
    before: Reading | None = None

    @property
    def difference(self) -> Number:
        """Now less before; None where one of them has no value."""
        if self.before is None or self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value  # type: ignore[operator]  # the same figure has one type


@dataclass(frozen=True, slots=True)
class Part:
    """A section before it is set: its figures become its first block, and lines of the summary where `headlines` says.

    `has_news` is False where a reader would lose nothing without it: a report of such parts may stay silent.
    """

    key: str
    title: str
    sentence: str
    figures: tuple[FigureChange, ...] = ()
    headlines: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    has_news: bool = True


def read_figures(viewer: Viewer, period: Period, keys: Sequence[str]) -> dict[str, FigureChange]:
    """The figures by key for a period and the one before; figures of money only for those who may see them."""
    figures = [registry.figures[key] for key in keys]
    readings = measure(figures, viewer, [period, period.previous])
    return {
        key: FigureChange(readings[key, period], readings[key, period.previous])
        for key in keys
        if (key, period) in readings
    }


def have_news(figures: Iterable[FigureChange]) -> bool:
    """Whether anything happened within the period, or anything stands otherwise than before."""
    return any(one.difference or (getattr(one.now.figure, "is_flow", False) and one.now.value) for one in figures)


def figure_line(change: FigureChange, url: str | None = None) -> FigureLine:
    """The figure as a line of the report; `url` opens what it counted."""
    figure, value, difference = change.now.figure, change.now.value, change.difference
    return FigureLine(
        label=str(figure.label),
        value_text=value_text(value, figure.unit),
        unit="" if figure.unit in (Unit.COUNT, Unit.MONEY, Unit.PERCENT) else unit_text(figure.unit),
        value=value,
        change_text=change_text(change),
        change_value=difference,
        change_good=is_welcome(change),
        as_reported_url=url,
        note=coverage_note(change.now),
    )


def is_welcome(change: FigureChange) -> bool | None:
    """Whether a change is for the better; None for none, and for flows, which come and go with the months."""
    figure, difference = change.now.figure, change.difference
    if not difference or figure.more_is_good is None or getattr(figure, "is_flow", False):
        return None
    return bool(difference > 0) == figure.more_is_good


def value_text(value: Number, unit: Unit) -> str:
    """A figure's value as it is read."""
    if unit is Unit.MONEY:
        return formats.money(value)
    if unit is Unit.PERCENT:
        return formats.quantity(value, "%", 1)
    return formats.number(value)


def unit_text(unit: Unit) -> str:
    return {Unit.DAYS: _("days"), Unit.PERSON_DAYS: _("person-days")}.get(unit, "")


def change_text(change: FigureChange) -> str:
    """How the figure changed against the period before, in words; empty where there is nothing to compare."""
    difference = change.difference
    if difference is None or change.before is None:
        return ""
    if not difference:
        return _("unchanged")
    unit = change.now.figure.unit
    if unit is Unit.MONEY:
        text = ("+" if difference > 0 else "\N{MINUS SIGN}") + formats.money(abs(difference))  # type: ignore[arg-type, operator]
    elif unit is Unit.PERCENT:
        text = _("%(difference)s points") % {"difference": formats.signed(difference, 1)}
    else:
        text = formats.signed(difference)
    return _("%(difference)s against %(period)s") % {"difference": text, "period": change.before.period.label}


def coverage_note(reading: Reading) -> str:
    """What share of the expected data a measured figure rests on."""
    if not isinstance(reading.figure, Measured) or reading.coverage is None or reading.figure.key.endswith("coverage"):
        return ""
    return _("Based on %(share)s of the days.") % {"share": formats.quantity(100 * reading.coverage, "%", 0)}
