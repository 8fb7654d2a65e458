"""The reader's responsibilities: a table over the kinds that the apps register."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from partnership.pages import Cell, Column, Section, markup, section
from partnership.pages.tables.columns import AUDIENCE
from partnership.rules import registry
from partnership.rules.visibility import Viewer

MAX_SHOWN = 50
COLUMNS = (
    Column("title", gettext_lazy("Name"), is_link=True),
    Column("kind", gettext_lazy("Kind")),
    Column("state", gettext_lazy("State"), value=lambda row: markup.badge(row.state, row.tone) if row.state else None),
    Column("next_on", pgettext_lazy("led", "Next due"), Cell.DUE),
    Column("audience", AUDIENCE.label, Cell.AUDIENCE, value=lambda row: row.record),
)


def responsibilities_section(viewer: Viewer, day: dt.date) -> Section:
    """Return the reader's responsibilities on a day, by kind; a long table ends with a link to the person's page."""
    rows = [row for source in registry.responsibility_sources for row in source.build(viewer, day)]
    is_cut = viewer.person_id is not None and len(rows) > MAX_SHOWN
    return section(
        _("What I lead"),
        COLUMNS,
        rows[:MAX_SHOWN] if is_cut else rows,
        viewer,
        row_url=lambda row: row.record.get_absolute_url(),
        tone=lambda row: "late" if row.next_on and row.next_on < day else "",
        empty=_("Nothing under way names you as its lead, manager, supervisor or owner."),
        note=_more_link(viewer, len(rows)) if is_cut else "",
    )


def _more_link(viewer: Viewer, count: int) -> SafeString:
    text = _("The first %(shown)d of %(count)d; the others stand on your own page.")
    return markup.link(reverse("person_detail", args=[viewer.person_id]), text % {"shown": MAX_SHOWN, "count": count})
