"""The content that a section contributes to a report: figures, text, tables, and its sentences for the lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext as _

from partnership.reports.composer.document import DocumentBlock, FigureLine
from partnership.rules import formats, registry
from partnership.rules.figures import Measured, Number, Reading, Unit, measure
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer


class Priority(IntEnum):
    """The priority of a sentence; the highest come first in the lead."""

    ORDINARY = 1
    NOTABLE = 2
    URGENT = 3


@dataclass(frozen=True, slots=True)
class LeadSentence:
    """A sentence that a section offers for the lead of the report."""

    text: str
    priority: Priority = Priority.ORDINARY


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure in the period of the report, and in the period before."""

    now: Reading
    before: Reading | None = None

    @property
    def difference(self) -> Number:
        """Return now less before; None where one of them has no value."""
        if self.before is None or self.now.value is None or self.before.value is None:
            return None
        return self.now.value - self.before.value  # type: ignore[operator]  # the same figure has one type


@dataclass(frozen=True, slots=True)
class SectionContent:
    """The content of a section; its figures become its first block.

    `key_figures` are the keys of those shown at the top of the report as well. `has_news` is False where nothing
    happened: a report whose sections all have no news may stay silent.
    """

    key: str
    title: str
    sentence: str
    figures: tuple[FigureChange, ...] = ()
    key_figures: tuple[str, ...] = ()
    blocks: tuple[DocumentBlock, ...] = ()
    lead_sentences: tuple[LeadSentence, ...] = ()
    has_news: bool = True


def figure_changes(viewer: Viewer, period: Period, keys: Sequence[str]) -> dict[str, FigureChange]:
    """Return the figures by key for a period and the one before; figures of money only for those who may see them."""
    figures = [registry.figures[key] for key in keys]
    readings = measure(figures, viewer, [period, period.previous])
    return {
        key: FigureChange(readings[key, period], readings[key, period.previous])
        for key in keys
        if (key, period) in readings
    }


def have_news(figures: Iterable[FigureChange]) -> bool:
    """Return whether anything happened within the period, or a figure differs from the period before."""
    return any(
        change.difference or (getattr(change.now.figure, "is_flow", False) and change.now.value) for change in figures
    )


def figure_line(change: FigureChange, url: str | None = None) -> FigureLine:
    """Return the figure as a line of the report; `url` opens the records it counted."""
    figure, value, difference = change.now.figure, change.now.value, change.difference
    return FigureLine(
        label=str(figure.label),
        value_text=value_text(value, figure.unit),
        unit="" if figure.unit in (Unit.COUNT, Unit.MONEY, Unit.PERCENT) else unit_text(figure.unit),
        value=value,
        change_text=change_text(change),
        change_value=difference,
        change_good=is_improvement(change),
        as_reported_url=url,
        note=coverage_note(change.now),
    )


def is_improvement(change: FigureChange) -> bool | None:
    """Return whether a change is for the better; None for no change, and for flows, which vary with the months."""
    figure, difference = change.now.figure, change.difference
    if not difference or figure.more_is_good is None or getattr(figure, "is_flow", False):
        return None
    return bool(difference > 0) == figure.more_is_good


def value_text(value: Number, unit: Unit) -> str:
    """Return a figure's value as text."""
    if unit is Unit.MONEY:
        return formats.money(value)
    if unit is Unit.PERCENT:
        return formats.quantity(value, "%", 1)
    return formats.number(value)


def unit_text(unit: Unit) -> str:
    return {Unit.DAYS: _("days"), Unit.PERSON_DAYS: _("person-days")}.get(unit, "")


def change_text(change: FigureChange) -> str:
    """Return how the figure changed against the period before; empty where there is nothing to compare."""
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
    """Return which share of the expected data a measured figure is based on; empty where it is not measured."""
    if not isinstance(reading.figure, Measured) or reading.coverage is None or reading.figure.key.endswith("coverage"):
        return ""
    return _("Based on %(share)s of the days.") % {"share": formats.quantity(100 * reading.coverage, "%", 0)}
