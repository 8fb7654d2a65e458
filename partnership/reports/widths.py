"""How wide text stands where a Chinese character takes two columns."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

from partnership.reports.document import Table

NARROW = 14


def width_of(text: str) -> int:
    """Columns of a terminal that the text takes."""
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def narrow_columns(table: Table) -> list[bool]:
    """For each column whether all its cells are short enough to stay on one line; never the first, which names rows."""
    return [
        index > 0 and all(width_of(row[index].text) <= NARROW for row in table.rows)
        for index in range(len(table.columns))
    ]
