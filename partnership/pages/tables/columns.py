"""Tables of records: one declaration of columns serves the page, the panels and the exports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.pages import markup
from partnership.rules import formats
from partnership.rules.fields import last_day
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer, VisibleModel


class Cell(StrEnum):
    """The kind of values in a column, which decides how they are shown and exported."""

    TEXT = "text"
    CODE = "code"
    CHOICE = "choice"
    STATE = "state"
    DAY = "day"
    LAST_DAY = "last day"
    PARTIAL_DAY = "day, month or year"
    DUE = "due"
    MOMENT = "moment"
    MONEY = "money"
    NUMBER = "number"
    PERCENT = "percent"
    RECORD = "record"
    SOURCE = "source"
    AUDIENCE = "audience"


NUMBERS = (Cell.MONEY, Cell.NUMBER, Cell.PERCENT)
RowUrl = Callable[[Any], str]
Sort = str | Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `value(record)` is its typed value (by default the attribute of its key), `sort` what orders by it.

    A column of kind CHOICE or STATE names its `choices`; STATE colours them by `tones`. A link leads to the row's URL.
    """

    key: str
    label: Any
    kind: Cell = Cell.TEXT
    value: Callable[[Any], Any] | None = None
    sort: Sort = ""
    choices: Any = None
    tones: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    decimals: int | None = None
    is_link: bool = False
    is_amount: bool = False

    @property
    def is_number(self) -> bool:
        return self.kind in NUMBERS

    @property
    def reader(self) -> Callable[[Any], Any]:
        return self.value or attrgetter(self.key)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column on a page."""

    label: str
    is_number: bool
    sort_url: str = ""
    sort: str = ""


class Row(list):
    """Finished cells; the tone is "late", "quiet" or empty."""

    tone = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The context of ui/table.html."""

    caption: str
    columns: Sequence[Heading]
    rows: Sequence[Row]
    empty: Mapping[str, Any]
    totals: Sequence[Row] = ()
    is_caption_shown: bool = False


def by_name(prefix: str = "", text: str = "name") -> Callable[[], Any]:
    """Return what sorts by the name, or another text in two languages, as the reader sees it."""

    def expression() -> Any:
        first, second = (f"{prefix}{text}_zh", f"{prefix}{text}_en")
        if not formats.is_chinese():
            first, second = second, first
        return Coalesce(NullIf(F(first), Value("")), F(second))

    return expression


AUDIENCE = Column("audience", gettext_lazy("Seen by"), Cell.AUDIENCE, value=lambda record: record)


def _period(record: Any) -> str:
    """Return the days of a role in words short enough for a narrow column."""
    first, last = record.starts_on, last_day(record.ends_on)
    values = {"first": formats.day(first), "last": formats.day(last)}
    if first and last:
        return f"{values['first']} – {values['last']}"
    if first:
        return _("since %(first)s") % values
    return _("until %(last)s") % values if last else ""


PERIOD = Column("period", gettext_lazy("From – to"), value=_period)


def visible_columns(columns: Iterable[Column], viewer: Viewer) -> list[Column]:
    """Return the columns without amounts for a viewer who may not see them."""
    return [column for column in columns if viewer.sees_amounts or not column.is_amount]


def headings(columns: Iterable[Column]) -> list[Heading]:
    return [Heading(str(column.label), column.is_number) for column in columns]


def build_rows(
    columns: Sequence[Column],
    records: Iterable[Any],
    viewer: Viewer,
    row_url: RowUrl,
    tone: Callable[[Any], str] | None = None,
    parties: Mapping[int, str] | None = None,
) -> list[Row]:
    """Return the records as finished cells; with the codes of the `parties` by key, no record's party is read."""
    parts = [(column.reader, _cell_writer(column, viewer, parties or {}), column.is_link) for column in columns]
    rows = []
    for record in records:
        row = Row()
        for read, write, is_link in parts:
            cell = write(read(record))
            row.append(_linked(row_url(record), cell) if is_link else cell)
        if tone is not None:
            row.tone = tone(record)
        rows.append(row)
    return rows


def build_table(
    caption: str,
    columns: Sequence[Column],
    records: Iterable[Any],
    viewer: Viewer,
    *,
    row_url: RowUrl | None = None,
    tone: Callable[[Any], str] | None = None,
    empty: str = "",
) -> Table:
    """Return a table without sorting and paging, for a detail page or a panel."""
    shown = visible_columns(columns, viewer)
    rows = build_rows(shown, records, viewer, row_url or (lambda record: record.get_absolute_url()), tone)
    return Table(caption, headings(shown), rows, {"sentence": empty or _("None yet.")})


def export_rows(columns: Iterable[Column], records: Iterable[Any], viewer: Viewer) -> Iterable[list[Any]]:
    """Yield the records as typed values, for CSV and XLSX."""
    parts = [(column.reader, _export_converter(column, viewer)) for column in columns]
    for record in records:
        yield [convert(read(record)) for read, convert in parts]


def export_label(column: Column) -> str:
    """Return the heading of a column in an export, with the unit that its cells leave out."""
    unit = _("yuan") if column.kind is Cell.MONEY else "%" if column.kind is Cell.PERCENT else column.unit
    return _("%(title)s (%(unit)s)") % {"title": column.label, "unit": unit} if unit else str(column.label)


def audience_party(record: Any) -> Any:
    """Return the party that alone sees a record or its parent; None where all see it.

    A row of a query over several kinds has the party's code in its place.
    """
    while not hasattr(type(record), "private_to"):
        if not record.visibility_parent:
            return None
        record = getattr(record, record.visibility_parent)
    return record.private_to


def may_show(target: Any, viewer: Viewer) -> bool:
    """Return whether the viewer may see what a foreign key points at."""
    return not isinstance(target, VisibleModel) or viewer.may_see(target.audience_id)


def _linked(url: str, cell: Any) -> Any:
    return mark_safe(f'<a href="{conditional_escape(url)}">{conditional_escape(cell)}</a>')


def _cell_writer(column: Column, viewer: Viewer, parties: Mapping[int, str]) -> Callable[[Any], Any]:
    """Return how the values of a column are shown."""
    if column.kind is Cell.AUDIENCE:
        return _audience_writer(parties)
    if column.kind in (Cell.CHOICE, Cell.STATE):
        labels = {choice.value: str(choice.label) for choice in column.choices}
        if column.kind is Cell.CHOICE:
            return lambda value: labels.get(value)
        badges = {key: markup.badge(label, column.tones.get(key, "neutral")) for key, label in labels.items()}
        return lambda value: badges[value] if value else None
    if column.kind is Cell.RECORD:
        return _record_writer(viewer)
    if column.kind is Cell.NUMBER:
        return lambda value: None if value is None else formats.quantity(value, column.unit, column.decimals)
    if column.kind is Cell.PERCENT:
        return lambda value: None if value is None else formats.quantity(value, "%", column.decimals or 0)
    return CELL_WRITERS[column.kind]


def _record_writer(viewer: Viewer) -> Callable[[Any], Any]:
    """Return what writes links to records, each once: the same few are in many rows, and a URL costs most of a cell."""
    known: dict[tuple[type, Any], Any] = {}

    def write(value: Any) -> Any:
        if value is None:
            return None
        key = (type(value), value.pk)
        if key not in known:
            known[key] = visible_link(value, viewer, markup.record_link)
        return known[key]

    return write


def visible_link(record: Any, viewer: Viewer, write: Callable[[str, Any], Any] = markup.link) -> Any:
    """Return a link to a record's page, or its name where it has none; None where the viewer may not see it."""
    if record is None or not may_show(record, viewer):
        return None
    url = record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""
    return write(url, record) if url else str(record)


def _due_cell(value: dt.date | None) -> Any:
    return None if value is None else markup.when(value)


def _audience_writer(parties: Mapping[int, str]) -> Callable[[Any], Any]:
    """Who sees a record, and whether it is a sample; a table has few different ones."""
    known: dict[tuple[int | None, bool], Any] = {}

    def write(record: Any) -> Any:
        key = (record.audience_id, record.is_sample)
        if key not in known:
            badge = markup.audience_badge(parties.get(record.audience_id) or audience_party(record))
            sample = format_html("<span>{} {}</span>", badge, markup.sample_badge())
            known[key] = sample if record.is_sample else badge
        return known[key]

    return write


CELL_WRITERS: dict[Cell, Callable[[Any], Any]] = {
    Cell.TEXT: lambda value: value or None,
    Cell.CODE: lambda value: markup.code(value) if value else None,
    Cell.DAY: markup.day,
    Cell.LAST_DAY: lambda value: markup.day(last_day(value)),
    Cell.PARTIAL_DAY: lambda value: markup.partial_day(value) if value else None,
    Cell.DUE: _due_cell,
    Cell.MOMENT: markup.moment,
    Cell.MONEY: markup.money,
    Cell.SOURCE: lambda value: markup.source(value) if value else None,
}


def _export_converter(column: Column, viewer: Viewer) -> Callable[[Any], Any]:
    """Return how the values of a column are exported: dates and numbers stay what they are."""
    if column.kind in (Cell.CHOICE, Cell.STATE):
        labels = {choice.value: str(choice.label) for choice in column.choices}
        return lambda value: labels.get(value, "")
    if column.kind is Cell.RECORD:
        return lambda value: str(value) if value is not None and may_show(value, viewer) else ""
    if column.kind is Cell.LAST_DAY:
        return last_day
    if column.kind is Cell.AUDIENCE:
        return _audience_text
    return lambda value: value


def _audience_text(record: Any) -> str:
    party = audience_party(record)
    return str(getattr(party, "code", party) or _("Shared"))


def overdue_tone(done: str = "done_on", due: str = "due_on") -> Callable[[Any], str]:
    """Return what gives a row its tone: "quiet" once it is done, "late" where its date has passed."""

    def tone(record: Any) -> str:
        if getattr(record, done) is not None:
            return "quiet"
        return "late" if getattr(record, due) < today() else ""

    return tone
