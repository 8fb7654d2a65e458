"""Research directions: their stages, their leads, and the records that belong to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from partnership.cooperation.agreements import AMOUNT, KIND, SIGNED, STATUS
from partnership.cooperation.filters import DirectionFilter
from partnership.models import DirectionLead, ResearchDirection
from partnership.pages import Badge, Cell, Column, RecordDetail, RecordList, Section, section
from partnership.pages.facts import in_two_languages, source_in
from partnership.pages.tables.columns import PERIOD
from partnership.pages.tables.standard_columns import CODE, NAME
from partnership.rules.fields import active_on
from partnership.rules.registry import Responsibility
from partnership.rules.visibility import Viewer

Stage = ResearchDirection.Stage
TONES = {"active": "good", "agreed": "accent", "exploration": "attention"}
STAGE = Column("stage", gettext_lazy("Stage of life"), Cell.STATE, choices=Stage, tones=TONES, sort="stage")


class DirectionList(RecordList):
    model = ResearchDirection
    title = gettext_lazy("Research directions")
    summary = ngettext_lazy(
        "%(count)d research direction, %(active)d active.", "%(count)d research directions, %(active)d active.", "count"
    )
    filterset_class = DirectionFilter
    order = "code"
    select_related = ("predecessor",)
    related_lists = ((gettext_lazy("Cooperation stages"), "cooperationstage_list"),)
    columns = (NAME, CODE, STAGE, Column("predecessor", gettext_lazy("Grew out of"), Cell.RECORD))

    def row_queryset(self, records: Any) -> Any:
        return records.with_stage()

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        active = ResearchDirection.objects.visible_to(viewer).in_stage(Stage.ACTIVE)
        return {"active": Count("pk", filter=Q(pk__in=active.values("pk")))}


class DirectionDetail(RecordDetail):
    model = ResearchDirection
    list_title = DirectionList.title
    select_related = ("predecessor",)
    facts = (
        in_two_languages("summary", pgettext_lazy("record", "Summary")),
        in_two_languages("front_evidence", gettext_lazy("Evidence that it is a research front")),
        source_in("front_source"),
        "predecessor",
    )

    def records(self, viewer: Viewer) -> Any:
        return super().records(viewer).with_stage()

    def state(self, record: ResearchDirection) -> Badge | None:
        return Badge(record.stage_label, TONES.get(record.stage_now or "", "neutral")) if record.stage_now else None

    def sentence(self, record: ResearchDirection, viewer: Viewer) -> str:
        if not record.stage_now:
            return _("No step of its life is recorded yet.")
        return _("The direction is now: %(stage)s.") % {"stage": record.stage_label}

    def side_sections(self, record: ResearchDirection, viewer: Viewer) -> list[Section]:
        leads = record.leads.visible_to(viewer).select_related("person__organisation")
        steps = record.steps.visible_to(viewer)
        return [
            section(_("Leads"), LEAD_COLUMNS, leads, viewer, empty=_("Nobody leads it yet.")),
            section(_("What moved it on"), STEP_COLUMNS, steps, viewer, empty=_("No step is recorded yet.")),
        ]

    def main_sections(self, record: ResearchDirection, viewer: Viewer) -> list[Section]:
        agreements = record.agreements.visible_to(viewer).current()
        successors = record.successors.visible_to(viewer).current()
        sections = [
            section(_("Agreements"), (NAME, CODE, KIND, STATUS, SIGNED, AMOUNT), agreements, viewer,
                    empty=_("No agreement covers it.")),
        ]  # fmt: skip
        grown = section(_("What grew out of it"), (NAME, CODE), successors, viewer)
        return [*sections, grown] if grown.table.rows else sections


LEAD_COLUMNS = (
    Column("person", gettext_lazy("Person"), Cell.RECORD),
    Column("person.organisation", gettext_lazy("Organisation"), Cell.RECORD),
    PERIOD,
)
STEP_COLUMNS = (
    Column("stage", gettext_lazy("Stage of life"), Cell.CHOICE, choices=Stage),
    Column("reached_on", pgettext_lazy("direction", "Reached"), Cell.DAY),
    Column("reason", gettext_lazy("What moved it on")),
)


def direction_responsibilities(viewer: Viewer, day: dt.date) -> list[Responsibility]:
    """Return the research directions that the reader leads, without those that are closed."""
    if viewer.person_id is None:
        return []
    leads = DirectionLead.objects.filter(active_on(day), person=viewer.person_id)  # unscoped: children
    directions = ResearchDirection.objects.visible_to(viewer).current().filter(pk__in=leads.values("direction"))
    return [
        Responsibility(
            _("Research direction"),
            direction,
            direction.name,
            direction.stage_label,
            TONES.get(direction.stage_now, "neutral"),
        )
        for direction in directions.with_stage()
        if direction.stage_now != Stage.CLOSED
    ]
