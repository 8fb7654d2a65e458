"""Render the report as plain text, for readers without HTML, aligned for Chinese and Latin alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import east_asian_width

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.pages.charts import Chart
from partnership.reports.composer.document import (
    DocumentBlock,
    DocumentTable,
    FigureLine,
    FigureLines,
    MissingNote,
    Paragraph,
    ReportDocument,
)
from partnership.reports.render.pictures import chart_table
from partnership.reports.render.widths import text_width
from partnership.reports.render.wording import change_text, closing_notes, contact_text, empty_table_text, top_notes

MAX_LINE_WIDTH = 72
MAX_ROWS = 40
GAP = "  "
OPENING, CLOSING = "（《「『“‘", "，。；：、！？）》」』”’%"


def render_text(document: ReportDocument) -> str:
    """Return the whole report as plain text in its language."""
    with translation.override(document.language):
        context = {
            "report": document,
            "title_rule": "=" * min(max(map(text_width, (document.name, document.period_label))), MAX_LINE_WIDTH),
            "lead": [wrapped(sentence) for sentence in document.lead],
            "figures": figure_text(document.figures),
            "sections": [
                {
                    "title": section.title,
                    "rule": "-" * min(text_width(str(section.title)), MAX_LINE_WIDTH),
                    "sentence": wrapped(section.sentence),
                    "blocks": [block_text(block) for block in section.blocks],
                }
                for section in document.sections
            ],
            "top_notes": [wrapped(note) for note in top_notes(document)],
            "closing": [wrapped(note) for note in closing_notes(document)],
            "ask": wrapped(f"{contact_text(document)} <{document.contact.address}>"),
        }
        return render_to_string("reports/mail/report.txt", context).strip() + "\n"


def block_text(block: DocumentBlock) -> str:
    """Return a block as lines; a chart as its table."""
    if isinstance(block, FigureLines):
        return figure_text(block.lines)
    if isinstance(block, Chart):
        return table_text(chart_table(block))
    if isinstance(block, DocumentTable):
        return table_text(block)
    if isinstance(block, Paragraph | MissingNote):
        return wrapped(block.text)
    raise TypeError(f"No plain text for {block!r}")


def figure_text(lines: Sequence[FigureLine]) -> str:
    """Return label, value and change in aligned columns, followed by target, note and address."""
    rows = [(str(line.label), f"{line.value_text} {line.unit}".strip(), change_text(line)) for line in lines]
    texts = aligned(rows, (False, True, False))
    return "\n".join("\n".join([text, *_details(line)]) for text, line in zip(texts, lines, strict=True))


def table_text(table: DocumentTable) -> str:
    """Return aligned columns where they fit the line, otherwise a paragraph for each row."""
    if not table.rows:
        return wrapped(empty_table_text(table))
    shown = table.rows[:MAX_ROWS]
    cells = [
        [column.label for column in table.columns],
        *([" ".join(cell.text.split()) for cell in row] for row in shown),
    ]
    lines = list(aligned(cells, [column.is_numeric for column in table.columns]))
    if max(map(text_width, lines)) <= MAX_LINE_WIDTH:
        lines.insert(1, "-" * max(map(text_width, lines)))
    else:
        lines = [row_paragraph(cells[0], row) for row in cells[1:]]
    return "\n".join([wrapped(table.caption), *lines, *_omitted_rows(len(table.rows) - len(shown))])


def row_paragraph(labels: Sequence[str], values: Sequence[str]) -> str:
    """Return the first value of a row, then its other values after their labels, none broken across lines."""
    pairs = [(label, value) for label, value in zip(labels[1:], values[1:], strict=True) if value]
    others = [_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in pairs]
    lines = wrap(f"- {values[0]}", "  ")
    current = ""
    for other in others:
        if current and text_width(f"  {current} | {other}") > MAX_LINE_WIDTH:
            lines += wrap(current, "  ", first="  ")
            current = other
        else:
            current = f"{current} | {other}" if current else other
    return "\n".join([*lines, *wrap(current, "  ", first="  ")])


def aligned(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterator[str]:
    """Yield each row as a line, its columns padded to the widest value."""
    widths = [max(map(text_width, column), default=0) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (pad(value, width, to_right) for value, width, to_right in zip(row, widths, right, strict=True))
        yield GAP.join(cells).rstrip()


def pad(text: str, width: int, to_right: bool) -> str:
    """Return the text padded with spaces to a width in columns of a terminal."""
    spaces = " " * (width - text_width(text))
    return spaces + text if to_right else text + spaces


def wrapped(text: str) -> str:
    """Return text broken at the width of a line."""
    return "\n".join(wrap(text))


def wrap(text: str, indent: str = "", first: str = "") -> list[str]:
    """Return lines of at most MAX_LINE_WIDTH: Latin text broken at spaces, Chinese between characters."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        current = first if not lines else indent
        for piece in _pieces(paragraph):
            if text_width(current + piece.rstrip()) > MAX_LINE_WIDTH and current.strip():
                lines.append(current.rstrip())
                current = indent + piece.lstrip()
            else:
                current += piece
        lines.append(current.rstrip())
    return lines


def _pieces(text: str) -> Iterator[str]:
    """Yield the parts that are not broken: Latin words, Chinese characters with the punctuation after them."""
    for word in re.split(r"(?<=\s)(?=\S)", text):
        current = ""
        for character in word:
            is_wide = east_asian_width(character) in "WF"
            if (
                current
                and (is_wide or current[-1] in CLOSING)
                and character not in CLOSING
                and current[-1] not in OPENING
            ):
                yield current
                current = ""
            current += character
        yield current


def _details(line: FigureLine) -> Iterable[str]:
    texts = (line.target_text, line.note, line.now_text or "")
    details = [f"    {text}" for text in texts if text]
    return [*details, *([f"    {line.as_reported_url}"] if line.as_reported_url else [])]


def _omitted_rows(count: int) -> list[str]:
    if count <= 0:
        return []
    return [ngettext("and %(number)s more", "and %(number)s more", count) % {"number": count}]
