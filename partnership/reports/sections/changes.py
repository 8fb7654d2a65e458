"""The report's section on what changed in the records within the period."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.home.changes import ChangeLine, changes_within
from partnership.reports.composer.cells import text_cell
from partnership.reports.composer.content import LeadSentence, SectionContent
from partnership.reports.composer.document import ColumnKind, DocumentCell, DocumentColumn, DocumentTable
from partnership.rules import formats
from partnership.rules.periods import SHANGHAI, Period
from partnership.rules.registry import ReportSection
from partnership.rules.visibility import Viewer

MAX_ROWS = 20


def build(viewer: Viewer, period: Period, options: dict[str, Any]) -> SectionContent:
    count, days = changes_within(viewer, period, count=MAX_ROWS)
    lines = [line for day in days for line in day.items]
    changed = ngettext("%(count)d change was recorded.", "%(count)d changes were recorded.", count)
    changed %= {"count": count}
    newest = _("The newest %(count)d are listed.") % {"count": MAX_ROWS} if count > MAX_ROWS else ""
    return SectionContent(
        key="changes",
        title=_("What changed"),
        sentence=formats.joined(changed, newest) if count else _("No record was changed."),
        blocks=(changes_table(lines),) if lines else (),
        lead_sentences=(LeadSentence(changed),) if count else (),
        has_news=bool(count),
    )


def changes_table(lines: list[ChangeLine]) -> DocumentTable:
    columns = (
        DocumentColumn(_("Record"), weight=4),
        DocumentColumn(_("Kind"), weight=2),
        DocumentColumn(_("What was done"), weight=2),
        DocumentColumn(_("By"), weight=2),
        DocumentColumn(_("On"), ColumnKind.DATE, weight=2),
    )
    return DocumentTable(_("Changes, newest first"), columns, tuple(change_row(line) for line in lines))


def change_row(line: ChangeLine) -> tuple[DocumentCell, ...]:
    day = line.at.astimezone(SHANGHAI).date()
    return (
        DocumentCell(line.label, url=line.url or None),
        text_cell(line.kind),
        text_cell(line.action),
        text_cell(line.who),
        DocumentCell(formats.day(day), day),
    )


CHANGES = ReportSection("changes", gettext_lazy("What changed"), build)
