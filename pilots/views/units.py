"""Process units: the tanks and reactors of the bases, the series of each, and the campaigns during its operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.pages import Badge, Cell, Column, RecordDetail, RecordList, Section, section
from partnership.pages.tables.standard_columns import ENDS, STARTS
from partnership.rules import formats
from partnership.rules.fields import active_on, last_day
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer
from pilots.filters import ProcessUnitFilter
from pilots.models import ProcessUnit
from pilots.quality.coverage import with_coverage
from pilots.views.bases import CAMPAIGN_COLUMNS, VARIABLE_LINK, operation_state
from pilots.views.series import BASE, ORIGIN, POINT, coverage_columns, recent_days


class ProcessUnitList(RecordList):
    model = ProcessUnit
    nav_key = "pilotbase"
    title = gettext_lazy("Process units")
    filterset_class = ProcessUnitFilter
    order = "base"
    select_related = ("base",)
    columns = (
        Column("name", gettext_lazy("Process unit"), value=str, sort="code", is_link=True),
        BASE,
        Column("kind", gettext_lazy("Kind"), Cell.CHOICE, choices=ProcessUnit.Kind, sort="kind"),
        Column("volume_m3", gettext_lazy("Volume"), Cell.NUMBER, sort="volume_m3", unit="m³"),
        STARTS,
        ENDS,
    )

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        is_active = active_on(today())
        return {"running": Count("pk", filter=is_active), "volume": Sum("volume_m3", filter=is_active)}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d process unit, %(running)d in operation with a volume of %(volume)s.",
            "%(count)d process units, %(running)d in operation with a volume of %(volume)s.",
            totals["count"],
        )
        return text % {**totals, "volume": formats.quantity(totals["volume"] or 0, "m³")}


class ProcessUnitDetail(RecordDetail):
    model = ProcessUnit
    nav_key = "pilotbase"
    key = "pk"
    list_title = ProcessUnitList.title
    select_related = ("base",)
    facts = ("base", "name_zh", "name_en", "kind", "volume_m3", "starts_on", "ends_on")

    def heading(self, record: ProcessUnit) -> str:
        return f"{record.name or record.get_kind_display()} · {record.base.name}"

    def state(self, record: ProcessUnit) -> Badge:
        return operation_state(record, today())

    def sentence(self, record: ProcessUnit, viewer: Viewer) -> str:
        values = {"first": formats.day(record.starts_on), "last": formats.day(last_day(record.ends_on))}
        if record.starts_on > today():
            return _("To be taken into operation on %(first)s.") % values
        if record.ends_on is None:
            return _("In operation since %(first)s, without an end.") % values
        return _("In operation from %(first)s to %(last)s.") % values

    def main_sections(self, record: ProcessUnit, viewer: Viewer) -> list[Section]:
        period = recent_days()
        series = with_coverage(record.series.visible_to(viewer), period).select_related("variable")
        columns = (VARIABLE_LINK, POINT, ORIGIN, *coverage_columns(period))
        overlaps = Q(ends_on__isnull=True) | Q(ends_on__gt=record.starts_on)
        if record.ends_on is not None:
            overlaps &= Q(starts_on__lt=record.ends_on)
        campaigns = record.base.campaigns.visible_to(viewer).filter(overlaps).select_related("project")
        return [
            section(_("Series"), columns, series.order_by("point", "variable__code", "pk"), viewer,
                    note=_("Coverage of the last 30 days"), empty=_("Nothing is measured yet.")),
            section(_("Campaigns during its operation"), CAMPAIGN_COLUMNS, campaigns, viewer,
                    empty=_("No campaign is recorded yet.")),
        ]  # fmt: skip
