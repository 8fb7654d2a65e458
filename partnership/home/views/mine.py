"""What the reader leads: a table over the kinds that the apps name."""

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
    Column("state", gettext_lazy("State"), value=lambda led: markup.badge(led.state, led.tone) if led.state else None),
    Column("next_on", pgettext_lazy("led", "Next due"), Cell.DUE),
    Column("audience", AUDIENCE.label, Cell.AUDIENCE, value=lambda led: led.record),
)


def responsibilities_section(viewer: Viewer, day: dt.date) -> Section:
    """What the reader leads on a day, kind after kind; where that is much, the rest stands on the person's own page."""
    found = [led for source in registry.responsibility_sources for led in source.build(viewer, day)]
    is_cut = viewer.person_id is not None and len(found) > MAX_SHOWN
    return section(
        _("What I lead"),
        COLUMNS,
        found[:MAX_SHOWN] if is_cut else found,
        viewer,
        address=lambda led: led.record.get_absolute_url(),
        tone=lambda led: "late" if led.next_on and led.next_on < day else "",
        empty=_("Nothing under way names you as its lead, manager, supervisor or owner."),
        note=_rest(viewer, len(found)) if is_cut else "",
    )


def _rest(viewer: Viewer, count: int) -> SafeString:
    text = _("The first %(shown)d of %(count)d; the others stand on your own page.")
    return markup.link(reverse("person_detail", args=[viewer.person_id]), text % {"shown": MAX_SHOWN, "count": count})
