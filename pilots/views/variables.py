"""Variables: their units, ranges of possible values, and series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from partnership.pages import Cell, Column, Fact, RecordDetail, RecordList, Section, section
from partnership.pages.sections import MAX_SECTION_ROWS
from partnership.pages.tables.standard_columns import NAME
from partnership.rules import formats
from partnership.rules.visibility import Viewer, as_viewer
from pilots.filters import VariableFilter, is_measured
from pilots.models import Series, Variable
from pilots.quality.coverage import with_coverage
from pilots.views.bases import UNIT
from pilots.views.series import ORIGIN, POINT, coverage_columns, recent_days


class VariableList(RecordList):
    model = Variable
    nav_key = "series"
    title = gettext_lazy("Variables")
    filterset_class = VariableFilter
    order = "code"
    columns = (
        NAME,
        Column("code", gettext_lazy("Symbol"), Cell.CODE, sort="code"),
        Column("unit", pgettext_lazy("variable", "Unit"), sort="unit"),
        Column("hard_min", gettext_lazy("Lowest possible"), Cell.NUMBER, sort="hard_min"),
        Column("hard_max", gettext_lazy("Highest possible"), Cell.NUMBER, sort="hard_max"),
        Column("series_count", gettext_lazy("Series"), Cell.NUMBER, sort="series_count"),
    )

    def row_queryset(self, records: QuerySet) -> QuerySet:
        viewer = as_viewer(self.request.user)
        series = Series.objects.visible_to(viewer).current().filter(variable=OuterRef("pk")).order_by()
        counted = series.values("variable").annotate(count=Count("pk")).values("count")
        return records.annotate(series_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"measured": Count("pk", filter=is_measured(viewer))}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d variable, %(measured)d of them measured.",
            "%(count)d variables, %(measured)d of them measured.",
            totals["count"],
        )
        return text % totals


def lowest_fact(record: Variable, viewer: Viewer) -> Fact:
    return Fact(gettext_lazy("Lowest possible"), _with_unit(record, record.hard_min))


def highest_fact(record: Variable, viewer: Viewer) -> Fact:
    return Fact(gettext_lazy("Highest possible"), _with_unit(record, record.hard_max))


def _with_unit(record: Variable, value: float | None) -> str | None:
    return None if value is None else formats.quantity(value, record.unit)


class VariableDetail(RecordDetail):
    model = Variable
    nav_key = "series"
    key = "pk"
    list_title = VariableList.title
    facts = ("name_zh", "name_en", "unit", lowest_fact, highest_fact)

    def sentence(self, record: Variable, viewer: Viewer) -> str:
        """Describe which values it can take."""
        values = {"low": _with_unit(record, record.hard_min), "high": _with_unit(record, record.hard_max)}
        match (values["low"], values["high"]):
            case (None, None):
                return _("No range of possible values is set.")
            case (_low, None):
                return _("A value below %(low)s cannot be true.") % values
            case (None, _high):
                return _("A value above %(high)s cannot be true.") % values
        return _("A value below %(low)s or above %(high)s cannot be true.") % values

    def main_sections(self, record: Variable, viewer: Viewer) -> list[Section]:
        period = recent_days()
        series = with_coverage(record.series.visible_to(viewer).current(), period).select_related("base", "unit__base")
        columns = (BASE_LINK, POINT, ORIGIN, UNIT, *coverage_columns(period))
        shown = series.order_by("base__code", "point", "pk")[:MAX_SECTION_ROWS]
        url = f"{reverse('series_list')}?variable={quote(record.code)}"
        return [
            section(_("Series"), columns, shown, viewer, note=_("Coverage of the last 30 days"), url=url,
                    is_foreign=True, empty=_("No base measures it yet.")),
        ]  # fmt: skip


BASE_LINK = Column("base", gettext_lazy("Pilot test base"), is_link=True)
