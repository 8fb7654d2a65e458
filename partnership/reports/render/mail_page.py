"""The report as the HTML of a mail: small enough for Gmail, without anything fetched from elsewhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import css_inline
from django.template.loader import render_to_string
from django.utils import translation

from partnership.pages.charts import Chart
from partnership.reports.composer.document import (
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
from partnership.reports.render.pictures import chart_heading, picture_key, without_missing_pictures
from partnership.reports.render.widths import NARROW_ON_SCREEN, narrow_columns
from partnership.reports.render.wording import ask_text, change_text, closing_notes, empty_table_text, top_notes

logger = logging.getLogger(__name__)

# Gmail clips a message at 102 KB, with what is added on its way; beyond a screen or two a long table serves nobody in a
# mail anyway.
LARGEST_HTML = 70_000
ROW_LIMITS = (25, 12, 6, 3, 0)
PART_TEMPLATES = {
    FigureLines: "reports/mail/parts/figures.html",
    DocumentTable: "reports/mail/parts/table.html",
    Chart: "reports/mail/parts/chart.html",
    Paragraph: "reports/mail/parts/paragraph.html",
    MissingNote: "reports/mail/parts/missing.html",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A block with what its template needs: rows cut to the limit, the picture's content id."""

    template: str
    block: DocumentBlock
    rows: tuple[tuple[tuple[DocumentColumn, DocumentCell, bool], ...], ...] = ()
    hidden_rows: int = 0
    picture: str = ""
    heading: str = ""
    figures: tuple[tuple[FigureLine, str], ...] = ()


def render_html(document: ReportDocument, pngs: Mapping[str, str]) -> str:
    """Return the mail's HTML, which shows the pictures by their content ids."""
    with translation.override(document.language):
        return _smallest_needed(without_missing_pictures(document, pngs))


def _smallest_needed(document: ReportDocument) -> str:
    """The fullest form under the limit: long tables are cut first; as a last resort sections keep only a sentence."""
    html = ""
    for html in _ever_shorter(document):
        if len(html.encode()) < LARGEST_HTML:
            return html
    logger.error("The mail of report %s has %d bytes, above the limit", document.name, len(html.encode()))
    return html


def _ever_shorter(document: ReportDocument) -> Iterator[str]:
    for limit in ROW_LIMITS:
        yield _page(document, limit)
    logger.warning("The mail of report %s keeps only the sentences of its sections", document.name)
    yield _page(replace(document, sections=tuple(replace(one, blocks=()) for one in document.sections)), 0)


def _page(document: ReportDocument, row_limit: int) -> str:
    sections = [
        (section, [_part(section, block, row_limit) for block in section.blocks]) for section in document.sections
    ]
    context = {
        "report": document,
        "html_language": html_language(document.language),
        "top_notes": top_notes(document),
        "figures": figure_rows(document.figures),
        "sections": sections,
        "closing": closing_notes(document),
        "ask": ask_text(document),
    }
    html = render_to_string("reports/mail/report.html", context)
    return css_inline.inline(
        html, keep_style_tags=False, keep_at_rules=True, minify_css=True, load_remote_stylesheets=False
    )


def html_language(language: str) -> str:
    """A Django language code as HTML and PDF write it (zh-hans gives zh-Hans)."""
    return translation.to_locale(language).replace("_", "-")


def figure_rows(lines: tuple[FigureLine, ...]) -> tuple[tuple[FigureLine, str], ...]:
    """Each figure with its change in words."""
    return tuple((line, change_text(line)) for line in lines)


def _part(section: DocumentSection, block: DocumentBlock, row_limit: int) -> Part:
    template = PART_TEMPLATES[type(block)]
    if isinstance(block, Chart):
        return Part(template, block, picture=picture_key(section, block), heading=chart_heading(block))
    if isinstance(block, FigureLines):
        return Part(template, block, figures=figure_rows(block.lines))
    if isinstance(block, DocumentTable) and not block.rows:
        return Part(PART_TEMPLATES[Paragraph], Paragraph(empty_table_text(block)))
    if not isinstance(block, DocumentTable):
        return Part(template, block)
    shown = block.rows[:row_limit]
    narrow = narrow_columns(block, NARROW_ON_SCREEN)
    rows = tuple(tuple(zip(block.columns, row, narrow, strict=True)) for row in shown)
    return Part(template, block, rows=rows, hidden_rows=len(block.rows) - len(shown))
