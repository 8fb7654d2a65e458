"""The report's section on meetings and action items: meetings held, actions agreed, done and overdue."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.models import ActionItem, Meeting
from partnership.models.cooperation.meeting import overdue_on
from partnership.reports.composer.cells import day_cell, number_cell, record_cell, text_cell
from partnership.reports.composer.content import LeadSentence, Priority, SectionContent, figure_changes, have_news
from partnership.reports.composer.document import ColumnKind, DocumentCell, DocumentColumn, DocumentTable, Tone
from partnership.rules import formats
from partnership.rules.figures import within
from partnership.rules.periods import Period
from partnership.rules.registry import ReportSection
from partnership.rules.visibility import Viewer

FIGURES = ("meetings.held", "actions.open", "actions.done", "actions.overdue", "actions.kept")


def build(viewer: Viewer, period: Period, options: dict[str, Any]) -> SectionContent:
    figures = figure_changes(viewer, period, FIGURES)
    held, overdue = (int(figures[key].now.value or 0) for key in ("meetings.held", "actions.overdue"))
    met = ngettext("%(count)d meeting was held.", "%(count)d meetings were held.", held) % {"count": held}
    late = ngettext("%(count)d action item is overdue.", "%(count)d action items are overdue.", overdue)
    late %= {"count": overdue}
    tables = (meetings_table(viewer, period), overdue_table(viewer, period))
    return SectionContent(
        key="meetings",
        title=_("Meetings and actions"),
        sentence=formats.joined(met if held else _("No meeting was held."), late),
        figures=tuple(figures.values()),
        key_figures=("actions.overdue",),
        blocks=tuple(table for table in tables if table.rows),
        lead_sentences=(LeadSentence(late, Priority.URGENT),) if overdue else (),
        has_news=have_news(figures.values()) or bool(overdue),
    )


def meetings_table(viewer: Viewer, period: Period) -> DocumentTable:
    columns = (
        DocumentColumn(_("Meeting"), weight=4),
        DocumentColumn(_("Held on"), ColumnKind.DATE, weight=2),
        DocumentColumn(_("Consensus"), ColumnKind.NUMBER),
        DocumentColumn(_("Action items"), ColumnKind.NUMBER),
    )
    meetings = Meeting.objects.visible_to(viewer).current().filter(within("held_on", period))
    counted = meetings.annotate(
        agreed=Count("consensus", distinct=True), actions_agreed=Count("actions", distinct=True)
    )
    rows = tuple(
        (
            record_cell(meeting),
            day_cell(meeting.held_on),
            number_cell(meeting.agreed),
            number_cell(meeting.actions_agreed),
        )
        for meeting in counted.order_by("held_on", "code")
    )
    return DocumentTable(_("Meetings held"), columns, rows)


def overdue_table(viewer: Viewer, period: Period) -> DocumentTable:
    columns = (
        DocumentColumn(_("Action item"), weight=4),
        DocumentColumn(_("Party"), weight=2),
        DocumentColumn(_("Owner"), weight=2),
        DocumentColumn(_("Due on"), ColumnKind.DATE, weight=2),
        DocumentColumn(_("Days overdue"), ColumnKind.NUMBER),
    )
    late = ActionItem.objects.visible_to(viewer).current().filter(overdue_on(period.last_day))
    rows = late.select_related("meeting", "organisation", "owner").order_by("due_on", "pk")
    return DocumentTable(_("Overdue action items"), columns, tuple(action_row(action, period) for action in rows))


def action_row(action: ActionItem, period: Period) -> tuple[DocumentCell, ...]:
    return (
        DocumentCell(action.title, url=action.meeting.get_absolute_url()),
        text_cell(action.organisation),
        text_cell(action.owner),
        day_cell(action.due_on, Tone.ATTENTION),
        number_cell((period.last_day - action.due_on).days, tone=Tone.ATTENTION),
    )


MEETINGS = ReportSection("meetings", gettext_lazy("Meetings and actions"), build)
