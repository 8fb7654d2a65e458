"""What the pilot test bases add to the pages of other areas."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.pages import Cell, Column, Section, section
from partnership.pages.tables.standard_columns import CODE, ENDS, NAME
from partnership.rules.registry import Responsibility
from partnership.rules.visibility import Viewer
from pilots.models import Campaign, PilotBase
from pilots.views.bases import BASE, PLACE, SINCE, operation_state
from projects.models import Project

CAMPAIGNS = (
    Column("title", gettext_lazy("Campaign")),
    BASE,
    Column("aim", gettext_lazy("Question")),
    Column("starts_on", gettext_lazy("First day"), Cell.DAY),
    ENDS,
)
MAX_SHOWN = 50


def campaigns_of_project(project: Any, viewer: Viewer) -> Section:
    """The campaigns that a project ran at the bases."""
    return _campaigns(Campaign.objects.visible_to(viewer).current().filter(project=project), viewer)


def campaigns_in_direction(direction: Any, viewer: Viewer) -> Section:
    """The campaigns of a direction's projects, as far as the reader sees those projects."""
    projects = Project.objects.visible_to(viewer).current().filter(directions=direction)
    return _campaigns(Campaign.objects.visible_to(viewer).current().filter(project__in=projects), viewer)


def bases_operated_by(organisation: Any, viewer: Viewer) -> Section:
    """The bases that an organisation operates."""
    found = PilotBase.objects.visible_to(viewer).current().filter(operator=organisation)
    empty = _("It operates no base.")
    return section(_("Pilot test bases"), (NAME, CODE, PLACE, SINCE), found[:MAX_SHOWN], viewer, empty=empty)


def bases_managed(viewer: Viewer, day: dt.date) -> list[Responsibility]:
    """The bases that the reader manages, without those out of operation."""
    if viewer.person_id is None:
        return []
    found = PilotBase.objects.visible_to(viewer).current().filter(manager=viewer.person_id).exclude(ends_on__lte=day)
    states = [(one, operation_state(one, day)) for one in found.select_related("private_to")]
    return [Responsibility(_("Pilot test base"), one, one.name, state.label, state.tone) for one, state in states]


def _campaigns(found: QuerySet, viewer: Viewer) -> Section:
    rows = found.select_related("base")[:MAX_SHOWN]
    return section(_("Campaigns"), CAMPAIGNS, rows, viewer, is_foreign=True, empty=_("No campaign is recorded yet."))
