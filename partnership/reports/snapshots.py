"""What every figure of a rendering counted when it was made, so that it can be opened as reported for ever."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from partnership.figures import Figure, Ratio, Reading, records_counted
from partnership.reports.parts import FigureChange
from partnership.visibility import Viewer

MOST_KEYS = 5_000


def snapshot_of(changes: Iterable[FigureChange], viewer: Viewer) -> dict[str, Any]:
    """By figure: its value and period, and the keys of the records counted (to 5,000; beyond that their number)."""
    stored: dict[str, Any] = {}
    for change in changes:
        for reading in (change.now, *change.now.parts):
            stored[reading.figure.key] = _entry(reading, viewer)
    return stored


def _entry(reading: Reading, viewer: Viewer) -> dict[str, Any]:
    figure = reading.figure
    entry: dict[str, Any] = {
        "value": _plain(reading.value),
        "unit": str(figure.unit),
        "period": [reading.period.start.isoformat(), reading.period.end.isoformat()],
        "coverage": reading.coverage,
    }
    if isinstance(figure, Ratio):
        entry["parts"] = [part.figure.key for part in reading.parts]
    if isinstance(figure, Figure):
        keys = records_counted(figure, viewer, reading.period)
        entry |= {"model": figure.model, "count": len(keys), "keys": keys if len(keys) <= MOST_KEYS else None}
    return entry


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
