"""Sections of a page: a table of related records, with a link to the list of all of them where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from partnership.pages.tables.columns import AUDIENCE, Column, RowUrl, Table, build_table
from partnership.rules.visibility import MayBePrivate, Viewer

MAX_SECTION_ROWS = 50  # of a list without an end of its own; the section links to all of it


@dataclass(frozen=True, slots=True)
class Section:
    """A table of related records; `url` is the list of all of them, `limit` how many rows the query was cut to."""

    title: Any
    table: Table
    url: str = ""
    note: Any = ""
    limit: int | None = None

    @property
    def size(self) -> str:
        """Return how many rows; "50+" where there may be more than are shown."""
        shown = len(self.table.rows)
        return f"{shown}+" if shown == self.limit else str(shown)


def section(
    title: Any,
    columns: Sequence[Column],
    records: Iterable[Any],
    viewer: Viewer,
    *,
    row_url: RowUrl | None = None,
    tone: Any = None,
    empty: Any = "",
    url: str = "",
    note: Any = "",
    is_foreign: bool = False,
) -> Section:
    """Return a section with a table of records.

    A column names who sees a row where that may differ from the page's own record: for records with an audience of
    their own, and for children of another record than the page's (`is_foreign`).
    """
    if isinstance(records, QuerySet) and (is_foreign or issubclass(records.model, MayBePrivate)):
        records = records.select_related(records.model.audience_path())
        columns = (*columns, AUDIENCE)
    table = build_table(str(title), columns, records, viewer, row_url=row_url, tone=tone, empty=str(empty))
    limit = records.query.high_mark if isinstance(records, QuerySet) else None
    return Section(title, table, url, note, limit)
