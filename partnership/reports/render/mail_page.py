"""Render the report as the HTML of a mail: small enough for Gmail, without anything fetched from elsewhere."""

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
from partnership.reports.render.wording import change_text, closing_notes, contact_text, empty_table_text, top_notes

logger = logging.getLogger(__name__)

# Gmail clips a message at 102 KB, with what is added on its way; nobody reads a table of more than a screen or two in a
# mail anyway.
MAX_HTML_BYTES = 70_000
ROW_LIMITS = (25, 12, 6, 3, 0)
BLOCK_TEMPLATES = {
    FigureLines: "reports/mail/parts/figures.html",
    DocumentTable: "reports/mail/parts/table.html",
    Chart: "reports/mail/parts/chart.html",
    Paragraph: "reports/mail/parts/paragraph.html",
    MissingNote: "reports/mail/parts/missing.html",
}


@dataclass(frozen=True, slots=True)
class MailBlock:
    """A block with the values of its template: rows up to the limit, the picture's content id."""

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
        return _html_within_limit(without_missing_pictures(document, pngs))


def _html_within_limit(document: ReportDocument) -> str:
    """Return the longest version under the limit: first long tables are cut, last all but the sections' sentences."""
    html = ""
    for html in _shorter_versions(document):
        if len(html.encode()) < MAX_HTML_BYTES:
            return html
    logger.error("The mail of report %s has %d bytes, above the limit", document.name, len(html.encode()))
    return html


def _shorter_versions(document: ReportDocument) -> Iterator[str]:
    for limit in ROW_LIMITS:
        yield _page(document, limit)
    logger.warning("The mail of report %s keeps only the sentences of its sections", document.name)
    yield _page(replace(document, sections=tuple(replace(section, blocks=()) for section in document.sections)), 0)


def _page(document: ReportDocument, row_limit: int) -> str:
    sections = [
        (section, [_mail_block(section, block, row_limit) for block in section.blocks]) for section in document.sections
    ]
    context = {
        "report": document,
        "html_language": html_language(document.language),
        "top_notes": top_notes(document),
        "figures": figure_rows(document.figures),
        "sections": sections,
        "closing": closing_notes(document),
        "ask": contact_text(document),
    }
    html = render_to_string("reports/mail/report.html", context)
    return css_inline.inline(
        html, keep_style_tags=False, keep_at_rules=True, minify_css=True, load_remote_stylesheets=False
    )


def html_language(language: str) -> str:
    """Return a Django language code as HTML and PDF write it (zh-hans gives zh-Hans)."""
    return translation.to_locale(language).replace("_", "-")


def figure_rows(lines: tuple[FigureLine, ...]) -> tuple[tuple[FigureLine, str], ...]:
    """Return each figure with its change as text."""
    return tuple((line, change_text(line)) for line in lines)


def _mail_block(section: DocumentSection, block: DocumentBlock, row_limit: int) -> MailBlock:
    template = BLOCK_TEMPLATES[type(block)]
    if isinstance(block, Chart):
        return MailBlock(template, block, picture=picture_key(section, block), heading=chart_heading(block))
    if isinstance(block, FigureLines):
        return MailBlock(template, block, figures=figure_rows(block.lines))
    if isinstance(block, DocumentTable) and not block.rows:
        return MailBlock(BLOCK_TEMPLATES[Paragraph], Paragraph(empty_table_text(block)))
    if not isinstance(block, DocumentTable):
        return MailBlock(template, block)
    shown = block.rows[:row_limit]
    narrow = narrow_columns(block, NARROW_ON_SCREEN)
    rows = tuple(tuple(zip(block.columns, row, narrow, strict=True)) for row in shown)
    return MailBlock(template, block, rows=rows, hidden_rows=len(block.rows) - len(shown))
