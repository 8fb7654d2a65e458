"""Pilot test bases: their units, series, campaigns, and the nitrogen that they remove."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from partnership.pages import Badge, Cell, Column, RecordDetail, RecordList, Section, charts, section
from partnership.pages.charts import Chart
from partnership.pages.tables.columns import by_name
from partnership.pages.tables.standard_columns import CODE, ENDS, NAME, STARTS
from partnership.rules import formats
from partnership.rules.fields import active_on
from partnership.rules.periods import Period, today
from partnership.rules.registry import NextStep
from partnership.rules.visibility import Viewer
from pilots.filters import CampaignFilter, PilotBaseFilter
from pilots.models import Campaign, PilotBase, ProcessUnit, Series
from pilots.quality.coverage import with_coverage
from pilots.selectors.daily import daily_means
from pilots.selectors.performance import balances_by_base
from pilots.services import import_jobs
from pilots.views.series import BASE, ORIGIN, POINT, VARIABLE, coverage_columns, recent_days

PLACE = Column("place", gettext_lazy("Place"), sort="place")
OPERATOR = Column("operator", pgettext_lazy("pilot base", "Operator"), Cell.RECORD, sort="operator__code")
MANAGER = Column("manager", gettext_lazy("Manager"), Cell.RECORD, sort=by_name("manager__"))
FLOW = Column("design_flow_m3_d", gettext_lazy("Design flow"), Cell.NUMBER, sort="design_flow_m3_d", unit="m³/d")
SINCE = Column("starts_on", gettext_lazy("In operation since"), Cell.DAY, sort="starts_on")
DAYS_CHARTED = 90
CHARTED = ("TN", "NH4-N")
IMPORTS_SHOWN = 5
NO_COMPLIANCE = gettext_lazy("For reference: means of what was measured, no statement of compliance with a limit.")


def operation_state(record: PilotBase | ProcessUnit, day: dt.date) -> Badge:
    """Return the badge of a base or a unit on a day."""
    if record.starts_on > day:
        return Badge(_("planned"), "accent")
    has_ended = record.ends_on is not None and record.ends_on <= day
    return Badge(_("out of operation")) if has_ended else Badge(_("in operation"), "good")


class PilotBaseList(RecordList):
    model = PilotBase
    title = gettext_lazy("Pilot test bases")
    filterset_class = PilotBaseFilter
    order = "code"
    select_related = ("operator", "manager")
    related_lists = (
        (gettext_lazy("Process units"), "processunit_list"),
        (gettext_lazy("Campaigns"), "campaign_list"),
        (gettext_lazy("Measured series"), "series_list"),
    )
    columns = (NAME, CODE, PLACE, OPERATOR, MANAGER, FLOW, SINCE, ENDS)

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"running": Count("pk", filter=active_on(today()))}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d pilot test base, %(running)d in operation.",
            "%(count)d pilot test bases, %(running)d in operation.",
            totals["count"],
        )
        return text % totals


class PilotBaseDetail(RecordDetail):
    model = PilotBase
    list_title = PilotBaseList.title
    select_related = ("operator", "manager")
    facts = ("place", "operator", "manager", "design_flow_m3_d", "starts_on", "ends_on", "summary")

    def state(self, record: PilotBase) -> Badge:
        return operation_state(record, today())

    def sentence(self, record: PilotBase, viewer: Viewer) -> str:
        """Describe the nitrogen removal of the last 30 days, and on how many of them it rests."""
        period = recent_days()
        balance = balances_by_base(viewer, [period], only=(record.pk,))[0].get(record.pk)
        if balance is None or balance.removal is None:
            return _("No nitrogen balance in the last 30 days: flow and total nitrogen were not measured together.")
        values = {"removal": formats.quantity(balance.removal, "%", 1), "used": balance.days_used, "days": period.days}
        return (
            _("Removed %(removal)s of the nitrogen in the last %(days)d days, on the %(used)d days with data.") % values
        )

    def next_steps(self, record: PilotBase, user: Any) -> list[NextStep]:
        may_import = user.has_perm(import_jobs.PERMISSION)
        url = reverse("measurement_import", args=[record.code])
        return [NextStep(_("Import measurements"), url)] if may_import else []

    def side_sections(self, record: PilotBase, viewer: Viewer) -> list[Section]:
        units = record.units.visible_to(viewer)
        url = f"{reverse('processunit_list')}?base={record.code}"
        return [section(_("Process units"), UNIT_COLUMNS, units, viewer, url=url, empty=_("No unit is recorded yet."))]

    def main_sections(self, record: PilotBase, viewer: Viewer) -> list[Section]:
        period = recent_days()
        series = with_coverage(record.series.visible_to(viewer), period).select_related("variable", "unit__base")
        columns = (VARIABLE_LINK, POINT, ORIGIN, UNIT, *coverage_columns(period))
        campaigns = record.campaigns.visible_to(viewer).select_related("project")
        imports = record.imports.visible_to(viewer)[:IMPORTS_SHOWN]
        query = f"?base={record.code}"
        return [
            section(_("Series"), columns, series.order_by("point", "variable__code", "pk"), viewer,
                    note=_("Coverage of the last 30 days"), url=reverse("series_list") + query,
                    empty=_("Nothing is measured yet.")),
            section(_("Campaigns"), CAMPAIGN_COLUMNS, campaigns, viewer, url=reverse("campaign_list") + query,
                    empty=_("No campaign is recorded yet.")),
            section(_("Imports of measurements"), IMPORT_COLUMNS, imports, viewer,
                    empty=_("Nothing was imported yet.")),
        ]  # fmt: skip

    def charts(self, record: PilotBase, viewer: Viewer) -> list[Chart]:
        """Return the chart of nitrogen in and out of the last days, as daily means."""
        period = Period(today() - dt.timedelta(days=DAYS_CHARTED - 1), today() + dt.timedelta(days=1))
        charted = record.series.visible_to(viewer).filter(
            variable__code__in=CHARTED, point__in=(Series.Point.INFLUENT, Series.Point.EFFLUENT),
            origin=Series.Origin.SENSOR,
        ).select_related("variable")  # fmt: skip
        series = list(charted.order_by("variable__code", "-point"))
        means = daily_means(viewer, [each.pk for each in series], period)
        days = [period.start + dt.timedelta(days=number) for number in range(period.days)]
        lines = [
            charts.ChartSeries(
                f"{each.variable.code} · {each.get_point_display()}", [means[each.pk].get(day) for day in days]
            )
            for each in series
            if each.pk in means
        ]
        if not lines:
            return []
        alt = _("Lines: daily means of nitrogen in and out of the base over the last %(days)d days.")
        return [
            charts.lines(
                key="nitrogen",
                title=_("Nitrogen in and out, daily means"),
                unit="mg/L",
                alt=f"{alt % {'days': DAYS_CHARTED}} {NO_COMPLIANCE}",
                heading=_("Day"),
                times=days,
                series=lines,
            )
        ]


UNIT_COLUMNS = (
    Column("name", gettext_lazy("Process unit"), value=str, is_link=True),
    Column("kind", gettext_lazy("Kind"), Cell.CHOICE, choices=ProcessUnit.Kind),
    Column("volume_m3", gettext_lazy("Volume"), Cell.NUMBER, unit="m³"),
    Column("ends_on", gettext_lazy("Until"), Cell.LAST_DAY),
)
CAMPAIGN_COLUMNS = (
    Column("title", gettext_lazy("Campaign")),
    Column("starts_on", gettext_lazy("First day"), Cell.DAY),
    Column("ends_on", gettext_lazy("Last day"), Cell.LAST_DAY),
    Column("project", gettext_lazy("Project"), Cell.RECORD),
)
IMPORT_COLUMNS = (
    Column("file_name", gettext_lazy("File")),
    Column("created_at", gettext_lazy("Imported"), Cell.MOMENT),
    Column("created_count", gettext_lazy("New values"), Cell.NUMBER),
    Column("updated_count", gettext_lazy("Corrected values"), Cell.NUMBER),
)
VARIABLE_LINK = Column("variable", VARIABLE.label, value=VARIABLE.value, is_link=True)
UNIT = Column("unit", gettext_lazy("Process unit"), Cell.RECORD)


class CampaignList(RecordList):
    model = Campaign
    nav_key = "pilotbase"
    title = gettext_lazy("Campaigns")
    filterset_class = CampaignFilter
    order = "-starts_on"
    select_related = ("base", "project")
    columns = (
        Column("title", gettext_lazy("Campaign"), sort="title", is_link=True),
        BASE,
        Column("aim", gettext_lazy("Question")),
        STARTS,
        ENDS,
        Column("project", gettext_lazy("Project"), Cell.RECORD, sort="project__code"),
    )

    def row_url(self, record: Any) -> str:
        return record.base.get_absolute_url()

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"running": Count("pk", filter=active_on(today()))}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d campaign, %(running)d running.", "%(count)d campaigns, %(running)d running.", totals["count"]
        )
        return text % totals
