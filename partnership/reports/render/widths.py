"""How wide text stands where a Chinese character takes two columns."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

from partnership.reports.composer.document import DocumentTable

NARROW_ON_SCREEN, NARROW_IN_PRINT = 14, 20


def width_of(text: str) -> int:
    """Columns of a terminal that the text takes."""
    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)


def narrow_columns(table: DocumentTable, narrow: int) -> list[bool]:
    """For each column whether all its cells are so narrow as to stay on one line; never the first, which names rows."""
    return [
        index > 0 and all(width_of(row[index].text) <= narrow for row in table.rows)
        for index in range(len(table.columns))
    ]
