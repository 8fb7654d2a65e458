"""The plain text of a report's mail: it reads well on its own, and aligns for Chinese as for Latin."""

from django.utils import translation

from partnership.reports.composer.document import (
    ColumnKind,
    DocumentCell,
    DocumentColumn,
    DocumentSection,
    DocumentTable,
)
from partnership.reports.render.plain_text import render_text, table_text, wrapped
from partnership.reports.render.widths import text_width
from tests.partnership.reports.documents import chinese_report, english_report


def test_the_english_report_as_text():
    assert render_text(english_report()) == ENGLISH


def test_no_line_but_an_address_is_wider_than_a_terminal():
    lines = render_text(chinese_report()).splitlines()

    assert [line for line in lines if text_width(line) > 72 and "https://" not in line] == []


def test_chinese_columns_align():
    columns = (DocumentColumn("基地"), DocumentColumn("去除率", ColumnKind.PERCENT))
    rows = ((DocumentCell("一号基地"), DocumentCell("98.6")), (DocumentCell("Base 2"), DocumentCell("7.1")))

    assert table_text(DocumentTable("运行", columns, rows)).splitlines() == [
        "运行",
        "基地      去除率",
        "----------------",
        "一号基地    98.6",
        "Base 2       7.1",
    ]


def test_chinese_breaks_between_characters_but_not_before_a_full_stop():
    lines = wrapped("水" * 36 + "。" + "厂" * 3).splitlines()

    assert lines == ["水" * 35, "水。厂厂厂"]


def test_a_wide_table_becomes_a_paragraph_a_row():
    columns = (DocumentColumn("Agreement"), DocumentColumn("Kind"), DocumentColumn("Ends", ColumnKind.DATE))
    rows = (
        (DocumentCell("A-2021-03 " + "Joint research " * 4), DocumentCell("Framework"), DocumentCell("2026-12-31")),
    )

    with translation.override("en"):
        text = table_text(DocumentTable("Ending", columns, rows))

    assert text.splitlines()[-1] == "  Kind: Framework | Ends: 2026-12-31"


def test_a_long_table_says_how_much_is_left_out():
    rows = tuple((DocumentCell(f"row {number}"),) for number in range(50))

    text = render_text(
        english_report(
            sections=(DocumentSection("l", "Long", "", (DocumentTable("All", (DocumentColumn("Name"),), rows),)),)
        )
    )

    assert "row 39\nand 10 more\n" in text


def test_text_is_not_escaped():
    text = render_text(english_report(lead=("R&D <one>.", "Two's.", "Three.")))

    assert "R&D <one>.\n\nTwo's." in text


ENGLISH = """\
Cooperation monthly
October 2026
===================

12 agreements are in force, one more than in September; 3 end within 90
days and need a decision.

5 action items are overdue, 2 of them yours; the oldest, the
data-sharing rules, by 19 days.

Base 2 removed 71.2% of nitrogen, 2.9 points less than in September, and
sent no data on 4 days.

Key figures

Agreements in force      12  +1 on September
    Target for the year: 14
Patents in force         47  +3 on September
    Target for the year: 45
Nitrogen removal     78.8 %  −0.6 points on September · watch
    Target: 80%
    Rests on 91% of the expected values
People in training       64  +12 on September


Agreements
----------
One was signed in October; three end within 90 days.

Ending within 90 days
- A-2021-03 Joint research on anammox
  Kind: Framework | Amount (CNY): – | Ends: 2026-12-31
  Left: notice in 14 days
- A-2024-07 Polymer bio-multiplier fillers
  Kind: Development | Amount (CNY): 1,800,000.00 | Ends: 2027-01-10
  Left: 70 days

Pilot bases
-----------
Base 1 has improved for five months in a row; base 2 fell back.

Nitrogen removal (%)
Month    Base 1  Base 2
-----------------------
2026-05    78.2    71.0
2026-06    80.1    72.4
2026-07    81.5    70.8
2026-08    82.0    73.5
2026-09    84.6    74.1
2026-10    86.3    71.2


--------
The monthly report sums up the cooperation of Beijing Enterprises Water
Group and Beijing University of Technology: progress, figures, and what
is due next.
Compiled for readers of Beijing University of Technology: records shared
by both parties, and the university's own.
Compiled 1 Nov 2026, 08:00, Beijing time.
Questions about this report? Ask LIN Xiaolan, research office
<research-office@example.org>
"""
