"""The filters of the lists of bases, series and campaigns."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.pages import RecordFilter
from partnership.pages.filters import CodeFilter, DayInput, Rule, choice_filter, day_range
from partnership.rules.fields import active_on
from partnership.rules.periods import EARLIEST_DAY, LATEST_DAY
from partnership.rules.states import RUNNING_STATES, ended_on
from partnership.rules.visibility import Viewer, as_viewer
from pilots.models import ProcessUnit, Series
from pilots.models.load import in_balance
from pilots.quality import coverage
from pilots.quality.coverage import HAS_INTERVAL, begun_before, expected_from, silent_on

# Rules count days back from the value.
IN_CALENDAR = (MinValueValidator(EARLIEST_DAY), MaxValueValidator(LATEST_DAY))

OPERATION_STATES = {"running": (_("in operation"), active_on), "ended": (_("out of operation"), ended_on)}


class WindowDay(django_filters.DateFilter):
    """One end of the window of a figure; filters the series that the figure counts."""

    is_shown_only_when_set = True

    def __init__(self, label: Any, rule: Rule) -> None:
        super().__init__(label=label, widget=DayInput(), validators=IN_CALENDAR)
        self.rule = rule

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs.filter(self.rule(value)) if value else qs


class PilotBaseFilter(RecordFilter):
    text_lookups = ("code", "name_zh", "name_en", "place")
    states = OPERATION_STATES
    started_from, started_before = day_range("starts_on", _("In operation from"), _("In operation before"))


class ProcessUnitFilter(RecordFilter):
    text_lookups = ("code", "name_zh", "name_en", "base__code", "base__name_zh", "base__name_en")
    states = OPERATION_STATES
    kind = choice_filter(ProcessUnit.Kind, _("Kind"))
    base = CodeFilter(field_name="base__code", label=_("Pilot test base"))
    started_from, started_before = day_range("starts_on", _("In operation from"), _("In operation before"))


def is_measured(viewer: Viewer) -> Exists:
    """Return the condition for variables of which the viewer sees a series."""
    return Exists(Series.objects.visible_to(viewer).current().filter(variable=OuterRef("pk")))


class VariableFilter(RecordFilter):
    text_lookups = ("code", "name_zh", "name_en", "unit")
    series = django_filters.ChoiceFilter(
        method="with_series",
        label=_("Series"),
        choices=[("some", pgettext_lazy("variable", "measured")), ("none", pgettext_lazy("variable", "not measured"))],
        empty_label=_("all"),
    )

    def with_series(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        condition = is_measured(as_viewer(self.request.user))
        return queryset.filter(condition if value == "some" else ~condition)


class SeriesFilter(RecordFilter):
    text_lookups = ("base__code", "base__name_zh", "base__name_en", "variable__code", "variable__name_zh")
    point = choice_filter(Series.Point, _("Point"))
    origin = choice_filter(Series.Origin, _("Origin"))
    variable = CodeFilter(field_name="variable__code", label=_("Variable"))
    base = CodeFilter(field_name="base__code", label=_("Pilot test base"))
    states = {
        "silent": (Series.State.SILENT.label, silent_on),
        "ended": (Series.State.ENDED.label, coverage.ended_on),
    }
    measured_from = WindowDay(_("Measured from"), lambda day: HAS_INTERVAL & expected_from(day))
    measured_before = WindowDay(_("Measured before"), lambda day: HAS_INTERVAL & begun_before(day))
    nitrogen_from = WindowDay(_("Nitrogen balance from"), lambda _day: in_balance())
    nitrogen_before = WindowDay(_("Nitrogen balance before"), lambda _day: in_balance())


class CampaignFilter(RecordFilter):
    text_lookups = ("title", "aim", "base__code")
    states = RUNNING_STATES
    base = CodeFilter(field_name="base__code", label=_("Pilot test base"))
    started_from, started_before = day_range("starts_on", _("Begun from"), _("Begun before"), always=True)
