"""Read uploaded tables of records, CSV or workbook, row by row in bounded memory."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_noop
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from partnership.transfer.files.text_files import EMPTY, WORKBOOK, TextFile, examine
from partnership.transfer.outcome import FileRefusedError, Refusal

MAX_HEADER_SHOWN = 80
TABLE_EXPECTED = gettext_noop("a table as CSV or XLSX")
NAMES_EXPECTED = gettext_noop("a first row with the names of the columns")
NOT_A_WORKBOOK = gettext_noop("a file that is no workbook")
# A workbook is read whole in part: what unpacks to more would take the memory that others need.
MAX_UNPACKED_MB = 200
UNPACKED_FOUND = gettext_noop("a workbook of more than %(limit)s MB once unpacked")
UNPACKED_EXPECTED = gettext_noop("at most %(limit)s MB once unpacked, or a CSV file")
COLUMN_TWICE, COLUMN_ONCE = gettext_noop("the column twice"), gettext_noop("each column once")
COLUMN_EXPECTED = gettext_noop("the column %(name)s")
CELLS_FOUND = gettext_noop("number of cells: %(found)s")
CELLS_EXPECTED = gettext_noop("number of cells: %(count)s, as in the first row")
# What the readers of archives and of XML raise for damaged ones; RuntimeError for an encrypted or unknown packing.
UNREADABLE_WORKBOOK = (
    *(BadZipFile, zlib.error, InvalidFileException, ParseError, EOFError, OSError, RuntimeError),
    *(AttributeError, IndexError, KeyError, TypeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file whose first row names its columns; `text` is None for a workbook."""

    path: Path
    columns: list[str]
    text: TextFile | None

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows that are not empty, as text by column, with their number (the names of the columns are row 1).

        Raises FileRefusedError where the file cannot be read on.
        """
        for number, cells in _records(self.path, self.text):
            if number > 1 and any(map(str.strip, cells)):
                yield number, _row(self.columns, cells, number)

    def count_rows(self, limit: int) -> int:
        """Return the number of rows, counted no further than one more than `limit`."""
        count = 0
        for number, cells in _records(self.path, self.text):
            count += number > 1 and any(map(str.strip, cells))
            if count > limit:
                break
        return count


def open_table(path: Path) -> TableFile:
    """Open a table and read the names of its columns; raises FileRefusedError."""
    with path.open("rb") as source:
        is_workbook = source.read(len(WORKBOOK)) == WORKBOOK
    text = None if is_workbook else examine(path, expected=TABLE_EXPECTED)
    _number, first = next(_records(path, text), (1, []))
    columns = [name.strip() for name in first]
    if not any(columns):
        raise FileRefusedError(Refusal(1, "", EMPTY, NAMES_EXPECTED, is_described=True))
    repeated = sorted({name for name in columns if name and columns.count(name) > 1})
    if repeated:
        raise FileRefusedError(Refusal(1, ", ".join(repeated), COLUMN_TWICE, COLUMN_ONCE, is_described=True))
    return TableFile(path, columns, text)


def require_columns(columns: Sequence[str], required: Iterable[str]) -> None:
    """Raise FileRefusedError where a column is missing."""
    missing = ", ".join(name for name in required if name not in columns)
    if missing:
        shown = ", ".join(columns)[:MAX_HEADER_SHOWN]
        raise FileRefusedError(Refusal(1, missing, shown, COLUMN_EXPECTED, {"name": missing}))


def _records(path: Path, text: TextFile | None) -> Iterator[tuple[int, list[str]]]:
    return _workbook_records(path) if text is None else text.records()


def _workbook_records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of the first sheet."""
    with path.open("rb") as source:
        try:
            _check_unpacked_size(source)
            sheet = load_workbook(source, read_only=True, data_only=True).worksheets[0]
            for number, line in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield number, [_cell_text(value) for value in line]
        except UNREADABLE_WORKBOOK as error:
            refusal = Refusal(None, "", NOT_A_WORKBOOK, TABLE_EXPECTED, is_described=True)
            raise FileRefusedError(refusal) from error


def _check_unpacked_size(source: IO[bytes]) -> None:
    if sum(part.file_size for part in ZipFile(source).infolist()) > MAX_UNPACKED_MB * 1024**2:
        words = {"limit": str(MAX_UNPACKED_MB)}
        raise FileRefusedError(Refusal(None, "", UNPACKED_FOUND, UNPACKED_EXPECTED, words, is_described=True))


def _row(columns: list[str], cells: list[str], number: int) -> dict[str, str]:
    if any(map(str.strip, cells[len(columns) :])):
        words = {"found": str(len(cells)), "count": str(len(columns))}
        raise FileRefusedError(Refusal(number, "", CELLS_FOUND, CELLS_EXPECTED, words, is_described=True))
    filled = [*cells, *[""] * (len(columns) - len(cells))]
    return {name: cell.strip() for name, cell in zip(columns, filled, strict=False) if name}


def _cell_text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
