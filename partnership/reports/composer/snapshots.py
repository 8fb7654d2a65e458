"""What every figure of a rendering counted when it was made, so that it can be opened as reported for ever."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from partnership.reports.composer.parts import FigureChange
from partnership.rules.figures import Figure, Ratio, Reading, Unit, records_counted
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer

Told = dict[str, dict[str, Any]]  # a snapshot: what was said of each figure, by its key
MAX_KEYS = 5_000


def snapshot_of(changes: Iterable[FigureChange], viewer: Viewer) -> Told:
    """By figure: its value and period, and the records counted (to 5,000; beyond that their number).

    Of a record the key is kept, and beside it what it added where the figure sums amounts.
    """
    stored: Told = {}
    for change in changes:
        for reading in (change.now, *change.now.parts):
            stored[reading.figure.key] = _entry(reading, viewer)
    return stored


def _entry(reading: Reading, viewer: Viewer) -> dict[str, Any]:
    figure = reading.figure
    entry: dict[str, Any] = {
        "value": plain_value(reading.value),
        "unit": str(figure.unit),
        "period": period_as_stored(reading.period),
        "coverage": reading.coverage,
    }
    if isinstance(figure, Ratio):
        entry["parts"] = [part.figure.key for part in reading.parts]
    if isinstance(figure, Figure):
        found = records_counted(figure, viewer, reading.period)
        is_kept = len(found) <= MAX_KEYS
        entry |= {"model": figure.model._meta.label, "count": len(found), "keys": list(found) if is_kept else None}
        if figure.unit is Unit.MONEY and is_kept:
            entry["amounts"] = [plain_value(amount) for amount in found.values()]
    return entry


def period_as_stored(period: Period) -> list[str]:
    return [period.start.isoformat(), period.end.isoformat()]


def plain_value(value: Any) -> Any:
    """A figure's value as JSON keeps it: amounts as text, so that no fen is lost."""
    return str(value) if isinstance(value, Decimal) else value


def stored_value(entry: dict[str, Any]) -> Any:
    """A figure's value out of a snapshot."""
    value = entry["value"]
    return Decimal(value) if isinstance(value, str) else value
