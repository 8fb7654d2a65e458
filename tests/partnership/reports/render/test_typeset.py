"""The PDF of a report: its text can be read and searched, it is tagged, numbered, and lists its contents when long."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from partnership.reports.composer.document import (
    ColumnKind,
    DocumentCell,
    DocumentColumn,
    DocumentSection,
    DocumentTable,
)
from partnership.reports.render import typeset
from partnership.reports.render.font_coverage import replace_unsupported
from partnership.reports.render.plain_text import render_text
from partnership.reports.render.workbook import render_xlsx
from tests.partnership.reports.documents import SITE, chinese_report, english_report, with_charts_that_fail
from tests.partnership.reports.render.drawing import render_pdf


def read(document):
    return PdfReader(BytesIO(render_pdf(document)))


def texts(reader):
    return [page.extract_text() for page in reader.pages]


def kinds_of_tags(reader):
    """The names of all structure elements of a tagged PDF."""
    found, waiting = set(), [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting.extend(element)
        elif isinstance(element, dict):
            found.add(element.get("/S"))
            waiting.extend([element["/K"]] if "/K" in element else [])
    return found


def long_section(rows=200):
    columns = (DocumentColumn("项目", weight=3), DocumentColumn("状态"), DocumentColumn("序号", ColumnKind.NUMBER))
    cells = tuple(
        (DocumentCell(f"示例项目 {number}"), DocumentCell("在研"), DocumentCell(str(number), number))
        for number in range(rows)
    )
    return DocumentSection("long", "全部项目", "共200个。", (DocumentTable("清单", columns, cells),))


def test_chinese_text_comes_out_right():
    text = "\n".join(texts(read(chinese_report())))

    assert "校企合作月报" in text
    assert "其中3项将在90天内到期" in text
    assert "主流厌氧氨氧化脱氮关键技术" in text
    assert "ZL201910123456.7" in text


def test_it_is_tagged_and_names_language_and_title():
    reader = read(chinese_report())

    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "zh-CN"
    assert reader.metadata.title == "校企合作月报"
    assert {"/H1", "/Table", "/TH", "/TD", "/Figure", "/Link"} <= kinds_of_tags(reader)
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_object().get_data()


def test_english_is_marked_as_english():
    assert read(english_report()).trailer["/Root"]["/Lang"] == "en"


def test_pages_are_numbered_and_headed():
    pages = texts(read(chinese_report(sections=(*chinese_report().sections, long_section()))))

    assert len(pages) > 4
    assert [bool(re.search(rf"{number} / {len(pages)}\b", page)) for number, page in enumerate(pages, 1)] == [
        True
    ] * len(pages)
    assert [page.startswith("校企合作月报") and "2026年10月" in page.splitlines()[0] for page in pages[1:]] == [
        True
    ] * (len(pages) - 1)


def test_contents_are_listed_beyond_four_pages_only():
    short = "\n".join(texts(read(english_report())))
    long = "\n".join(texts(read(english_report(sections=(*english_report().sections, long_section())))))

    assert "Contents" not in short
    assert "Contents" in long


def test_bookmarks_name_the_sections():
    titles = [item.title for item in read(english_report()).outline]

    assert titles == ["Key figures", "Agreements", "Pilot bases"]


def test_the_head_of_a_table_is_repeated_on_each_page():
    pages = texts(read(english_report(sections=(long_section(),))))

    assert [page.count("状态") for page in pages[1:-1]] == [1] * (len(pages) - 2)


def test_a_short_table_is_not_torn_apart():
    six_rows = replace(long_section(6).blocks[0], caption="")
    sections = tuple(DocumentSection(f"s{number}", f"第{number}节", "", (six_rows,)) for number in range(12))

    pages = texts(read(english_report(sections=sections)))

    assert [page.count("示例项目 0") == page.count("示例项目 5") for page in pages] == [True] * len(pages)


def test_sample_data_is_marked_on_every_page():
    pages = texts(read(english_report(is_sample_data=True, sections=(long_section(),))))

    assert all("Sample data" in page for page in pages)
    assert not any("Sample data" in page for page in texts(read(english_report())))


def test_figures_link_to_their_records():
    reader = read(chinese_report())

    addresses = {
        annotation.get_object()["/A"]["/URI"]
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if "/A" in annotation.get_object()
    }
    assert f"{SITE}/patents/?in_force_on=2026-10-31" in addresses


def test_text_of_records_is_never_markup():
    nasty = '#panic("x") $x$ *bold* @ref <label> \\ "quoted" // not a comment'

    text = "\n".join(texts(read(english_report(lead=(nasty, "Two.", "Three.")))))

    assert '#panic("x") $x$ *bold* @ref <label> \\ "quoted" // not a comment' in " ".join(text.split())


def test_a_failed_chart_becomes_its_table():
    text = "\n".join(texts(read(with_charts_that_fail(english_report()))))

    assert "2026-05 78.2 71.0" in text


def test_characters_outside_the_font_are_logged_and_replaced(caplog):
    text = "\n".join(texts(read(english_report(name="Monthly \N{GRINNING FACE} report"))))

    assert "Monthly □ report" in text
    assert "Characters outside the font of the PDF were replaced: U+1F600" in caplog.text


@pytest.mark.parametrize(
    "text", ["北京工业大学 北控水务 厌氧氨氧化 −0.6% ≥80% ℃ m³/d · “引号” – □", "The quick brown fox 1234567890"]
)
def test_the_font_holds_what_reports_say(text, caplog):
    assert replace_unsupported(text, typeset.font_files()) == text
    assert caplog.text == ""


def test_what_is_not_seen_is_left_out_without_a_box(caplog):
    text = "soft\u2060ly \x07cafe\u0301\u3000x\u205fy\ufe0f"

    assert replace_unsupported({"a": [text]}, typeset.font_files()) == {"a": ["softly café\u3000x y"]}
    assert caplog.text == ""


@settings(max_examples=40)
@given(st.text(st.characters(), max_size=60))
def test_no_text_of_a_record_stops_the_report(text):
    table = DocumentTable(
        text, (DocumentColumn(text), DocumentColumn(text)), ((DocumentCell(text, url=SITE), DocumentCell(text)),)
    )
    document = english_report(lead=(text, text, text), sections=(DocumentSection("any", text, text, (table,)),))

    assert render_pdf(document).startswith(b"%PDF")


def test_a_label_may_still_wait_for_its_language():
    section = DocumentSection(
        "late",
        gettext_lazy("Contents"),
        "",
        (DocumentTable("c", (DocumentColumn(gettext_lazy("Summary")),), ((DocumentCell("x"),),)),),
    )
    document = english_report(sections=(section,))

    assert "Summary\nx" in "\n".join(texts(read(document)))
    assert "Contents\n--------\n\nc\nSummary\n-------\nx\n" in render_text(document)
    assert load_workbook(BytesIO(render_xlsx(document))).sheetnames == ["Summary", "Contents"]


def test_the_same_document_gives_the_same_file():
    assert render_pdf(english_report()) == render_pdf(english_report())
