"""Cells of the tables in a report, for the sections of all apps."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from partnership.models.base import CodedRecord
from partnership.reports.composer.document import DocumentCell, Tone
from partnership.rules import formats


def record_cell(record: CodedRecord) -> DocumentCell:
    """Return the name of a record, linked to its page."""
    return DocumentCell(str(record.name), url=record.get_absolute_url())


def day_cell(day: dt.date | None, tone: Tone = Tone.PLAIN) -> DocumentCell:
    return DocumentCell(formats.day(day), day, tone=tone)


def number_cell(value: int | float | None, decimals: int | None = None, tone: Tone = Tone.PLAIN) -> DocumentCell:
    return DocumentCell(formats.number(value, decimals), value, tone=tone)


def money_cell(yuan: Decimal | None) -> DocumentCell:
    return DocumentCell(formats.money(yuan), yuan)


def percent_cell(value: float | None, decimals: int = 1) -> DocumentCell:
    return DocumentCell(formats.quantity(value, "%", decimals), value)


def text_cell(value: Any) -> DocumentCell:
    return DocumentCell(str(value or ""))
