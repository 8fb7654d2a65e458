"""The width of text in columns of a terminal, where a Chinese character takes two."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

from partnership.reports.composer.document import DocumentTable

NARROW_ON_SCREEN, NARROW_IN_PRINT = 14, 20


def text_width(text: str) -> int:
    """Return the columns of a terminal that the text takes."""
    return sum(0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1 for character in text)


def narrow_columns(table: DocumentTable, narrow: int) -> list[bool]:
    """Return for each column whether all its cells fit on one line; never for the first, which names the rows."""
    return [
        index > 0 and all(text_width(row[index].text) <= narrow for row in table.rows)
        for index in range(len(table.columns))
    ]
