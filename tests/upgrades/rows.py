"""All rows of a database through a plain connection, and which of them an upgrade lost or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tests.upgrades.expected_changes import CHANGED_COLUMNS, GROWING_TABLES, RENAMED_COLUMNS, RENAMED_TABLES

TABLE_NAMES = {
    "sqlite3": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "psycopg": "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
}


@dataclass(frozen=True)
class Table:
    """The rows of a table, each as a tuple in the order of the columns."""

    columns: list[str]
    rows: list[tuple[Any, ...]]

    def only(self, columns: list[str]) -> Counter[str]:
        """How often each combination of values of these columns occurs."""
        places = [self.columns.index(column) for column in columns]
        return Counter(repr([row[place] for place in places]) for row in self.rows)


def read_tables(connection: Any) -> dict[str, Table]:
    """Every table of an SQLite or PostgreSQL database by its name."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(TABLE_NAMES[type(connection).__module__.split(".")[0]])
        names = sorted(name for (name,) in cursor.fetchall())
        return {name: _read(cursor, name) for name in names}


def _read(cursor: Any, name: str) -> Table:
    cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 -- a name that the database gave
    return Table([column[0] for column in cursor.description], cursor.fetchall())


def losses(before: Mapping[str, Table], after: Mapping[str, Table]) -> list[str]:
    """A sentence for each table with a row, a column or a value that is not what it was; none where nothing is lost."""
    return [sentence for name in before if (sentence := _loss(name, before[name], after))]


def _loss(name: str, old: Table, after: Mapping[str, Table]) -> str:
    new = after.get(RENAMED_TABLES.get(name, name))
    if new is None:
        return f"{name} is gone"
    kept = [column for column in old.columns if (name, column) not in CHANGED_COLUMNS]
    names_now = [RENAMED_COLUMNS.get((name, column), column) for column in kept]
    if gone := set(names_now) - set(new.columns):
        return f"{name} has no column {', '.join(sorted(gone))}"
    rows_before, rows_now = old.only(kept), new.only(names_now)
    lost, added = rows_before - rows_now, rows_now - rows_before
    if lost or (added and name not in GROWING_TABLES):
        example = next(iter(lost or added))
        return f"{name}: {lost.total()} rows lost or changed, {added.total()} new ones, such as {example[:300]}"
    return ""
