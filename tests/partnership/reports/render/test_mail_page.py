"""The HTML of a report's mail: what stands first, what is left out, and that nothing is fetched."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.core.mail.message import RFC5322_EMAIL_LINE_LENGTH_LIMIT
from django.utils import translation

from partnership.reports.composer.document import (
    ColumnKind,
    DocumentCell,
    DocumentColumn,
    DocumentSection,
    DocumentTable,
)
from partnership.reports.render import mail_page
from tests.partnership.reports.documents import SITE, chinese_report, english_report, with_charts_that_fail
from tests.partnership.reports.render.drawing import render_html

PNG = b"\x89PNG\r\n\x1a\n"


def text_of(html):
    return BeautifulSoup(html, "html.parser").get_text(" ", strip=True)


def long_table(rows, words="Milestone"):
    columns = (DocumentColumn("Name", weight=3), DocumentColumn("Number", ColumnKind.NUMBER))
    cells = tuple((DocumentCell(f"{words} {number}"), DocumentCell(str(number), number)) for number in range(rows))
    return DocumentSection("long", "Long", "A long one.", (DocumentTable("All of them", columns, cells),))


def test_lead_sentences_come_first_then_figures_with_change_and_target():
    html, _images = render_html(chinese_report())

    text = text_of(BeautifulSoup(html, "html.parser").body.decode())
    assert text.startswith(
        "2026年10月 校企合作月报 10月新签协议1项，有效协议达到12项，其中3项将在90天内到期，需要尽快确定是否续签。"
    )
    figures = BeautifulSoup(html, "html.parser").find("table", class_="figures").find_all("tr")
    assert [row.get_text(" ", strip=True) for row in figures][:2] == [
        "有效协议 年度目标 14 项 12 项 较9月 +1",
        "在研项目 年度目标 20 个 其中 3 个存在风险 18 个 较9月 持平",
    ]


def test_an_unwelcome_change_says_so_in_words():
    html, _images = render_html(english_report())

    assert BeautifulSoup(html, "html.parser").find(class_="bad").get_text() == "−0.6 points on September · watch"


def test_figures_link_to_what_they_counted_and_to_what_it_is_now():
    html, _images = render_html(chinese_report())

    links = {link.get_text(): link["href"] for link in BeautifulSoup(html, "html.parser").find_all("a")}
    assert links["47"] == f"{SITE}/patents/?in_force_on=2026-10-31"
    assert links["现为 48 件"] == f"{SITE}/patents/?in_force_on=2026-11-03"


def test_outside_readers_get_no_link_but_whom_to_ask():
    html, _images = render_html(english_report())

    page = BeautifulSoup(html, "html.parser")
    assert [link["href"] for link in page.find_all("a")] == ["mailto:research-office@example.org"]
    assert "Questions about this report? Ask LIN Xiaolan, research office" in text_of(html)


def test_notes_stand_above_everything():
    document = english_report(
        late_note="This report is late.", sent_by_hand_note="Sent by hand by FANG Qing.", is_sample_data=True
    )

    html, _images = render_html(document)

    notes = [note.get_text() for note in BeautifulSoup(html, "html.parser").find_all("p", class_="note")]
    assert notes == [
        "This report is late.",
        "Sample data: these are not figures of the real cooperation.",
        "Sent by hand by FANG Qing.",
    ]


def test_a_change_of_a_figure_breaks_between_words_alone():
    html, _images = render_html(chinese_report())

    label, change = BeautifulSoup(html, "html.parser").find("table", class_="figures").find("tr").find_all("td")
    assert "keep-all" in change["style"]
    assert "keep-all" not in label["style"]


def test_styles_are_inlined_and_only_media_rules_stay():
    html, _images = render_html(chinese_report())

    page = BeautifulSoup(html, "html.parser")
    style = page.find("style").get_text()
    assert "prefers-color-scheme: dark" in style
    assert "max-width: 480px" in style
    assert ".kicker {" not in style.split("@media", 1)[0]
    assert "#0b3c52" in page.h1["style"]
    assert page.html["lang"] == "zh-Hans"


def test_outlook_which_knows_no_widest_width_gets_a_table_of_its_own():
    html, _images = render_html(english_report())

    assert '<!--[if mso]><table role="presentation" width="640"' in html
    assert "<!--[if mso]><style>.grid td, .figures td { border-bottom: 1px solid #e1e7eb }" in html
    assert ".k { mso-hide: all }" in html
    assert "<!--[if mso]></td></tr></table><![endif]-->" in html


def test_nothing_is_fetched_from_elsewhere():
    html, images = render_html(chinese_report())

    page = BeautifulSoup(html, "html.parser")
    assert page.find_all(["link", "script", "iframe", "object"]) == []
    assert [image["src"] for image in page.find_all("img")] == ["cid:pilots-removal"]
    assert "url(" not in html
    assert "@import" not in html
    assert {key: picture[:8] for key, picture in images.items()} == {"pilots-removal": PNG}


def test_a_chart_is_a_picture_with_words_for_those_who_do_not_see_it():
    html, _images = render_html(chinese_report())

    image = BeautifulSoup(html, "html.parser").find("img")
    assert image["alt"].startswith("折线图：一号基地总氮去除率由5月的78.2%升至10月的86.3%")
    assert image["width"] == "558"


def test_a_failed_chart_becomes_its_table(caplog):
    html, images = render_html(with_charts_that_fail(english_report()))

    page = BeautifulSoup(html, "html.parser")
    table = page.find("caption", string="Nitrogen removal (%)").parent
    assert images == {}
    assert page.find("img") is None
    assert [cell.find(string=True, recursive=False) for cell in table.find_all("td")][:3] == ["2026-05", "78.2", "71.0"]
    assert "Chart removal of report section pilots became its table" in caplog.text


def test_a_long_table_is_cut_and_says_where_the_rest_is():
    html, _images = render_html(english_report(sections=(long_table(59),)))

    table = BeautifulSoup(html, "html.parser").find("table", class_="grid")
    assert len(table.tbody.find_all("tr")) == 25
    assert "and 34 more in the attached PDF" in text_of(html)


def test_without_an_attached_pdf_the_mail_does_not_promise_one():
    html, _images = render_html(english_report(sections=(long_table(59),), has_pdf=False))

    assert "and 34 more, not shown in this mail" in text_of(html)
    assert "PDF" not in text_of(html)


def test_a_huge_report_stays_under_the_size_that_gmail_clips():
    sections = tuple(replace(long_table(40, "Milestone " * 20), key=f"long{number}") for number in range(12))

    html, _images = render_html(english_report(sections=sections))

    assert len(html.encode()) < mail_page.MAX_HTML_BYTES <= 70_000
    assert "more in the attached PDF" in text_of(html)


def test_what_all_rows_have_in_common_is_said_once():
    few, many = (
        render_html(english_report(sections=(replace(long_table(rows), blocks=long_table(rows).blocks * 4),)))[0]
        for rows in (5, 25)
    )

    rows = BeautifulSoup(many, "html.parser").select("table.grid tbody tr")
    assert len(rows) == 100
    assert str(rows[7]) == (
        '<tr style="border-bottom:1px solid #e1e7eb" valign="top">'
        '<td class="f" style="padding-left:0">Milestone 7</td>'
        '<td align="right" nowrap="" style="padding-right:0"><span class="k" style="display:none">Number </span>7</td>'
        "</tr>"
    )
    assert (len(many) - len(few)) / 80 < 230


def test_a_line_is_never_so_long_that_the_mail_is_encoded_anew():
    lines = render_html(chinese_report())[0].encode().splitlines()

    assert max(map(len, lines)) <= RFC5322_EMAIL_LINE_LENGTH_LIMIT


def test_a_report_that_no_cutting_of_tables_saves_keeps_its_sentences(caplog):
    sections = tuple(
        replace(long_table(1), key=f"many{number}", title=f"Section {number}", blocks=long_table(1).blocks * 20)
        for number in range(40)
    )

    html, _images = render_html(english_report(sections=sections))

    assert len(html.encode()) < mail_page.MAX_HTML_BYTES
    assert text_of(html).count("A long one.") == 40
    assert "keeps only the sentences of its sections" in caplog.text


def test_text_of_records_is_never_markup():
    section = DocumentSection(
        "odd",
        "<b>Odd</b>",
        "<script>alert(1)</script>",
        (DocumentTable("c", (DocumentColumn("n"),), ((DocumentCell("<i>"),),)),),
    )

    html, _images = render_html(english_report(sections=(section,)))

    page = BeautifulSoup(html, "html.parser")
    assert page.find(["script", "b", "i"]) is None
    assert "<script>alert(1)</script>" in text_of(html)


def test_a_missing_section_and_an_empty_table_say_so():
    empty = DocumentSection("empty", "Empty", "", (DocumentTable("Signed", (DocumentColumn("Agreement"),), ()),))

    html, _images = render_html(english_report(sections=(*chinese_report().sections[6:7], empty)))

    assert "本节数据未能生成，管理员已收到通知；其余各节不受影响。" in text_of(html)
    assert "Signed: none in this period." in text_of(html)


@pytest.mark.parametrize("active", ["en", "zh-hans"])
def test_the_document_decides_the_language_not_the_thread(active):
    with translation.override(active):
        html, _images = render_html(english_report())

        assert translation.get_language() == active
    assert "Key figures" in text_of(html)
    assert "Compiled 1 Nov 2026, 08:00, Beijing time." in text_of(html)
