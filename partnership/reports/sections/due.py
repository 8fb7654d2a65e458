"""The report's sections on what is due next: everything, or what is the reader's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.home.due import DueFilter, DueItem, due_items, due_rows, due_soon_text, overdue_text
from partnership.reports.composer.cells import day_cell, text_cell
from partnership.reports.composer.content import LeadSentence, Priority, SectionContent
from partnership.reports.composer.document import ColumnKind, DocumentCell, DocumentColumn, DocumentTable, Tone
from partnership.rules import formats
from partnership.rules.periods import Period, today
from partnership.rules.registry import ReportSection
from partnership.rules.visibility import Viewer

LOOK_AHEAD_DAYS = 30


def build(viewer: Viewer, period: Period, options: dict[str, Any]) -> SectionContent:
    """Return everything that is overdue, or due in the days that follow."""
    return due_content("due", _("What is due next"), viewer, options, owner_id=None)


def build_own(viewer: Viewer, period: Period, options: dict[str, Any]) -> SectionContent:
    """Return what the viewer owns; a viewer who is no person of the cooperation owns nothing."""
    return due_content("own_due", _("What is due of yours"), viewer, options, owner_id=viewer.person_id or 0)


def due_content(
    key: str, title: str, viewer: Viewer, options: dict[str, Any], *, owner_id: int | None
) -> SectionContent:
    day, days = today(), options.get("look_ahead_days", LOOK_AHEAD_DAYS)
    rows = due_rows(viewer, day, DueFilter(owner_id=owner_id, until=day + dt.timedelta(days=days)))
    items = due_items(rows if rows is not None else [], day)
    late = sum(item.days_left < 0 for item in items)
    overdue = overdue_text(late)
    # In the lead it is next to figures of the end of the period.
    dated = _("As of %(day)s: %(sentence)s") % {"day": formats.day(day), "sentence": overdue}
    ahead = due_soon_text(len(items) - late, days)
    overdue_priority, ahead_priority = (
        (Priority.URGENT, Priority.NOTABLE) if late else (Priority.ORDINARY, Priority.ORDINARY)
    )
    return SectionContent(
        key=key,
        title=title,
        sentence=formats.joined(overdue, ahead),
        blocks=(due_table(items, day, days, has_owner=owner_id is None),) if items else (),
        lead_sentences=(LeadSentence(dated, overdue_priority), LeadSentence(ahead, ahead_priority)),
        has_news=bool(items),
    )


def due_table(items: list[DueItem], day: dt.date, days: int, *, has_owner: bool) -> DocumentTable:
    owner = (DocumentColumn(_("Owner"), weight=2), DocumentColumn(_("Party"))) if has_owner else ()
    columns = (
        DocumentColumn(_("What"), weight=4),
        DocumentColumn(_("Kind"), weight=2),
        *owner,
        DocumentColumn(_("Due on"), ColumnKind.DATE, weight=2),
        DocumentColumn(_("Days left"), ColumnKind.NUMBER),
    )
    # The other sections end with the period; what is due is as of the day on which the report is built.
    caption = _("As of %(day)s: overdue, and due within %(days)d days") % {"day": formats.day(day), "days": days}
    return DocumentTable(caption, columns, tuple(due_row(item, has_owner=has_owner) for item in items))


def due_row(item: DueItem, *, has_owner: bool) -> tuple[DocumentCell, ...]:
    tone = Tone.ATTENTION if item.days_left < 0 else Tone.PLAIN
    owner = (text_cell(item.owner), text_cell(item.party)) if has_owner else ()
    return (
        DocumentCell(f"{item.code} · {item.title}", url=item.url),
        text_cell(item.kind),
        *owner,
        day_cell(item.due_on, tone),
        DocumentCell(days_text(item.days_left), item.days_left, tone=tone),
    )


def days_text(days_left: int) -> str:
    """Return the days left as text, in words where the day has passed; the workbook has the number."""
    if days_left >= 0:
        return formats.number(days_left)
    return ngettext("%(count)d day overdue", "%(count)d days overdue", -days_left) % {"count": -days_left}


DUE = ReportSection("due", gettext_lazy("What is due next"), build)
OWN_DUE = ReportSection("own_due", gettext_lazy("What is due of the reader's own"), build_own, is_personal=True)
