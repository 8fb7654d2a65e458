"""Assessments of readiness: the level of an outcome, the level before, the day and the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy, ngettext

from partnership.pages import Cell, Column, RecordList
from partnership.pages.tables.columns import by_name
from partnership.rules import formats
from partnership.rules.visibility import Viewer
from projects.filters import AssessmentFilter
from projects.models import ReadinessAssessment


class AssessmentList(RecordList):
    model = ReadinessAssessment
    nav_key = "outcome"
    title = gettext_lazy("Readiness assessments")
    filterset_class = AssessmentFilter
    order = "-assessed_on"
    select_related = ("outcome", "assessor")
    hint = gettext_lazy("Editors enter it with the outcome, in the administration; it shows up here at once.")
    columns = (
        Column("outcome", gettext_lazy("Outcome"), sort="outcome__code", is_link=True),
        Column("level", gettext_lazy("Readiness level"), Cell.NUMBER, sort="level"),
        Column("level_before", gettext_lazy("Level before"), Cell.NUMBER, sort="level_before"),
        Column("assessed_on", gettext_lazy("Assessed"), Cell.DAY, sort="assessed_on"),
        Column("assessor", gettext_lazy("Assessor"), Cell.RECORD, sort=by_name("assessor__")),
        Column("evidence", gettext_lazy("Evidence")),
    )

    def row_url(self, record: Any) -> str:
        return record.outcome.get_absolute_url()

    @staticmethod
    def tone(record: Any) -> str:  # type: ignore[override]  # the list calls it unbound
        return "attention" if record.level < (record.level_before or 0) else ""

    def row_queryset(self, records: QuerySet) -> QuerySet:
        return records.with_level_before()  # type: ignore[attr-defined]

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"outcomes": Count("outcome", distinct=True), "last": Max("assessed_on")}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d readiness assessment, on %(last)s; outcomes assessed: %(outcomes)d.",
            "%(count)d readiness assessments, the last on %(last)s; outcomes assessed: %(outcomes)d.",
            totals["count"],
        )
        return text % {**totals, "last": formats.day(totals["last"])}
