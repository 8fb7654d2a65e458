"""The charts of a report as pictures; one that cannot be drawn becomes its table."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from partnership.pages.charts import Chart
from partnership.reports.composer.document import (
    ColumnKind,
    DocumentBlock,
    DocumentCell,
    DocumentColumn,
    DocumentSection,
    DocumentTable,
    ReportDocument,
)
from partnership.reports.render.chart_images import NotDrawn, PictureRequest, draw_charts
from partnership.rules import formats

logger = logging.getLogger(__name__)

# Drawn narrower than a wide screen shows it, so that its labels can still be read on a phone.
MAIL_SIZE = {"width": 480, "height": 280, "scale": 2}
PDF_SIZE = {"width": 640, "height": 270}


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of a report by `picture_key`: PNGs as base64 for the mail, SVGs for the PDF."""

    pngs: dict[str, str]
    svgs: dict[str, str]


def draw_pictures(document: ReportDocument, *, has_pdf: bool) -> Pictures:
    """Draw every chart of a report for its mail and, where it has one, for its PDF, all in one process."""
    charts = _charts(document)
    sizes = [MAIL_SIZE, *([PDF_SIZE] if has_pdf else [])]
    with translation.override(document.language):
        drawn = draw_charts([PictureRequest(chart, **size) for size in sizes for _section, chart in charts])
    pngs = _drawn_pictures(charts, drawn[: len(charts)])
    return Pictures(pngs, _drawn_pictures(charts, drawn[len(charts) :]) if has_pdf else {})


def _charts(document: ReportDocument) -> list[tuple[DocumentSection, Chart]]:
    return [(section, block) for section in document.sections for block in section.blocks if isinstance(block, Chart)]


def _drawn_pictures(charts: list[tuple[DocumentSection, Chart]], drawn: list[str | NotDrawn]) -> dict[str, str]:
    pictures: dict[str, str] = {}
    for (section, chart), picture in zip(charts, drawn, strict=True):
        if isinstance(picture, NotDrawn):
            logger.error("Chart %s of report section %s became its table: %s", chart.key, section.key, picture.reason)
        else:
            pictures[picture_key(section, chart)] = picture
    return pictures


def without_missing_pictures(document: ReportDocument, pictures: Mapping[str, str]) -> ReportDocument:
    """Return the document with each chart that has no picture replaced by its table."""

    def replaced(section: DocumentSection, block: DocumentBlock) -> DocumentBlock:
        if isinstance(block, Chart) and picture_key(section, block) not in pictures:
            return chart_table(block)
        return block

    sections = tuple(
        replace(section, blocks=tuple(replaced(section, block) for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=sections)


def picture_key(section: DocumentSection, chart: Chart) -> str:
    """Return the key of a picture within its report, which is also its content id in the mail."""
    return f"{section.key}-{chart.key}".replace(".", "-")


def chart_heading(chart: Chart) -> str:
    """Return the chart's title with its unit."""
    if not chart.unit:
        return str(chart.title)
    return _("%(title)s (%(unit)s)") % {"title": chart.title, "unit": chart.unit}


def chart_table(chart: Chart) -> DocumentTable:
    """Return the values of a chart as a table: the first column names the row, the others are numbers."""
    first, *others = chart.columns
    columns = (DocumentColumn(str(first)), *(DocumentColumn(str(label), ColumnKind.NUMBER) for label in others))
    rows = tuple(
        (DocumentCell(str(row[0])), *(_cell(value, chart.decimals) for value in row[1:])) for row in chart.rows
    )
    return DocumentTable(chart_heading(chart), columns, rows)


def _cell(value: object, decimals: int) -> DocumentCell:
    if value is None or isinstance(value, int | float | Decimal):
        return DocumentCell(formats.number(value, decimals), value)
    return DocumentCell(str(value))
