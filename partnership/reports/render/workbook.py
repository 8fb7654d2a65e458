"""Render the report as a workbook: a sheet for each section, with real numbers and dates to calculate with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from partnership.pages.charts import Chart
from partnership.pages.tables.spreadsheets import column_width, fill_cell, set_for_print, sheet_title, style_header
from partnership.reports.composer.document import (
    ColumnKind,
    DocumentBlock,
    DocumentCell,
    DocumentColumn,
    DocumentSection,
    DocumentTable,
    FigureLine,
    FigureLines,
    MissingNote,
    Paragraph,
    ReportDocument,
)
from partnership.reports.render.numbers import number_format
from partnership.reports.render.pictures import chart_table
from partnership.reports.render.wording import change_text, closing_notes, top_notes

TITLE_FONT = Font(bold=True, size=14, color="0B3C52")
CAPTION_FONT = Font(bold=True, color="566773")
LINK_FONT = Font(color="0B5C7A", underline="single")
LINE_ALIGNMENT = Alignment(wrap_text=False, vertical="top")
MAX_FROZEN_ROWS = 8
NUMERIC_FORMATS = {ColumnKind.MONEY: "#,##0.00"}


def render_xlsx(document: ReportDocument) -> bytes:
    """Return a workbook: first the summary, then a sheet for each section; charts as their tables."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.title = document.name
    workbook.properties.creator = document.contact.name
    titles: set[str] = set()
    with translation.override(document.language):
        _summary(workbook.create_sheet(sheet_title(_("Summary"), titles)), document)
        for section in document.sections:
            _section(workbook.create_sheet(sheet_title(section.title, titles)), section)
    for sheet in workbook.worksheets:
        set_for_print(sheet)
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _summary(sheet: Worksheet, document: ReportDocument) -> None:
    _write_lines(sheet, [document.name], TITLE_FONT)
    notes = [*top_notes(document), *([document.sent_by_hand_note] if document.sent_by_hand_note else [])]
    _write_lines(sheet, [document.period_label, *notes, *document.lead])
    if document.figures:
        _table(sheet, figure_table(_("Key figures"), document.figures))
    _write_lines(sheet, ["", *closing_notes(document)])


def _section(sheet: Worksheet, section: DocumentSection) -> None:
    _write_lines(sheet, [section.title], TITLE_FONT)
    _write_lines(sheet, [section.sentence] if section.sentence else [])
    for block in section.blocks:
        _block(sheet, block)


def _block(sheet: Worksheet, block: DocumentBlock) -> None:
    if isinstance(block, Paragraph | MissingNote):
        _write_lines(sheet, [block.text])
    elif isinstance(block, FigureLines):
        _table(sheet, figure_table("", block.lines))
    elif isinstance(block, Chart):
        _table(sheet, chart_table(block))
    elif isinstance(block, DocumentTable):
        _table(sheet, block)
    else:
        raise TypeError(f"No sheet form for {block!r}")


def figure_table(caption: str, lines: Sequence[FigureLine]) -> DocumentTable:
    """Return figures as a table, their value and change as numbers."""
    columns = (
        DocumentColumn(pgettext("column", "Figure")),
        DocumentColumn(pgettext("column", "Value"), ColumnKind.NUMBER),
        DocumentColumn(pgettext("column", "Unit")),
        DocumentColumn(pgettext("column", "Change"), ColumnKind.NUMBER),
        DocumentColumn(pgettext("column", "Change in words")),
        DocumentColumn(pgettext("column", "Target")),
        DocumentColumn(pgettext("column", "Note")),
    )
    return DocumentTable(caption, columns, tuple(_figure_row(line) for line in lines))


def _figure_row(line: FigureLine) -> tuple[DocumentCell, ...]:
    change = DocumentCell("") if line.change_value is None else DocumentCell(line.value_text, line.change_value)
    return (
        DocumentCell(line.label),
        DocumentCell(line.value_text, line.value, line.as_reported_url),
        DocumentCell(line.unit),
        change,
        DocumentCell(change_text(line)),
        DocumentCell(line.target_text),
        DocumentCell(line.note),
    )


def _write_lines(sheet: Worksheet, texts: Iterable[str], font: Font | None = None) -> None:
    for text in texts:
        cell = fill_cell(sheet.cell(row=_next_row(sheet), column=1), text)
        cell.alignment = LINE_ALIGNMENT
        if font:
            cell.font = font


def _table(sheet: Worksheet, table: DocumentTable) -> None:
    top = _next_row(sheet) + 1
    if table.caption:
        fill_cell(sheet.cell(row=top, column=1), table.caption).font = CAPTION_FONT
        top += 1
    for number, column in enumerate(table.columns, 1):
        style_header(fill_cell(sheet.cell(row=top, column=number), column.label))
    for offset, row in enumerate(table.rows, 1):
        for number, (column, cell) in enumerate(zip(table.columns, row, strict=True), 1):
            _write_cell(sheet, top + offset, number, column, cell)
    _fit_column_widths(sheet, table)
    if sheet.freeze_panes is None and top <= MAX_FROZEN_ROWS:
        sheet.freeze_panes = f"A{top + 1}"


def _write_cell(sheet: Worksheet, row: int, number: int, column: DocumentColumn, cell: DocumentCell) -> None:
    is_number = isinstance(cell.value, int | float) or hasattr(cell.value, "as_tuple")
    number_format_code = NUMERIC_FORMATS.get(column.kind) or number_format(cell.text)
    value: Any = cell.text if cell.value is None else cell.value
    target = fill_cell(sheet.cell(row=row, column=number), value, number_format_code if is_number else "")
    if column.is_numeric and not is_number:
        target.alignment = Alignment(horizontal="right")
    if cell.url:
        target.hyperlink = cell.url
        target.font = LINK_FONT


def _fit_column_widths(sheet: Worksheet, table: DocumentTable) -> None:
    for number, column in enumerate(table.columns, 1):
        width = column_width([column.label, *(row[number - 1].text for row in table.rows)])
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = max(width, dimension.width if dimension.customWidth else 0)


def _next_row(sheet: Worksheet) -> int:
    """Return the number of the row after the last one in use."""
    return sheet.max_row + 1 if sheet["A1"].value is not None else 1
