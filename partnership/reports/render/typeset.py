"""Render the report as PDF: typeset for print, tagged for screen readers, with its own Chinese font."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partnership.pages.charts import Chart
from partnership.reports.composer.document import (
    DocumentBlock,
    DocumentCell,
    DocumentSection,
    DocumentTable,
    FigureLine,
    FigureLines,
    MissingNote,
    Paragraph,
    ReportDocument,
)
from partnership.reports.render.font_coverage import replace_unsupported
from partnership.reports.render.pictures import chart_heading, picture_key, without_missing_pictures
from partnership.reports.render.widths import NARROW_IN_PRINT, narrow_columns
from partnership.reports.render.wording import change_text, closing_notes, contact_text, empty_table_text, top_notes

TEMPLATE = Path(__file__).resolve().parents[2] / "typst" / "report.typ"


def render_pdf(document: ReportDocument, svgs: Mapping[str, str]) -> bytes:
    """Return an A4 PDF (PDF/UA-1) with bookmarks, page numbers and, beyond four pages, a table of contents."""
    with translation.override(document.language):
        data = replace_unsupported(_report(without_missing_pictures(document, svgs), svgs), font_files())
    return typst.compile(
        str(TEMPLATE),
        format="pdf",
        font_paths=[str(fonts_folder())],
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(data)},
        pdf_standards=["ua-1"],
        timestamp=int(document.compiled_at.timestamp()),
    )


def fonts_folder() -> Path:
    """Return the folder of the vendored fonts."""
    return Path(settings.BASE_DIR) / "static" / "vendor" / "fonts"


def font_files() -> tuple[Path, ...]:
    """Return the font files of the faces that the PDF uses."""
    return tuple(fonts_folder() / f"NotoSansSC-{face}.ttf" for face in ("Regular", "Bold"))


def _report(document: ReportDocument, svgs: Mapping[str, str]) -> dict[str, Any]:
    language, _separator, script = document.language.partition("-")
    return {
        "title": document.name,
        "name": document.name,
        "author": document.contact.name,
        "period_label": document.period_label,
        "language": language,
        "region": "CN" if script else None,
        "sample_line": _("Sample data") if document.is_sample_data else "",
        "warnings": top_notes(document),
        "notices": [text for text in (document.sent_by_hand_note,) if text],
        "lead": document.lead,
        "figures": [_figure(line) for line in document.figures],
        "sections": [_section(section, svgs) for section in document.sections],
        "closing": closing_notes(document),
        "contact": {"name": document.contact.name, "address": document.contact.address},
        "archive_url": document.archive_url,
        "words": _words(document),
    }


def _words(document: ReportDocument) -> dict[str, str]:
    return {
        "figures": _("Key figures"),
        "contents": _("Contents"),
        "figure": pgettext("column", "Figure"),
        "value": pgettext("column", "Value"),
        "change": pgettext("column", "Change"),
        "target": pgettext("column", "Target"),
        "ask": contact_text(document),
        "archive": _("Open this report on the platform"),
    }


def _section(section: DocumentSection, svgs: Mapping[str, str]) -> dict[str, Any]:
    blocks = [_block(section, block, svgs) for block in section.blocks]
    return {"title": section.title, "sentence": section.sentence, "blocks": blocks}


def _block(section: DocumentSection, block: DocumentBlock, svgs: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(block, FigureLines):
        return {"type": "figures", "lines": [_figure(line) for line in block.lines]}
    if isinstance(block, DocumentTable):
        return _table(block)
    if isinstance(block, Chart):
        svg = svgs[picture_key(section, block)]
        return {"type": "chart", "heading": chart_heading(block), "svg": svg, "alt": block.alt}
    if isinstance(block, Paragraph | MissingNote):
        return {"type": "missing" if isinstance(block, MissingNote) else "paragraph", "text": block.text}
    raise TypeError(f"No print form for {block!r}")


def _table(table: DocumentTable) -> dict[str, Any]:
    if not table.rows:
        return {"type": "paragraph", "text": empty_table_text(table)}
    columns = [
        {"label": column.label, "weight": 0 if narrow else column.weight, "is_numeric": column.is_numeric}
        for column, narrow in zip(table.columns, narrow_columns(table, NARROW_IN_PRINT), strict=True)
    ]
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    return {"type": "table", "caption": table.caption, "columns": columns, "rows": rows}


def _cell(cell: DocumentCell) -> dict[str, str | None]:
    return {"text": cell.text, "url": cell.url or None, "tone": str(cell.tone)}


def _figure(line: FigureLine) -> dict[str, Any]:
    names = (
        *("label", "value_text", "unit", "change_good", "target_text"),
        *("as_reported_url", "now_text", "now_url", "note"),
    )
    return {name: getattr(line, name) for name in names} | {"change_text": change_text(line)}
