"""Snapshots: what each figure of a rendering counted when it was built, so that it can be opened as reported later."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from partnership.reports.composer.content import FigureChange
from partnership.rules.figures import Figure, Ratio, Reading, Unit, records_counted
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer

Snapshot = dict[str, dict[str, Any]]  # what was reported of each figure, by its key
MAX_KEYS = 5_000


def figure_snapshot(changes: Iterable[FigureChange], viewer: Viewer) -> Snapshot:
    """Return for each figure its value and period, and the records counted (up to 5,000; beyond that their number).

    Each record is stored as its primary key, with its amount where the figure sums amounts.
    """
    snapshot: Snapshot = {}
    for change in changes:
        for reading in (change.now, *change.now.parts):
            snapshot[reading.figure.key] = _entry(reading, viewer)
    return snapshot


def _entry(reading: Reading, viewer: Viewer) -> dict[str, Any]:
    figure = reading.figure
    entry: dict[str, Any] = {
        "value": json_value(reading.value),
        "unit": str(figure.unit),
        "period": stored_period(reading.period),
        "coverage": reading.coverage,
    }
    if isinstance(figure, Ratio):
        entry["parts"] = [part.figure.key for part in reading.parts]
    if isinstance(figure, Figure):
        counted = records_counted(figure, viewer, reading.period)
        is_stored = len(counted) <= MAX_KEYS
        entry |= {
            "model": figure.model._meta.label,
            "count": len(counted),
            "keys": list(counted) if is_stored else None,
        }
        if figure.unit is Unit.MONEY and is_stored:
            entry["amounts"] = [json_value(amount) for amount in counted.values()]
    return entry


def stored_period(period: Period) -> list[str]:
    return [period.start.isoformat(), period.end.isoformat()]


def json_value(value: Any) -> Any:
    """Return a figure's value for JSON: amounts as text, so that no fen is lost."""
    return str(value) if isinstance(value, Decimal) else value


def stored_value(entry: dict[str, Any]) -> Any:
    """Return a figure's value from a snapshot."""
    value = entry["value"]
    return Decimal(value) if isinstance(value, str) else value
