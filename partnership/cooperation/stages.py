"""The stages of the cooperation, and what each brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

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
    filters = StageFilter
    order = "number"
    columns = (NAME, NUMBER, STARTS, ENDS)

    def sentence(self, totals: Mapping[str, Any]) -> str:
        return ngettext("%(count)d stage.", "%(count)d stages.", totals["count"]) % totals


@dataclass(frozen=True, slots=True)
class Brought:
    """How much of one kind a stage brought."""

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
        return [section(_("What the stage brought"), columns, _brought(record.period, viewer), viewer)]


def _brought(period: Period, viewer: Viewer) -> list[Brought]:
    figures = [one.figure for one in registry.activities if one.figure.unit is Unit.COUNT]
    readings = read([(figure, period) for figure in figures], viewer)
    found = [readings[figure.key, period] for figure in figures]
    return [Brought(str(one.figure.label), one.value, one.url) for one in found]
