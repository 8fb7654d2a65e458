"""The workbook of a report: a sheet a section, real numbers and dates, no formula."""

import datetime as dt
from io import BytesIO

from openpyxl import load_workbook

from partnership.reports.composer.document import DocumentCell, DocumentColumn, DocumentSection, DocumentTable
from partnership.reports.render.workbook import render_xlsx
from tests.partnership.reports.documents import chinese_report, english_report


def read(document):
    return load_workbook(BytesIO(render_xlsx(document)))


def rows_of(sheet):
    return [tuple(value for value in row if value is not None) for row in sheet.iter_rows(values_only=True)]


def test_a_sheet_a_section_after_the_summary():
    assert read(chinese_report()).sheetnames[1:] == [
        "协议",
        "会商与行动项",
        "项目与里程碑",
        "专利与成果",
        "中试基地",
        "人才培养",
        "工程案例",
        "近期到期事项",
        "本月变更",
    ]


def test_on_paper_a_sheet_is_as_wide_as_the_page():
    sheets = read(english_report()).worksheets

    assert all(sheet.sheet_properties.pageSetUpPr.fitToPage for sheet in sheets)
    assert {sheet.page_setup.orientation for sheet in sheets} == {"landscape"}


def test_the_summary_holds_figures_as_numbers():
    sheet = read(english_report())["Summary"]

    rows = rows_of(sheet)
    assert rows[:2] == [("Cooperation monthly",), ("October 2026",)]
    assert ("Agreements in force", 12, 1, "'+1 on September", "Target for the year: 14") in rows
    removal = next(row for row in sheet.iter_rows() if row[0].value == "Nitrogen removal")
    assert [(cell.value, cell.data_type, cell.number_format) for cell in removal[1:4]] == [
        (78.8, "n", "#,##0.0"),
        ("%", "s", "General"),
        (-0.6, "n", "#,##0.0"),
    ]


def test_the_summary_ends_with_what_the_report_is():
    assert rows_of(read(english_report())["Summary"])[-5:] == [
        ("People in training", 64, 12, "'+12 on September"),
        (),
        (english_report().introduction,),
        (english_report().reader_note,),
        ("Compiled 1 Nov 2026, 08:00, Beijing time.",),
    ]


def test_a_section_holds_numbers_dates_and_its_frozen_head():
    sheet = read(english_report())["Agreements"]

    head = next(row for row in sheet.iter_rows() if row[0].value == "Agreement")
    fillers = next(row for row in sheet.iter_rows() if str(row[0].value).startswith("A-2024-07"))
    assert [cell.value for cell in fillers[1:]] == [
        "Development",
        1800000,
        dt.datetime.fromisoformat("2027-01-10"),
        "70 days",
    ]
    assert [cell.number_format for cell in fillers[2:4]] == ["#,##0.00", "yyyy-mm-dd"]
    assert sheet.freeze_panes == f"A{head[0].row + 1}"
    assert head[0].font.bold is True


def test_a_chart_stands_as_its_table():
    assert rows_of(read(english_report())["Pilot bases"])[-7:-4] == [
        ("Month", "Base 1", "Base 2"),
        ("2026-05", 78.2, 71.0),
        ("2026-06", 80.1, 72.4),
    ]


def test_figures_and_names_link_where_the_reader_may_follow():
    sheet = read(chinese_report())["协议"]

    framework = next(row for row in sheet.iter_rows() if str(row[0].value).startswith("A-2021-03"))
    assert framework[0].hyperlink.target == "https://platform.example.org/agreements/A-2021-03/"


def test_no_text_of_a_record_is_a_formula():
    table = DocumentTable(
        "=1+1", (DocumentColumn("@a"),), ((DocumentCell("=HYPERLINK(1)"),), (DocumentCell("-2", -2),))
    )

    sheet = read(english_report(sections=(DocumentSection("odd", "=Odd", "+sum", (table,)),)))["=Odd"]

    assert rows_of(sheet) == [("'=Odd",), ("'+sum",), (), ("'=1+1",), ("'@a",), ("'=HYPERLINK(1)",), (-2,)]


def test_sections_of_the_same_title_get_a_sheet_each():
    sections = (DocumentSection("a", "Same", ""), DocumentSection("b", "Same", ""))

    assert read(english_report(sections=sections)).sheetnames == ["Summary", "Same", "Same (2)"]
