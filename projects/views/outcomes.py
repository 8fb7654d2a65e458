"""Outcomes and their readiness levels; engineering cases in which they are applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.pages import Badge, Cell, Column, RecordDetail, RecordList, Section, section
from partnership.pages.tables.standard_columns import CODE, NAME
from partnership.rules import formats
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer
from projects.filters import READY, CaseFilter, OutcomeFilter
from projects.models import EngineeringCase, Outcome
from projects.models.outcome import at_least_level
from projects.views.projects import PROJECT

KIND = Column("kind", gettext_lazy("Kind"), Cell.CHOICE, choices=Outcome.Kind, sort="kind")
LEVEL = Column("level", gettext_lazy("Readiness level"), Cell.NUMBER, sort="level")
ACHIEVED = Column("achieved_on", gettext_lazy("Achieved"), Cell.DAY, sort="achieved_on")
DIRECTION = Column("direction", gettext_lazy("Research direction"), Cell.RECORD, sort="direction__code")


class OutcomeList(RecordList):
    model = Outcome
    title = gettext_lazy("Outcomes")
    filterset_class = OutcomeFilter
    order = "-achieved_on"
    select_related = ("direction", "project")
    related_lists = ((gettext_lazy("Readiness assessments"), "readinessassessment_list"),)
    columns = (NAME, CODE, KIND, LEVEL, ACHIEVED, DIRECTION, PROJECT)

    def row_queryset(self, records: Any) -> Any:
        return records.with_level(today())

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"ready": Count("pk", filter=at_least_level(READY, today()))}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d outcome, %(ready)d at readiness level 7 and above.",
            "%(count)d outcomes, %(ready)d at readiness level 7 and above.",
            totals["count"],
        )
        return text % totals


class OutcomeDetail(RecordDetail):
    model = Outcome
    list_title = OutcomeList.title
    select_related = ("direction", "project")
    facts = ("kind", "project", "direction", "achieved_on", "summary")

    def records(self, viewer: Viewer) -> Any:
        return super().records(viewer).with_level(today())

    def state(self, record: Outcome) -> Badge | None:
        if record.level is None:
            return None
        label = _("Readiness level %(level)d") % {"level": record.level}
        return Badge(label, "good" if record.level >= READY else "accent")

    def sentence(self, record: Outcome, viewer: Viewer) -> str:
        values = {"day": formats.day(record.achieved_on), "level": record.level}
        if record.level is None:
            return _("Achieved on %(day)s; how ready it is has not been assessed yet.") % values
        return _("Achieved on %(day)s; at readiness level %(level)d of 9.") % values

    def main_sections(self, record: Outcome, viewer: Viewer) -> list[Section]:
        assessments = record.assessments.visible_to(viewer).select_related("assessor")
        assessments_url = f"{reverse('readinessassessment_list')}?outcome={record.code}"
        cases = record.cases.visible_to(viewer).current().select_related("site_owner")
        return [
            section(_("Readiness over time"), ASSESSMENTS, assessments, viewer, url=assessments_url,
                    empty=_("Not assessed yet.")),
            section(_("Where it is applied"), CASE_COLUMNS, cases, viewer,
                    empty=_("It has not been applied in a plant yet.")),
        ]  # fmt: skip


ASSESSMENTS = (
    Column("level", gettext_lazy("Level"), Cell.NUMBER),
    Column("assessed_on", gettext_lazy("Assessed"), Cell.DAY),
    Column("assessor", gettext_lazy("Assessor"), Cell.RECORD),
    Column("evidence", gettext_lazy("Evidence")),
)
COMMISSIONED = Column("commissioned_on", gettext_lazy("In operation since"), Cell.DAY, sort="commissioned_on")
PLACE = Column("place", gettext_lazy("Place"), sort="place")
CAPACITY = Column("capacity_m3_d", gettext_lazy("Capacity"), Cell.NUMBER, sort="capacity_m3_d", unit="m³/d", decimals=0)
SAVED = Column(
    "energy_saved_kwh_m3",
    gettext_lazy("Energy saved"),
    Cell.NUMBER,
    sort="energy_saved_kwh_m3",
    unit="kWh/m³",
    decimals=3,
)
CASE_COLUMNS = (NAME, CODE, PLACE, COMMISSIONED, CAPACITY, SAVED)


class CaseList(RecordList):
    model = EngineeringCase
    title = gettext_lazy("Engineering cases")
    filterset_class = CaseFilter
    order = "-commissioned_on"
    select_related = ("direction",)
    columns = (NAME, CODE, PLACE, COMMISSIONED, CAPACITY, SAVED, DIRECTION)

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"running": Count("pk", filter=Q(commissioned_on__lte=today())), "capacity": Sum("capacity_m3_d")}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d engineering case, %(running)d in operation, with a capacity of %(capacity)s.",
            "%(count)d engineering cases, %(running)d in operation, with a capacity of %(capacity)s.",
            totals["count"],
        )
        return text % {**totals, "capacity": formats.quantity(totals["capacity"] or 0, "m³/d", 0)}


class CaseDetail(RecordDetail):
    model = EngineeringCase
    list_title = CaseList.title
    select_related = ("direction", "site_owner")
    facts = (
        "place", "site_owner", "direction", "commissioned_on", "capacity_m3_d", "energy_saved_kwh_m3", "benefit",
    )  # fmt: skip

    def sentence(self, record: EngineeringCase, viewer: Viewer) -> str:
        values = {"day": formats.day(record.commissioned_on), "distance": formats.distance(record.commissioned_on)}
        if record.commissioned_on > today():
            return _("To be taken into operation on %(day)s (%(distance)s).") % values
        return _("In operation since %(day)s.") % values

    def main_sections(self, record: EngineeringCase, viewer: Viewer) -> list[Section]:
        outcomes = record.outcomes.visible_to(viewer).current().with_level(today())
        columns = (NAME, CODE, Column("level", LEVEL.label, Cell.NUMBER))
        return [section(_("Outcomes applied"), columns, outcomes, viewer, empty=_("No outcome is named."))]
