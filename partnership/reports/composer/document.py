"""The composed report: finished values only, which mail, text, PDF and workbook lay out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from partnership.pages.charts import Chart

CellValue = str | int | float | Decimal | dt.date | dt.datetime | None
MIN_LEAD_SENTENCES, MAX_LEAD_SENTENCES = 3, 5


class ColumnKind(StrEnum):
    """The kind of values in a column: decides alignment and, in the workbook, the number format."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"


class Tone(StrEnum):
    """The colour of a cell; its text has the same meaning in words."""

    PLAIN = "plain"
    GOOD = "good"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class DocumentColumn:
    """A column of a table; `weight` is its share of the width in print."""

    label: str
    kind: ColumnKind = ColumnKind.TEXT
    weight: int = 1

    @property
    def is_numeric(self) -> bool:
        return self.kind in (ColumnKind.NUMBER, ColumnKind.MONEY, ColumnKind.PERCENT)


@dataclass(frozen=True, slots=True)
class DocumentCell:
    """A value as it is read (`text`) and as a workbook stores it (`value`, in the unit that the column names).

    Without `value` the workbook stores the text.
    """

    text: str
    value: CellValue = None
    url: str | None = None
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """Rows under a caption; the first column names the row."""

    caption: str
    columns: tuple[DocumentColumn, ...]
    rows: tuple[tuple[DocumentCell, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.caption}: a row of {len(row)} cells under {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure with its change against the previous period and the plan's target.

    `change_text` reads on its own ("+2 on September"), as does `target_text` ("Target for the year: 14").
    `change_good` is None where a change is neither; `note` describes what limits the figure, such as its coverage.
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
    """The figures of a section."""

    lines: tuple[FigureLine, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class MissingNote:
    """The note in place of a section that could not be computed."""

    text: str


DocumentBlock = FigureLines | DocumentTable | Chart | Paragraph | MissingNote


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A section of the report; `sentence` sums it up."""

    key: str
    title: str
    sentence: str
    blocks: tuple[DocumentBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentContact:
    """The person whom readers may ask."""

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
    sections: tuple[DocumentSection, ...]
    contact: DocumentContact
    compiled_at: dt.datetime
    late_note: str | None = None
    sent_by_hand_note: str | None = None
    archive_url: str | None = None
    unsubscribe_url: str | None = None
    is_sample_data: bool = False
    has_pdf: bool = True

    def __post_init__(self) -> None:
        if not MIN_LEAD_SENTENCES <= len(self.lead) <= MAX_LEAD_SENTENCES:
            raise ValueError(f"{self.name}: a report begins with 3 to 5 sentences, not {len(self.lead)}")
