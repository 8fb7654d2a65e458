"""The panels of the pilot test bases on the pages of other areas."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.pages import Cell, Column, Section, section
from partnership.pages.sections import MAX_SECTION_ROWS
from partnership.pages.tables.standard_columns import CODE, ENDS, NAME
from partnership.rules.registry import Responsibility
from partnership.rules.visibility import Viewer
from pilots.models import Campaign, PilotBase
from pilots.views.bases import PLACE, SINCE, operation_state
from pilots.views.series import BASE
from projects.models import Project

CAMPAIGN_COLUMNS = (
    Column("title", gettext_lazy("Campaign")),
    BASE,
    Column("aim", gettext_lazy("Question")),
    Column("starts_on", gettext_lazy("First day"), Cell.DAY),
    ENDS,
)


def campaigns_of_project(project: Any, viewer: Viewer) -> Section:
    """Return the campaigns of a project at the bases."""
    return _campaigns(Campaign.objects.visible_to(viewer).current().filter(project=project), viewer)


def campaigns_in_direction(direction: Any, viewer: Viewer) -> Section:
    """Return the campaigns of those projects of a direction that the viewer sees."""
    projects = Project.objects.visible_to(viewer).current().filter(directions=direction)
    return _campaigns(Campaign.objects.visible_to(viewer).current().filter(project__in=projects), viewer)


def bases_operated_by(organisation: Any, viewer: Viewer) -> Section:
    """Return the bases that an organisation operates."""
    bases = PilotBase.objects.visible_to(viewer).current().filter(operator=organisation)
    empty = _("It operates no base.")
    return section(_("Pilot test bases"), (NAME, CODE, PLACE, SINCE), bases[:MAX_SECTION_ROWS], viewer, empty=empty)


def bases_managed(viewer: Viewer, day: dt.date) -> list[Responsibility]:
    """Return the bases that the viewer manages, without those out of operation."""
    if viewer.person_id is None:
        return []
    bases = PilotBase.objects.visible_to(viewer).current().filter(manager=viewer.person_id).exclude(ends_on__lte=day)
    states = [(base, operation_state(base, day)) for base in bases.select_related("private_to")]
    return [Responsibility(_("Pilot test base"), base, base.name, state.label, state.tone) for base, state in states]


def _campaigns(campaigns: QuerySet, viewer: Viewer) -> Section:
    rows = campaigns.select_related("base")[:MAX_SECTION_ROWS]
    return section(
        _("Campaigns"), CAMPAIGN_COLUMNS, rows, viewer, is_foreign=True, empty=_("No campaign is recorded yet.")
    )
