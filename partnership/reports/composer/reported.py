"""A figure as reported: the records it counted then and counts now, as far as the viewer may see them today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from partnership.models import Rendering
from partnership.reports.composer.content import value_text
from partnership.reports.composer.snapshots import MAX_KEYS, stored_value
from partnership.reports.composer.variants import RenderingVariant
from partnership.rules import registry
from partnership.rules.figures import AnyFigure, Figure, Ratio, Unit, records_counted
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer, VisibleModel


@dataclass(frozen=True, slots=True)
class ReportedRecord:
    """A record that a figure counted, with the address of its page, and its amount where the figure sums amounts."""

    label: str
    url: str
    amount_text: str = ""


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """A reported figure as its page shows it; `records` is None where there were too many to store."""

    label: str
    period: Period
    reported_text: str
    records: tuple[ReportedRecord, ...] | None
    now_count: int | None
    added: tuple[ReportedRecord, ...]
    removed: tuple[ReportedRecord, ...]
    list_url: str
    part_keys: tuple[str, ...]


def reported_figure(rendering: Rendering, key: str, viewer: Viewer) -> ReportedFigure | None:
    """Return a figure of a rendering; None where it has none of that key, or the figure is no longer defined."""
    entry, figure = rendering.snapshot.get(key), find_figure(key)
    if entry is None or figure is None:
        return None
    period = Period(*(dt.date.fromisoformat(day) for day in entry["period"]))
    then, now = _counted_then(entry), None
    if isinstance(figure, Figure):
        now = records_counted(figure, rendering_viewer(rendering), period)
    return ReportedFigure(
        label=str(figure.label),
        period=period,
        reported_text=value_text(stored_value(entry), Unit(entry["unit"])),
        records=visible_records(figure, then, viewer) if then is not None else None,
        now_count=None if now is None else len(now),
        added=() if now is None or then is None else visible_records(figure, _without(now, then), viewer),
        removed=() if now is None or then is None else visible_records(figure, _without(then, now), viewer),
        list_url="" if isinstance(figure, Ratio) else figure.url(period),
        part_keys=tuple(entry.get("parts", ())),
    )


def rendering_viewer(rendering: Rendering) -> Viewer:
    """Return the viewer for whom a rendering was counted; the figure of today is counted for them too."""
    return RenderingVariant(
        party_id=rendering.private_to_id,
        language=rendering.language,
        sees_amounts=rendering.shows_amounts,
        is_outside=False,
        reader_id=rendering.reader_id,
    ).viewer


def find_figure(key: str) -> AnyFigure | None:
    """Return a figure of the registry, or the numerator or denominator of a ratio there."""
    if key in registry.figures:
        return registry.figures[key]
    ratios = (figure for figure in registry.figures if isinstance(figure, Ratio))
    parts = (part for ratio in ratios for part in (ratio.numerator, ratio.denominator))
    return next((part for part in parts if part.key == key), None)


def _counted_then(entry: dict[str, Any]) -> dict[int, Any] | None:
    """Return the records of a snapshot, each with its amount where stored; None where there were too many."""
    keys = entry.get("keys")
    if keys is None:
        return None
    amounts = entry.get("amounts", [None] * len(keys))
    return {key: None if amount is None else Decimal(amount) for key, amount in zip(keys, amounts, strict=True)}


def _without(records: dict[int, Any], others: dict[int, Any]) -> dict[int, Any]:
    return {key: amount for key, amount in records.items() if key not in others}


def visible_records(figure: AnyFigure, counted: dict[int, Any], viewer: Viewer) -> tuple[ReportedRecord, ...]:
    """Return those of the records that the viewer may see today, withdrawn ones included."""
    if not isinstance(figure, Figure):
        return ()
    model = figure.model
    visible: QuerySet = model.objects.visible_to(viewer).filter(pk__in=sorted(counted)[:MAX_KEYS])
    related = [model.visibility_parent] if model.visibility_parent else []
    amounts = counted if figure.unit is Unit.MONEY else {}
    return tuple(
        ReportedRecord(record_label(record), record_url(record), _amount_text(amounts.get(record.pk)))
        for record in visible.select_related(*related)
    )


def _amount_text(amount: Decimal | None) -> str:
    return "" if amount is None else value_text(amount, Unit.MONEY)


def record_label(record: Model) -> str:
    """Return the record as text; before one without a page of its own the code of the record it belongs to."""
    page = record_with_page(record)
    return str(record) if page in (None, record) else f"{page.code} · {record}"


def record_url(record: Model) -> str:
    """Return the address of the page of a record, or of the record it belongs to."""
    page = record_with_page(record)
    return page.get_absolute_url() if page else ""


def record_with_page(record: Any) -> Any:
    """Return the record itself, or the first of its parents that has a page."""
    while not hasattr(record, "get_absolute_url"):
        if not isinstance(record, VisibleModel) or not record.visibility_parent:
            return None
        record = getattr(record, record.visibility_parent)
    return record
