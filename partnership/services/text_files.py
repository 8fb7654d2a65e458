"""Reads tables that people send: CSV in UTF-8 or GB 18030, or XLSX; anything else is named, not guessed at."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from partnership.services.encodings import EncodingFinder, likely_encoding, marked_encoding

COMMON_SHARE = 0.9
SHOWN_OF_A_CELL = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file: in which row (1 is the header, 0 the file itself) and column, found and expected."""

    row: int
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = _("row %(row)s, column %(field)s") if self.row else _("the file")
        text = _("%(place)s: found %(found)s, expected %(expected)s")
        named = place % {"row": self.row, "field": self.field}
        return text % {"place": named, "found": self.found or _("nothing"), "expected": self.expected}


class UnreadableFile(Exception):
    """The file as a whole cannot be read; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a file, and its rows as text by column, with their numbers (the header is row 1)."""

    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]


def decode(content: bytes) -> str:
    """The text of a file in UTF-8, with or without byte order mark, or in GB 18030; raises UnreadableFile."""
    if marked := marked_encoding(content):
        raise _wrong_encoding(marked)
    if b"\x00" in content:
        raise UnreadableFile(Problem(0, "", _("a file that is no text"), _("a table as CSV or XLSX")))
    finder = EncodingFinder()
    if finder.feed(content, is_last=True):
        text = content.decode(finder.encoding)
        if finder.encoding == "utf-8-sig" or _is_common_chinese(text):
            return text
    raise _wrong_encoding(likely_encoding(content) or _("unknown"))


def read_table(content: bytes) -> Table:
    """The table of a CSV or XLSX file; raises UnreadableFile."""
    is_workbook = content.startswith(b"PK\x03\x04")
    lines = _workbook_lines(content) if is_workbook else _csv_lines(decode(content))
    if not lines or not any(lines[0]):
        raise UnreadableFile(Problem(0, "", _("an empty file"), _("a first row with the names of the columns")))
    columns = [name.strip() for name in lines[0]]
    check_columns(columns)
    rows = [(number, _row(columns, line, number)) for number, line in enumerate(lines[1:], 2) if any(line)]
    return Table(columns, rows)


def check_columns(columns: Sequence[str], required: Iterable[str] = ()) -> None:
    """Raise UnreadableFile where a column stands twice or a required one is missing."""
    doubled = sorted({name for name in columns if name and columns.count(name) > 1})
    if doubled:
        raise UnreadableFile(Problem(1, ", ".join(doubled), _("the column twice"), _("each column once")))
    missing = [name for name in required if name not in columns]
    if missing:
        shown = ", ".join(columns)[:SHOWN_OF_A_CELL]
        raise UnreadableFile(
            Problem(1, ", ".join(missing), shown, _("the column %(name)s") % {"name": ", ".join(missing)})
        )


def _row(columns: list[str], line: list[str], number: int) -> dict[str, str]:
    if len(line) > len(columns) and any(line[len(columns) :]):
        found = _("%(count)d cells") % {"count": len(line)}
        raise UnreadableFile(Problem(number, "", found, _("%(count)d cells") % {"count": len(columns)}))
    cells = [*line, *[""] * (len(columns) - len(line))]
    return {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}


def _csv_lines(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise UnreadableFile(Problem(0, "", str(error), _("a table as CSV or XLSX"))) from error


def _workbook_lines(content: bytes) -> list[list[str]]:
    try:
        sheet = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets[0]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        found = _("a file that is no workbook")
        raise UnreadableFile(Problem(0, "", found, _("a table as CSV or XLSX"))) from error
    return [[_cell_text(value) for value in line] for line in sheet.iter_rows(values_only=True)]


def _cell_text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _is_common_chinese(text: str) -> bool:
    """Whether nearly all signs beyond ASCII are those of everyday Chinese: other encodings decode to rare ones."""
    signs = [sign for sign in text if ord(sign) > 127]
    return not signs or sum(_fits(sign, "gb2312") for sign in signs) >= COMMON_SHARE * len(signs)


def _fits(sign: str, codec: str) -> bool:
    try:
        sign.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _wrong_encoding(name: str) -> UnreadableFile:
    found = _("the encoding %(name)s") % {"name": name}
    return UnreadableFile(Problem(0, "", found, _("UTF-8 or GB 18030")))
