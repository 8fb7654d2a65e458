"""A figure as it was reported: the records it counted then, as far as the reader may still see them, and now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet

from partnership.models import Rendering
from partnership.reports.composer.parts import value_text
from partnership.reports.composer.snapshots import MAX_KEYS, stored_value
from partnership.reports.composer.variants import Variant
from partnership.rules import registry
from partnership.rules.figures import AnyFigure, Figure, Ratio, Unit, records_counted
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer, VisibleModel


@dataclass(frozen=True, slots=True)
class ReportedRecord:
    """A record that a figure counted, with its page, and its amount where the figure sums amounts."""

    label: str
    url: str
    amount_text: str = ""


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """What a page shows of a reported figure; `records` is None where there were too many to keep."""

    label: str
    period: Period
    reported_text: str
    records: tuple[ReportedRecord, ...] | None
    now_count: int | None
    came: tuple[ReportedRecord, ...]
    went: tuple[ReportedRecord, ...]
    list_url: str
    part_keys: tuple[str, ...]


def reported_figure(rendering: Rendering, key: str, viewer: Viewer) -> ReportedFigure | None:
    """The figure of a rendering; None where it has none of that key, or the figure is not defined any more."""
    entry, figure = rendering.snapshot.get(key), find_figure(key)
    if entry is None or figure is None:
        return None
    period = Period(*(dt.date.fromisoformat(day) for day in entry["period"]))
    then, now = _counted_then(entry), None
    if isinstance(figure, Figure):
        now = records_counted(figure, read_for(rendering), period)
    return ReportedFigure(
        label=str(figure.label),
        period=period,
        reported_text=value_text(stored_value(entry), Unit(entry["unit"])),
        records=listed(figure, then, viewer) if then is not None else None,
        now_count=None if now is None else len(now),
        came=() if now is None or then is None else listed(figure, _without(now, then), viewer),
        went=() if now is None or then is None else listed(figure, _without(then, now), viewer),
        list_url="" if isinstance(figure, Ratio) else figure.url(period),
        part_keys=tuple(entry.get("parts", ())),
    )


def read_for(rendering: Rendering) -> Viewer:
    """In whose eyes a rendering counted: today is counted for them too, whoever looks at it."""
    return Variant(
        party_id=rendering.private_to_id,
        language=rendering.language,
        sees_amounts=rendering.shows_amounts,
        is_outside=False,
        reader_id=rendering.reader_id,
    ).viewer


def find_figure(key: str) -> AnyFigure | None:
    """A figure of the registry, or a part of a ratio there."""
    if key in registry.figures:
        return registry.figures[key]
    parts = (part for one in registry.figures if isinstance(one, Ratio) for part in (one.numerator, one.denominator))
    return next((part for part in parts if part.key == key), None)


def _counted_then(entry: dict[str, Any]) -> dict[int, Any] | None:
    """The records of a snapshot, each with its amount where that was kept; None where there were too many."""
    keys = entry.get("keys")
    if keys is None:
        return None
    amounts = entry.get("amounts", [None] * len(keys))
    return {key: None if amount is None else Decimal(amount) for key, amount in zip(keys, amounts, strict=True)}


def _without(records: dict[int, Any], others: dict[int, Any]) -> dict[int, Any]:
    return {key: amount for key, amount in records.items() if key not in others}


def listed(figure: AnyFigure, counted: dict[int, Any], viewer: Viewer) -> tuple[ReportedRecord, ...]:
    """Those of the records that the reader may see today, withdrawn ones included."""
    if not isinstance(figure, Figure):
        return ()
    model = figure.model
    found: QuerySet = model.objects.visible_to(viewer).filter(pk__in=sorted(counted)[:MAX_KEYS])
    related = [model.visibility_parent] if model.visibility_parent else []
    amounts = counted if figure.unit is Unit.MONEY else {}
    return tuple(
        ReportedRecord(label_of(record), address_of(record), _amount_text(amounts.get(record.pk)))
        for record in found.select_related(*related)
    )


def _amount_text(amount: Decimal | None) -> str:
    return "" if amount is None else value_text(amount, Unit.MONEY)


def label_of(record: Model) -> str:
    """What a record is called; one without a page of its own says little without the code of what it belongs to."""
    page = page_of(record)
    return str(record) if page in (None, record) else f"{page.code} · {record}"


def address_of(record: Model) -> str:
    """The page of a record, or of the record it belongs to."""
    page = page_of(record)
    return page.get_absolute_url() if page else ""


def page_of(record: Any) -> Any:
    """The record itself, or the nearest one it belongs to that has a page."""
    while not hasattr(record, "get_absolute_url"):
        if not isinstance(record, VisibleModel) or not record.visibility_parent:
            return None
        record = getattr(record, record.visibility_parent)
    return record
