"""What the reader leads: a table over the kinds that the apps name, and what the core itself puts into it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from partnership import markup, registry
from partnership.fields import held_on
from partnership.models import DirectionLead, Report, ResearchDirection
from partnership.registry import Led
from partnership.tables import AUDIENCE, Cell, Column
from partnership.views.details import Section, section
from partnership.views.directions import TONES
from partnership.visibility import Viewer

COLUMNS = (
    Column("title", gettext_lazy("Name"), is_link=True),
    Column("kind", gettext_lazy("Kind")),
    Column("state", gettext_lazy("State"), value=lambda led: markup.badge(led.state, led.tone) if led.state else None),
    Column("next_on", pgettext_lazy("led", "Next due"), Cell.DUE),
    Column("audience", AUDIENCE.label, Cell.AUDIENCE, value=lambda led: led.record),
)


def what_is_led(viewer: Viewer, day: dt.date) -> Section:
    """All that the reader leads on a day, kind after kind."""
    found = [led for source in registry.led_sources for led in source.build(viewer, day)]
    return section(
        _("What I lead"),
        COLUMNS,
        found,
        viewer,
        address=lambda led: led.record.get_absolute_url(),
        tone=lambda led: "late" if led.next_on and led.next_on < day else "",
        empty=_("Nothing under way names you as its lead, manager, supervisor or owner."),
    )


def directions(viewer: Viewer, day: dt.date) -> list[Led]:
    """The research directions that the reader leads, without those that are closed."""
    if viewer.person_id is None:
        return []
    leads = DirectionLead.objects.filter(held_on(day), person=viewer.person_id)  # unscoped: children
    found = ResearchDirection.objects.visible_to(viewer).current().filter(pk__in=leads.values("direction"))
    return [
        Led(_("Research direction"), one, one.name, one.stage_label, TONES.get(one.stage_now, "neutral"))
        for one in found.with_stage()
        if one.stage_now != ResearchDirection.Stage.CLOSED
    ]


def reports(viewer: Viewer, day: dt.date) -> list[Led]:
    """The active reports whose readers may ask the reader."""
    found = Report.objects.visible_to(viewer).current().filter(owner=viewer.user_id, is_active=True)
    return [
        Led(_("Report"), one, one.name, _("active"), "good", _next_day(one))
        for one in found.select_related("clock", "private_to").order_by("key")
    ]


def _next_day(report: Report) -> dt.date | None:
    moment = report.clock.next_due_at if hasattr(report, "clock") else None
    return timezone.localdate(moment) if moment else None
