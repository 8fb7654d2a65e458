"""Write tables as CSV and XLSX: no cell acts as a formula, numbers and dates keep their types."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from itertools import chain, islice
from typing import Any, TextIO
from unicodedata import east_asian_width

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from partnership.rules.periods import SHANGHAI

CellValue = str | int | float | Decimal | dt.date | dt.datetime | bool | None

# Excel and WPS also take the full-width forms for the start of a formula.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"
DATE_FORMAT = "yyyy-mm-dd"
DATE_TIME_FORMAT = "yyyy-mm-dd hh:mm"
MAX_CELL_LENGTH = 32_767
MAX_TITLE_LENGTH = 31
FORBIDDEN_IN_TITLE = re.compile(r"[\[\]:*?/\\]")
WIDTH_SAMPLE = 200
MIN_WIDTH, MAX_WIDTH = 8, 60

HEADER_FONT = Font(bold=True, color="1F3A4D")
HEADER_FILL = PatternFill("solid", start_color="E8EEF2")
HEADER_BORDER = Border(bottom=Side("thin", color="7F98A8"))
HEADER_ALIGNMENT = Alignment(wrap_text=True, vertical="center")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table for a workbook: rows may be a generator, and are read once."""

    title: str
    columns: Sequence[Any]
    rows: Iterable[Sequence[Any]]


def escape_cell(value: Any) -> CellValue:
    """Return the value as a spreadsheet may take it: text that would start a formula gets an apostrophe before it.

    Numbers, dates and truth values are left as they are; anything else becomes text.
    """
    if value is None or isinstance(value, bool | int | float | Decimal | dt.date):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_csv(columns: Sequence[Any], rows: Iterable[Sequence[Any]], stream: TextIO) -> None:
    """Write a table as CSV with a byte order mark, without which Excel does not take it for UTF-8."""
    stream.writelines(csv_lines(columns, rows))


def csv_lines(columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the lines of `write_csv`, for a streaming response."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow([escape_cell(column) for column in columns])
    for row in rows:
        yield writer.writerow([_as_csv(value) for value in row])


def write_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook with a sheet for each table: header row frozen, widths by content, rows written one by one."""
    workbook = Workbook(write_only=True)
    titles: set[str] = set()
    for sheet in sheets:
        _write_sheet(workbook, sheet, sheet_title(sheet.title, titles))
    if not titles:
        workbook.create_sheet()
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def sheet_title(title: Any, taken: set[str]) -> str:
    """Return a title that Excel accepts and no other sheet has; it is added to `taken`."""
    plain = ILLEGAL_CHARACTERS_RE.sub("", FORBIDDEN_IN_TITLE.sub(" ", str(title))).strip().strip("'")
    plain = plain[:MAX_TITLE_LENGTH].strip() or "Sheet"
    candidate, number = plain, 1
    while candidate.casefold() in taken:
        number += 1
        suffix = f" ({number})"
        candidate = plain[: MAX_TITLE_LENGTH - len(suffix)] + suffix
    taken.add(candidate.casefold())
    return candidate


def fill_cell(cell: SheetCell, value: Any, number_format: str = "") -> SheetCell:
    """Put a value into a cell with the format of its type; `number_format` overrides it for numbers and dates."""
    plain, usual_format = _as_xlsx(value)
    cell.value = plain
    if isinstance(plain, str):
        cell.data_type = "s"
        return cell
    if number_format or usual_format:
        cell.number_format = number_format or usual_format
    return cell


def style_header(cell: SheetCell) -> SheetCell:
    """Mark a cell as the head of a column."""
    cell.font, cell.fill, cell.border = HEADER_FONT, HEADER_FILL, HEADER_BORDER
    cell.alignment = HEADER_ALIGNMENT
    return cell


def set_for_print(worksheet: Any) -> None:
    """Print the sheet in landscape, as wide as the page and as many pages long as needed."""
    worksheet.page_setup.orientation = Worksheet.ORIENTATION_LANDSCAPE
    worksheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def column_width(values: Iterable[Any]) -> float:
    """Return a width in characters that shows these values, Chinese characters counted double."""
    widest = max((_display_width(value) for value in values), default=0)
    return min(max(widest + 2, MIN_WIDTH), MAX_WIDTH)


class _Echo:
    """A file whose `write` returns its text: csv.writer writes to a file only."""

    def write(self, text: str) -> str:
        return text


def _write_sheet(workbook: Workbook, sheet: Sheet, title: str) -> None:
    worksheet = workbook.create_sheet(title)
    worksheet.freeze_panes = "A2"
    worksheet.print_title_rows = "1:1"
    set_for_print(worksheet)
    rows = iter(sheet.rows)
    first_rows = list(islice(rows, WIDTH_SAMPLE))
    for index, column in enumerate(sheet.columns):
        values = chain([column], (row[index] for row in first_rows if index < len(row)))
        worksheet.column_dimensions[get_column_letter(index + 1)].width = column_width(values)
    worksheet.append([style_header(fill_cell(WriteOnlyCell(worksheet), column)) for column in sheet.columns])
    for row in chain(first_rows, rows):
        worksheet.append([fill_cell(WriteOnlyCell(worksheet), value) for value in row])


def _as_csv(value: Any) -> CellValue:
    if isinstance(value, bool):
        return _yes_or_no(value)
    if isinstance(value, dt.datetime):
        return f"{_in_shanghai(value):%Y-%m-%d %H:%M}"
    if isinstance(value, str | Promise):
        return escape_cell(str(value).replace("\0", ""))
    return escape_cell(value)


def _as_xlsx(value: Any) -> tuple[CellValue, str]:
    """Return the value for openpyxl, and the number format of its type."""
    if isinstance(value, bool):
        return _yes_or_no(value), ""
    if isinstance(value, int):
        return value, "#,##0"
    if isinstance(value, float | Decimal):
        return _finite(value)
    if isinstance(value, dt.datetime):
        return _in_shanghai(value), DATE_TIME_FORMAT
    if isinstance(value, dt.date):
        return value, DATE_FORMAT
    if value is None:
        return None, ""
    return escape_cell(ILLEGAL_CHARACTERS_RE.sub("", str(value))[: MAX_CELL_LENGTH - 1]), ""


def _finite(value: float | Decimal) -> tuple[CellValue, str]:
    """Return a number and a format with its own number of decimals; NaN becomes an empty cell."""
    number = Decimal(str(value))
    if not number.is_finite():
        return None, ""
    decimals = min(max(-int(number.as_tuple().exponent), 0), 6)
    return value, "#,##0" + ("." + "0" * decimals if decimals else "")


def _in_shanghai(moment: dt.datetime) -> dt.datetime:
    """Return the local time without a time zone: spreadsheets have none."""
    return moment.astimezone(SHANGHAI).replace(tzinfo=None) if moment.tzinfo else moment


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _display_width(value: Any) -> int:
    if isinstance(value, dt.datetime):
        return 16
    longest_line = max(str("" if value is None else value).splitlines(), key=len, default="")
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in longest_line[:MAX_WIDTH])
