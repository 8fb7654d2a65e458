"""Who supervises whom on which side, and where trainees practise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy, ngettext

from partnership.pages import Cell, Column, RecordList
from partnership.pages.tables.columns import by_name
from partnership.pages.tables.standard_columns import ENDS, STARTS
from partnership.rules.fields import active_on
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer
from talent.filters import PlacementFilter, SupervisionFilter
from talent.models import Placement, Supervision

TRAINEE = Column("trainee", gettext_lazy("Trainee"), sort=by_name("trainee__person__"), is_link=True)
ENTRY_HINT = gettext_lazy("Editors enter it with the trainee, in the administration; it shows up here at once.")


class SupervisionList(RecordList):
    model = Supervision
    nav_key = "trainee"
    title = gettext_lazy("Supervision of trainees")
    filterset_class = SupervisionFilter
    order = "-starts_on"
    select_related = ("trainee__person", "trainee__cohort__programme", "supervisor", "organisation")
    hint = ENTRY_HINT
    columns = (
        TRAINEE,
        Column("supervisor", gettext_lazy("Supervisor"), Cell.RECORD, sort=by_name("supervisor__")),
        Column("organisation", gettext_lazy("Side"), Cell.RECORD, sort="organisation__code"),
        Column("trainee.cohort.programme", gettext_lazy("Programme"), Cell.RECORD,
               sort="trainee__cohort__programme__code"),
        STARTS,
        ENDS,
    )  # fmt: skip

    def row_url(self, record: Any) -> str:
        return record.trainee.get_absolute_url()

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"running": Count("pk", filter=active_on(today())), "supervisors": Count("supervisor", distinct=True)}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d supervision, %(running)d running; supervisors: %(supervisors)d.",
            "%(count)d supervisions, %(running)d running; supervisors: %(supervisors)d.",
            totals["count"],
        )
        return text % totals


class PlacementList(RecordList):
    model = Placement
    nav_key = "trainee"
    title = gettext_lazy("Placements")
    filterset_class = PlacementFilter
    order = "-starts_on"
    select_related = ("trainee__person", "base", "project")
    hint = ENTRY_HINT
    columns = (
        TRAINEE,
        Column("base", gettext_lazy("Pilot test base"), Cell.RECORD, sort="base__code"),
        Column("project", gettext_lazy("Project"), Cell.RECORD, sort="project__code"),
        Column("purpose", gettext_lazy("Purpose"), sort="purpose"),
        STARTS,
        ENDS,
    )

    def row_url(self, record: Any) -> str:
        return record.trainee.get_absolute_url()

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"running": Count("pk", filter=active_on(today())), "trainees": Count("trainee", distinct=True)}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d placement, %(running)d running; trainees: %(trainees)d.",
            "%(count)d placements, %(running)d running; trainees: %(trainees)d.",
            totals["count"],
        )
        return text % totals
