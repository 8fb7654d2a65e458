"""Exports: no cell acts as a formula, numbers and dates stay what they are, Excel reads the Chinese."""

import csv
import datetime as dt
from decimal import Decimal
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from partnership.pages.tables.spreadsheets import (
    FORMULA_STARTS,
    Sheet,
    csv_lines,
    escape_cell,
    sheet_title,
    write_csv,
    write_xlsx,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+86 10 1234", "'+86 10 1234"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1+1", "'＝1+1"),
        ("北控水务", "北控水务"),
        ("a=b", "a=b"),
        ("", ""),
        (-3, -3),
        (-2.5, -2.5),
        (Decimal("-1.50"), Decimal("-1.50")),
        (dt.date(2026, 10, 31), dt.date(2026, 10, 31)),
        (True, True),
        (None, None),
    ],
)
def test_escape_cell_stops_formulas_and_leaves_numbers_alone(value, expected):
    assert escape_cell(value) == expected


def test_csv_has_byte_order_mark_and_keeps_numbers():
    stream = StringIO()

    write_csv(
        ["编号", "Amount"],
        [["A-2021-03", Decimal("-1260.50")], ["=1+1", -3], ['多行,"引号"\n次行', None]],
        stream,
    )

    assert stream.getvalue() == ('\ufeff编号,Amount\r\nA-2021-03,-1260.50\r\n\'=1+1,-3\r\n"多行,""引号""\n次行",\r\n')


def test_csv_writes_moments_in_shanghai_time_and_truth_in_words():
    moment = dt.datetime(2026, 10, 31, 16, 30, tzinfo=dt.UTC)

    with translation.override("en"):
        lines = list(csv_lines(["When", "Day", "Done"], [[moment, dt.date(2026, 11, 1), True]]))

    assert lines[1] == "2026-11-01 00:30,2026-11-01,yes\r\n"


def test_csv_lines_are_made_one_at_a_time():
    def rows():
        yield ["first"]
        raise AssertionError("the second row was asked for")

    lines = csv_lines(["Column"], rows())

    assert [next(lines), next(lines)] == ["\ufeffColumn\r\n", "first\r\n"]


def test_workbook_keeps_types_and_formats():
    moment = dt.datetime(2026, 11, 1, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    row = ["北控", 1234, 83.25, Decimal("1260.50"), dt.date(2026, 10, 31), moment, "=1+1", "-3", -3, None]

    content = write_xlsx([Sheet("协议", [f"Column {number}" for number in range(10)], [row])])

    sheet = load_workbook(BytesIO(content))["协议"]
    cells = sheet[2]
    assert [cell.value for cell in cells] == [
        "北控",
        1234,
        83.25,
        1260.5,
        dt.datetime.fromisoformat("2026-10-31"),
        dt.datetime.fromisoformat("2026-11-01T08:00"),
        "'=1+1",
        "'-3",
        -3,
        None,
    ]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "n", "d", "d", "s", "s", "n", "n"]
    assert [cells[index].number_format for index in (1, 2, 3, 4, 5)] == [
        "#,##0",
        "#,##0.00",
        "#,##0.00",
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
    ]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold is True
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_workbook_widths_follow_the_content_with_chinese_counted_double():
    content = write_xlsx([Sheet("Widths", ["Name", "Note"], [["厌氧氨氧化中试基地", "ok"], ["x" * 500, "ok"]])])

    sheet = load_workbook(BytesIO(content)).active
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (60, 8)


def test_workbook_takes_control_characters_and_not_a_number():
    content = write_xlsx([Sheet("Odd", ["Text", "Number"], [["a\x00b\x0bc", float("nan")]])])

    assert [cell.value for cell in load_workbook(BytesIO(content)).active[2]] == ["abc", None]


def test_workbook_reads_its_rows_once_and_streams_them():
    rows = ([number, f"row {number}"] for number in range(5000))

    sheet = load_workbook(BytesIO(write_xlsx([Sheet("Rows", ["n", "text"], rows)])), read_only=True).active

    assert [value for (value,) in sheet.iter_rows(min_col=1, max_col=1, min_row=2, values_only=True)] == list(
        range(5000)
    )


def test_workbook_without_sheets_still_opens():
    assert len(load_workbook(BytesIO(write_xlsx([]))).sheetnames) == 1


def test_sheet_titles_are_legal_and_unique():
    taken: set[str] = set()

    titles = [sheet_title(title, taken) for title in ("A/B: [x]?*", "a/b: [x]?*", "", "长" * 40, "长" * 40)]

    assert titles == ["A B   x", "a b   x (2)", "Sheet", "长" * 31, "长" * 27 + " (2)"]


@given(st.text())
def test_no_text_starts_a_formula_in_csv(text):
    stream = StringIO()

    write_csv(["Column"], [[text]], stream)

    rows = list(csv.reader(StringIO(stream.getvalue().removeprefix("\ufeff"), newline="")))
    found = rows[1][0] if rows[1] else ""
    assert not found.startswith(FORMULA_STARTS)
    assert found.removeprefix("'") == text.replace("\0", "").removeprefix("'")


@given(st.lists(st.one_of(st.text(max_size=40), st.integers(-(10**12), 10**12), st.none()), min_size=1, max_size=6))
def test_no_cell_of_a_workbook_is_a_formula_and_numbers_come_back(row):
    content = write_xlsx([Sheet("Any", [f"Column {index}" for index in range(len(row))], [row])])

    cells = load_workbook(BytesIO(content)).active[2]
    for given_value, cell in zip(row, cells, strict=False):
        assert cell.data_type != "f"
        if isinstance(given_value, int):
            assert cell.value == given_value
        elif cell.value is not None:
            assert not str(cell.value).startswith(FORMULA_STARTS)
