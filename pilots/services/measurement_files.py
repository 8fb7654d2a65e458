"""Reads files of measurements row by row, in bounded memory: values by column, or what is wrong with a row."""

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
from pilots.models import Flag
from pilots.services.measurement_columns import MeasuredColumn, understand_all
from pilots.services.measurement_times import BadTimeError, TimeColumns, find_times, latest_time

NO_VALUE = frozenset({"", "nan", "na", "n/a", "null", "none", "-", "--", "—", "/"})
MAX_CELL_LENGTH = 1000
NUMBER_EXPECTED = gettext_noop("a number with a decimal point, or an empty cell")
NOTHING_EXPECTED = gettext_noop("nothing: the column has no name")
ONE_COLUMN = gettext_noop("a single column")
COLUMNS_EXPECTED = gettext_noop("a column of times and at least one of values, separated by comma, semicolon or tab")
NO_ROWS = gettext_noop("a first row and nothing below it")
ROWS_EXPECTED = gettext_noop("at least one row of values")

Range = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Row:
    """The values of one time, in UTC: number of the column (as in `MeasurementFile.columns`), value, flag."""

    number: int
    time: dt.datetime
    values: list[tuple[int, float, int]]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that is not taken in, and why."""

    number: int
    refusals: list[Refusal]


@dataclass(frozen=True, slots=True)
class MeasurementFile:
    """A file whose first row is understood."""

    text: TextFile
    headers: list[str]
    times: TimeColumns
    columns: list[MeasuredColumn]

    def rows(self, ranges: Mapping[str, Range]) -> Iterator[Row | BadRow]:
        """The rows below the first; `ranges` are the possible values of each variable, outside which one is flagged.

        Raises FileRefusedError where the file stops being CSV, and where it has no row at all.
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
    """Read what a file is and what its columns mean; raises FileRefusedError."""
    text = examine(path)
    _number, headers = next(text.records(), (1, []))
    if len(headers) < 2:
        raise FileRefusedError(Refusal(1, "", ONE_COLUMN, COLUMNS_EXPECTED, is_described=True))
    times = find_times(headers)
    named = [(number, one) for number, one in enumerate(headers) if number not in times.positions and one.strip()]
    if not named:
        raise FileRefusedError(Refusal(1, "", ", ".join(headers), COLUMNS_EXPECTED))
    return MeasurementFile(text, headers, times, understand_all(named, unit_codes))


class RowReader:
    """Reads the cells of one row after the other."""

    def __init__(self, file: MeasurementFile, ranges: Mapping[str, Range]) -> None:
        self.file = file
        self.now = latest_time()
        self.columns = [
            (number, column.position, column.factor, *_bounds(ranges[column.variable]))
            for number, column in enumerate(file.columns)
        ]
        known = {column.position for column in file.columns} | set(file.times.positions)
        self.nameless = [position for position in range(len(file.headers)) if position not in known]

    def read(self, number: int, cells: list[str]) -> Row | BadRow:
        """The row's values, or everything that is wrong with it."""
        expected = len(self.file.headers)
        if len(cells) != expected:
            words = {"count": str(expected), "found": str(len(cells))}
            return BadRow(number, [Refusal(number, "", CELLS_FOUND, CELLS_EXPECTED, words, is_described=True)])
        refusals: list[Refusal] = []
        time = self._time(number, cells, refusals)
        values = self._values(number, cells, refusals)
        for position in self.nameless:
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
        for column, position, factor, lowest, highest in self.columns:
            cell = cells[position].strip()
            if cell.lower() in NO_VALUE:
                continue
            is_below = cell.startswith("<")  # below detection: the limit of detection is kept as the value
            value = _number(cell[1:] if is_below else cell)
            if value is None:
                header = self.file.columns[column].header
                refusals.append(Refusal(number, header, cell[:MAX_CELL_LENGTH], NUMBER_EXPECTED))
                continue
            value *= factor
            flag = Flag.BELOW_DETECTION if is_below else Flag.UNCHECKED
            if not lowest <= value <= highest:
                flag = Flag.OUT_OF_RANGE
            values.append((column, value, flag.value))
        return values


def _bounds(possible: Range) -> tuple[float, float]:
    lowest, highest = possible
    return -math.inf if lowest is None else lowest, math.inf if highest is None else highest


def _number(cell: str) -> float | None:
    """The number written in a cell; None for what Python reads and people do not write (1_000, inf)."""
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in cell else None
