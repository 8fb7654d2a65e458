"""The charts of a report as pictures; one that cannot be drawn becomes its table."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from partnership.pages.charts import Chart
from partnership.reports.composer.document import Block, Cell, Column, ColumnKind, ReportDocument, Section, Table
from partnership.reports.render.chart_images import NotDrawn
from partnership.rules import formats

logger = logging.getLogger(__name__)
Picture = TypeVar("Picture", str, bytes)


def with_pictures(
    document: ReportDocument, draw: Callable[[list[Chart]], list[Picture | NotDrawn]]
) -> tuple[ReportDocument, dict[str, Picture]]:
    """The document with each chart that was not drawn replaced by its table, and the pictures by `picture_key`."""
    places = [(section, block) for section in document.sections for block in section.blocks if isinstance(block, Chart)]
    pictures: dict[str, Picture] = {}
    for (section, chart), picture in zip(places, draw([chart for _section, chart in places]), strict=True):
        if isinstance(picture, NotDrawn):
            logger.error("Chart %s of report section %s became its table: %s", chart.key, section.key, picture.reason)
        else:
            pictures[picture_key(section, chart)] = picture

    def shown(section: Section, block: Block) -> Block:
        if isinstance(block, Chart) and picture_key(section, block) not in pictures:
            return chart_table(block)
        return block

    sections = tuple(
        replace(section, blocks=tuple(shown(section, block) for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=sections), pictures


def picture_key(section: Section, chart: Chart) -> str:
    """Names a picture within its report; also its content id in the mail."""
    return f"{section.key}-{chart.key}".replace(".", "-")


def chart_heading(chart: Chart) -> str:
    """The chart's title with its unit."""
    if not chart.unit:
        return str(chart.title)
    return _("%(title)s (%(unit)s)") % {"title": chart.title, "unit": chart.unit}


def chart_table(chart: Chart) -> Table:
    """What the chart shows, as a table: the first column names the row, the others are numbers."""
    first, *others = chart.columns
    columns = (Column(str(first)), *(Column(str(label), ColumnKind.NUMBER) for label in others))
    rows = tuple((Cell(str(row[0])), *(_cell(value, chart.decimals) for value in row[1:])) for row in chart.rows)
    return Table(chart_heading(chart), columns, rows)


def _cell(value: object, decimals: int) -> Cell:
    if value is None or isinstance(value, int | float | Decimal):
        return Cell(formats.number(value, decimals), value)
    return Cell(str(value))
