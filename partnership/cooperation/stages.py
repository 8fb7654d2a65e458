"""The stages of the cooperation, and what was recorded in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from partnership.cooperation.filters import StageFilter
from partnership.models import CooperationStage
from partnership.pages import Cell, Column, RecordDetail, RecordList, Section, section
from partnership.pages.facts import in_two_languages
from partnership.pages.tables.standard_columns import ENDS, NAME, STARTS
from partnership.rules import formats, registry
from partnership.rules.figures import Unit, read
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer

NUMBER = Column("number", gettext_lazy("Number"), Cell.NUMBER, sort="number")


class StageList(RecordList):
    model = CooperationStage
    nav_key = "researchdirection"
    title = gettext_lazy("Cooperation stages")
    summary = ngettext_lazy("%(count)d stage.", "%(count)d stages.", "count")
    filterset_class = StageFilter
    order = "number"
    columns = (NAME, NUMBER, STARTS, ENDS)


@dataclass(frozen=True, slots=True)
class StageResult:
    """How many records of one kind date from a stage."""

    label: str
    count: Any
    url: str

    def get_absolute_url(self) -> str:
        return self.url


class StageDetail(RecordDetail):
    model = CooperationStage
    nav_key = "researchdirection"
    key = "number"
    list_title = StageList.title
    facts = ("number", "starts_on", "ends_on", in_two_languages("summary", pgettext_lazy("record", "Summary")))

    def sentence(self, record: CooperationStage, viewer: Viewer) -> str:
        values = {"first": formats.day(record.starts_on), "last": formats.day(record.period.last_day)}
        if record.ends_on is None:
            return _("Since %(first)s; the stage goes on.") % values
        return _("From %(first)s to %(last)s.") % values

    def side_sections(self, record: CooperationStage, viewer: Viewer) -> list[Section]:
        columns = (
            Column("label", gettext_lazy("Kind"), is_link=True),
            Column("count", gettext_lazy("Count"), Cell.NUMBER),
        )
        return [section(_("What the stage brought"), columns, _stage_results(record.period, viewer), viewer)]


def _stage_results(period: Period, viewer: Viewer) -> list[StageResult]:
    figures = [activity.figure for activity in registry.activities if activity.figure.unit is Unit.COUNT]
    readings = read([(figure, period) for figure in figures], viewer)
    results = [readings[figure.key, period] for figure in figures]
    return [StageResult(str(result.figure.label), result.value, result.url) for result in results]
