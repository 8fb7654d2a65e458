"""Sections of a page: a table of what hangs on a record, with the list of all of it where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from partnership.pages.tables.columns import AUDIENCE, Address, Column, Table, table_of
from partnership.rules.visibility import MayBePrivate, Viewer

MAX_SECTION_ROWS = 50  # of a list without an end of its own; the section links to all of it


@dataclass(frozen=True, slots=True)
class Section:
    """A table of what hangs on a record, with the list of all of it where there is one."""

    title: Any
    table: Table
    url: str = ""
    note: Any = ""
    limit: int | None = None

    @property
    def size(self) -> str:
        """How many rows; "50+" where there may be more than are shown."""
        shown = len(self.table.rows)
        return f"{shown}+" if shown == self.limit else str(shown)


def section(
    title: Any,
    columns: Sequence[Column],
    records: Iterable[Any],
    viewer: Viewer,
    *,
    address: Address | None = None,
    tone: Any = None,
    empty: Any = "",
    url: str = "",
    note: Any = "",
    is_foreign: bool = False,
) -> Section:
    """A section with a table of records; each row says who sees it where that may differ from the page's own record.

    That is so of top-level records, and of children of another record than the page's (`is_foreign`).
    """
    if isinstance(records, QuerySet) and (is_foreign or issubclass(records.model, MayBePrivate)):
        records = records.select_related(records.model.audience_path())
        columns = (*columns, AUDIENCE)
    table = table_of(str(title), columns, records, viewer, address=address, tone=tone, empty=str(empty))
    limit = records.query.high_mark if isinstance(records, QuerySet) else None
    return Section(title, table, url, note, limit)
