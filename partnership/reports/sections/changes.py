"""The report's section on what changed in the records within the period."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.home.changes import ChangeLine, changes_within
from partnership.reports.composer.cells import text_cell
from partnership.reports.composer.document import Cell, Column, ColumnKind, Table
from partnership.reports.composer.parts import Part, Sentence
from partnership.rules import formats
from partnership.rules.periods import SHANGHAI, Period
from partnership.rules.registry import ReportSection
from partnership.rules.visibility import Viewer

MAX_ROWS = 20


def build(viewer: Viewer, period: Period, options: dict[str, Any]) -> Part:
    count, days = changes_within(viewer, period, count=MAX_ROWS)
    lines = [line for day in days for line in day.items]
    changed = ngettext("%(count)d change was recorded.", "%(count)d changes were recorded.", count)
    changed %= {"count": count}
    newest = _("The newest %(count)d are listed.") % {"count": MAX_ROWS} if count > MAX_ROWS else ""
    return Part(
        key="changes",
        title=_("What changed"),
        sentence=formats.joined(changed, newest) if count else _("No record was changed."),
        blocks=(changes_table(lines),) if lines else (),
        sentences=(Sentence(changed),) if count else (),
        has_news=bool(count),
    )


def changes_table(lines: list[ChangeLine]) -> Table:
    columns = (
        Column(_("Record"), weight=4),
        Column(_("Kind"), weight=2),
        Column(_("What was done"), weight=2),
        Column(_("By"), weight=2),
        Column(_("On"), ColumnKind.DATE, weight=2),
    )
    return Table(_("Changes, newest first"), columns, tuple(change_row(line) for line in lines))


def change_row(line: ChangeLine) -> tuple[Cell, ...]:
    day = line.at.astimezone(SHANGHAI).date()
    return (
        Cell(line.label, url=line.url or None),
        text_cell(line.kind),
        text_cell(line.action),
        text_cell(line.who),
        Cell(formats.day(day), day),
    )


CHANGES = ReportSection("changes", gettext_lazy("What changed"), build)
