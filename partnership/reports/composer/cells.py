"""Cells and sentences that the sections of all apps are made of."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from partnership.models.base import CodedRecord
from partnership.reports.composer.document import Cell, Tone
from partnership.rules import formats


def record_cell(record: CodedRecord) -> Cell:
    """A record by name, leading to its page."""
    return Cell(str(record.name), url=record.get_absolute_url())


def day_cell(day: dt.date | None, tone: Tone = Tone.PLAIN) -> Cell:
    return Cell(formats.day(day), day, tone=tone)


def number_cell(value: int | float | None, decimals: int | None = None, tone: Tone = Tone.PLAIN) -> Cell:
    return Cell(formats.number(value, decimals), value, tone=tone)


def money_cell(yuan: Decimal | None) -> Cell:
    return Cell(formats.money(yuan), yuan)


def percent_cell(value: float | None, decimals: int = 1) -> Cell:
    return Cell(formats.quantity(value, "%", decimals), value)


def text_cell(value: Any) -> Cell:
    return Cell(str(value or ""))
