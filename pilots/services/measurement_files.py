"""Reads files of measurements row by row, in bounded memory: the values of a row, or why it is refused."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_noop

from partnership.transfer.files.table_files import CELLS_EXPECTED, CELLS_FOUND
from partnership.transfer.files.text_files import TextFile, examine
from partnership.transfer.outcome import FileRefusedError, Refusal
from pilots.quality.ranges import PossibleRange
from pilots.services.measurement_columns import MeasuredColumn, parse_headers
from pilots.services.measurement_times import BadTimeError, TimeColumns, find_times, latest_time

NO_VALUE = frozenset({"", "nan", "na", "n/a", "null", "none", "-", "--", "—", "/"})
MAX_CELL_LENGTH = 1000
NUMBER_EXPECTED = gettext_noop("a number with a decimal point, or an empty cell")
NOTHING_EXPECTED = gettext_noop("nothing: the column has no name")
ONE_COLUMN = gettext_noop("a single column")
COLUMNS_EXPECTED = gettext_noop("a column of times and at least one of values, separated by comma, semicolon or tab")
NO_ROWS = gettext_noop("a first row and nothing below it")
ROWS_EXPECTED = gettext_noop("at least one row of values")


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one time, in UTC: number of the column (as in `MeasurementFile.columns`), value, flag."""

    number: int
    time: dt.datetime
    values: list[tuple[int, float, int]]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is refused, and why."""

    number: int
    refusals: list[Refusal]


@dataclass(frozen=True, slots=True)
class MeasurementFile:
    """A file whose header row is read."""

    text: TextFile
    headers: list[str]
    times: TimeColumns
    columns: list[MeasuredColumn]

    def rows(self, ranges: Mapping[str, PossibleRange]) -> Iterator[Row | BadRow]:
        """Yield the rows below the header; `ranges` are those of the possible values of each variable.

        Raises FileRefusedError where the file is not CSV any more, and where it has no rows.
        """
        reader = RowReader(self, ranges)
        is_empty = True
        for number, cells in self.text.records():
            if number > 1 and any(map(str.strip, cells)):
                is_empty = False
                yield reader.read(number, cells)
        if is_empty:
            raise FileRefusedError(Refusal(None, "", NO_ROWS, ROWS_EXPECTED, is_described=True))


def open_measurements(path: Path, unit_codes: Sequence[str] = ()) -> MeasurementFile:
    """Open a file and read its headers; raises FileRefusedError."""
    text = examine(path)
    _number, headers = next(text.records(), (1, []))
    if len(headers) < 2:
        raise FileRefusedError(Refusal(1, "", ONE_COLUMN, COLUMNS_EXPECTED, is_described=True))
    times = find_times(headers)
    value_headers = [
        (position, header)
        for position, header in enumerate(headers)
        if position not in times.positions and header.strip()
    ]
    if not value_headers:
        raise FileRefusedError(Refusal(1, "", ", ".join(headers), COLUMNS_EXPECTED))
    return MeasurementFile(text, headers, times, parse_headers(value_headers, unit_codes))


class RowReader:
    """Reads the cells of the rows, one row at a time."""

    def __init__(self, file: MeasurementFile, ranges: Mapping[str, PossibleRange]) -> None:
        self.file = file
        self.now = latest_time()
        self.columns = [
            (number, column.position, column.factor, ranges[column.variable])
            for number, column in enumerate(file.columns)
        ]
        known = {column.position for column in file.columns} | set(file.times.positions)
        self.unnamed = [position for position in range(len(file.headers)) if position not in known]

    def read(self, number: int, cells: list[str]) -> Row | BadRow:
        """Return the values of the row, or all the reasons why it is refused."""
        expected = len(self.file.headers)
        if len(cells) != expected:
            words = {"count": str(expected), "found": str(len(cells))}
            return BadRow(number, [Refusal(number, "", CELLS_FOUND, CELLS_EXPECTED, words, is_described=True)])
        refusals: list[Refusal] = []
        time = self._time(number, cells, refusals)
        values = self._values(number, cells, refusals)
        for position in self.unnamed:
            if cells[position].strip():
                refusals.append(Refusal(number, "", cells[position][:MAX_CELL_LENGTH], NOTHING_EXPECTED))
        if refusals or time is None:
            return BadRow(number, refusals)
        return Row(number, time, values)

    def _time(self, number: int, cells: list[str], refusals: list[Refusal]) -> dt.datetime | None:
        times = self.file.times
        try:
            return times.read(cells, self.now)
        except BadTimeError as error:
            found = times.text(cells)[:MAX_CELL_LENGTH]
            refusals.append(Refusal(number, times.name, found, error.expected, error.words))
            return None

    def _values(self, number: int, cells: list[str], refusals: list[Refusal]) -> list[tuple[int, float, int]]:
        values = []
        for column, position, factor, possible in self.columns:
            cell = cells[position].strip()
            if cell.lower() in NO_VALUE:
                continue
            is_below = cell.startswith("<")  # below detection: the detection limit is stored as the value
            value = _number(cell[1:] if is_below else cell)
            if value is None:
                header = self.file.columns[column].header
                refusals.append(Refusal(number, header, cell[:MAX_CELL_LENGTH], NUMBER_EXPECTED))
                continue
            value *= factor
            values.append((column, value, possible.flag(value, is_below_detection=is_below).value))
        return values


def _number(cell: str) -> float | None:
    """Return the number of a cell; None for what Python reads as one and people do not write (1_000, inf)."""
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None
