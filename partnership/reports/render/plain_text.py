"""The report as plain text: what a mail shows where HTML is not read, aligned for Chinese and Latin alike."""

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
from partnership.reports.render.widths import width_of
from partnership.reports.render.wording import ask_text, change_text, closing_notes, empty_table_text, top_notes

LINE = 72
MAX_ROWS = 40
GAP = "  "
OPENING, CLOSING = "（《「『“‘", "，。；：、！？）》」』”’%"


def render_text(document: ReportDocument) -> str:
    """The whole report as plain text in its language."""
    with translation.override(document.language):
        context = {
            "report": document,
            "title_rule": "=" * min(max(map(width_of, (document.name, document.period_label))), LINE),
            "lead": [wrapped(sentence) for sentence in document.lead],
            "figures": figure_text(document.figures),
            "sections": [
                {
                    "title": section.title,
                    "rule": "-" * min(width_of(str(section.title)), LINE),
                    "sentence": wrapped(section.sentence),
                    "blocks": [block_text(block) for block in section.blocks],
                }
                for section in document.sections
            ],
            "top_notes": [wrapped(note) for note in top_notes(document)],
            "closing": [wrapped(note) for note in closing_notes(document)],
            "ask": wrapped(f"{ask_text(document)} <{document.contact.address}>"),
        }
        return render_to_string("reports/mail/report.txt", context).strip() + "\n"


def block_text(block: DocumentBlock) -> str:
    """A block as lines; a chart as its table."""
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
    """Label, value and change in aligned columns; target, limits and address beneath."""
    rows = [(str(line.label), f"{line.value_text} {line.unit}".strip(), change_text(line)) for line in lines]
    texts = aligned(rows, (False, True, False))
    return "\n".join("\n".join([text, *_details(line)]) for text, line in zip(texts, lines, strict=True))


def table_text(table: DocumentTable) -> str:
    """Aligned columns where they fit the line, otherwise one paragraph a row."""
    if not table.rows:
        return wrapped(empty_table_text(table))
    shown = table.rows[:MAX_ROWS]
    cells = [
        [column.label for column in table.columns],
        *([" ".join(cell.text.split()) for cell in row] for row in shown),
    ]
    lines = list(aligned(cells, [column.is_numeric for column in table.columns]))
    if max(map(width_of, lines)) <= LINE:
        lines.insert(1, "-" * max(map(width_of, lines)))
    else:
        lines = [row_paragraph(cells[0], row) for row in cells[1:]]
    return "\n".join([wrapped(table.caption), *lines, *_rows_left_out(len(table.rows) - len(shown))])


def row_paragraph(labels: Sequence[str], values: Sequence[str]) -> str:
    """A row as its first value, and beneath it the other values after their labels, each kept whole on a line."""
    pairs = [(label, value) for label, value in zip(labels[1:], values[1:], strict=True) if value]
    others = [_("%(label)s: %(value)s") % {"label": label, "value": value} for label, value in pairs]
    lines = wrap(f"- {values[0]}", "  ")
    current = ""
    for other in others:
        if current and width_of(f"  {current} | {other}") > LINE:
            lines += wrap(current, "  ", first="  ")
            current = other
        else:
            current = f"{current} | {other}" if current else other
    return "\n".join([*lines, *wrap(current, "  ", first="  ")])


def aligned(rows: Sequence[Sequence[str]], right: Sequence[bool]) -> Iterator[str]:
    """Each row as one line, its columns padded to the widest value."""
    widths = [max(map(width_of, column), default=0) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (pad(value, width, to_right) for value, width, to_right in zip(row, widths, right, strict=True))
        yield GAP.join(cells).rstrip()


def pad(text: str, width: int, to_right: bool) -> str:
    """The text with spaces up to a width in columns of a terminal."""
    spaces = " " * (width - width_of(text))
    return spaces + text if to_right else text + spaces


def wrapped(text: str) -> str:
    """Text broken at the length of a line."""
    return "\n".join(wrap(text))


def wrap(text: str, indent: str = "", first: str = "") -> list[str]:
    """Lines no wider than LINE: Latin text broken at spaces, Chinese between characters."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        current = first if not lines else indent
        for piece in _pieces(paragraph):
            if width_of(current + piece.rstrip()) > LINE and current.strip():
                lines.append(current.rstrip())
                current = indent + piece.lstrip()
            else:
                current += piece
        lines.append(current.rstrip())
    return lines


def _pieces(text: str) -> Iterator[str]:
    """The smallest parts that stay whole: Latin words, single Chinese characters with the punctuation after them."""
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
    beneath = [f"    {text}" for text in texts if text]
    return [*beneath, *([f"    {line.as_reported_url}"] if line.as_reported_url else [])]


def _rows_left_out(count: int) -> list[str]:
    if count <= 0:
        return []
    return [ngettext("and %(number)s more", "and %(number)s more", count) % {"number": count}]
