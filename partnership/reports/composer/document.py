"""The composed report: finished values only, from which mail, PDF and workbook are made without further thought."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from partnership.pages.charts import Chart

Raw = str | int | float | Decimal | dt.date | dt.datetime | None
FEWEST_LEAD_SENTENCES, MAX_LEAD_SENTENCES = 3, 5


class ColumnKind(StrEnum):
    """What a column holds: decides alignment and, in the workbook, the number format."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"


class Tone(StrEnum):
    """How a cell asks for attention; its text says the same in words."""

    PLAIN = "plain"
    GOOD = "good"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a table's column; `weight` is its share of the width in print."""

    label: str
    kind: ColumnKind = ColumnKind.TEXT
    weight: int = 1

    @property
    def is_numeric(self) -> bool:
        return self.kind in (ColumnKind.NUMBER, ColumnKind.MONEY, ColumnKind.PERCENT)


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as it is read (`text`) and as a workbook keeps it (`value`, in the unit that the column names).

    Without `value` the text counts.
    """

    text: str
    value: Raw = None
    url: str | None = None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a caption; the first column names the row."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption}: a row of {len(row)} cells under {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure with its change against the previous period and the plan's target.

    `change_text` reads on its own ("+2 on September"), as does `target_text` ("Target for the year: 14").
    `change_good` is None where a change is neither; `note` says what limits the figure, such as its coverage.
    """

    label: str
    value_text: str
    unit: str = ""
    value: int | float | Decimal | None = None
    change_text: str = ""
    change_value: int | float | Decimal | None = None
    change_good: bool | None = None
    target_text: str = ""
    as_reported_url: str | None = None
    now_text: str | None = None
    now_url: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FigureLines:
    """Figures of one section."""

    lines: tuple[FigureLine, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Stands where a section could not be computed, and says so."""

    text: str


Block = FigureLines | Table | Chart | Paragraph | Missing


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report; `sentence` is what to remember of it."""

    key: str
    title: str
    sentence: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a reader may ask."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A report for one party, in one language, for readers with the same rights."""

    name: str
    period_label: str
    language: str
    party_name: str
    reader_note: str
    introduction: str
    lead: tuple[str, ...]
    figures: tuple[FigureLine, ...]
    sections: tuple[Section, ...]
    whom_to_ask: Contact
    compiled_at: dt.datetime
    late_note: str | None = None
    sent_by_hand_note: str | None = None
    archive_url: str | None = None
    unsubscribe_url: str | None = None
    is_sample_data: bool = False
    has_pdf: bool = True

    def __post_init__(self) -> None:
        if not FEWEST_LEAD_SENTENCES <= len(self.lead) <= MAX_LEAD_SENTENCES:
            raise ValueError(f"{self.name}: a report begins with 3 to 5 sentences, not {len(self.lead)}")
