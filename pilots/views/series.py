"""Measured series: their coverage, daily values and corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.pages import Badge, Cell, Column, Fact, RecordDetail, RecordList, Section, charts, section
from partnership.pages.charts import Chart
from partnership.pages.lists import ExtraCount
from partnership.pages.markup import link
from partnership.rules import formats
from partnership.rules.periods import Period, today
from partnership.rules.visibility import Viewer
from pilots.filters import SeriesFilter
from pilots.forms import WindowForm
from pilots.models import Correction, Series, Variable
from pilots.quality.coverage import coverage_percent, series_state, silent_on, silent_text, with_coverage
from pilots.selectors.daily import DailyValue, daily_values
from pilots.views.values import VALUE_DECIMALS, day_columns, day_url, exports_section, shanghai_text

RECENT_DAYS, DAYS_LISTED, CORRECTIONS_SHOWN = 30, 31, 20
TONES: dict[str, str] = {Series.State.SILENT: "attention"}
UNITS_WITHOUT_ZERO = ("", "°C", "mV")  # pH, temperature and redox potential have no natural zero
VARIABLE = Column(
    "variable",
    gettext_lazy("Variable"),
    value=lambda series: variable_name(series.variable),
    sort="variable__code",
)
POINT = Column("point", gettext_lazy("Point"), Cell.CHOICE, choices=Series.Point, sort="point")
ORIGIN = Column("origin", gettext_lazy("Origin"), Cell.CHOICE, choices=Series.Origin, sort="origin")
NEWEST = Column("newest", gettext_lazy("Newest day"), Cell.DAY, sort="newest")
BASE = Column("base", gettext_lazy("Pilot test base"), Cell.RECORD, sort="base__code")


def variable_name(variable: Variable) -> str:
    """Return name, symbol and unit: Ammonium nitrogen NH4-N (mg/L); the symbol once where it is the name."""
    return str(variable) if variable.name == variable.code else f"{variable.name} {variable}"


def recent_days() -> Period:
    """Return the 30 days up to yesterday: today is not complete."""
    return Period(today() - dt.timedelta(days=RECENT_DAYS), today())


def coverage_columns(period: Period) -> tuple[Column, ...]:
    """Return the columns of coverage in a period, state and newest day."""
    day = today()
    coverage = Column(
        "coverage", gettext_lazy("Coverage"), Cell.PERCENT, value=lambda series: coverage_percent(series, period)
    )
    state = Column(
        "state",
        gettext_lazy("State"),
        Cell.STATE,
        value=lambda series: series_state(series, day),
        choices=Series.State,
        tones=TONES,
    )
    return (coverage, state, NEWEST)


def correction_columns(series: Series) -> tuple[Column, ...]:
    """Return the columns of the corrections of a series: both values and the import."""
    unit = series.variable.unit
    return (
        Column("time", gettext_lazy("Time (Asia/Shanghai)"), value=lambda correction: shanghai_text(correction.time)),
        Column("old_value", gettext_lazy("Value before"), Cell.NUMBER, unit=unit, decimals=VALUE_DECIMALS),
        Column("new_value", gettext_lazy("Value after"), Cell.NUMBER, unit=unit, decimals=VALUE_DECIMALS),
        Column("corrected_at", gettext_lazy("Corrected on"), Cell.MOMENT),
        Column("new_import", gettext_lazy("Corrected by"), value=lambda correction: correction.new_import.file_name),
    )


class SeriesList(RecordList):
    model = Series
    title = gettext_lazy("Measured series")
    filterset_class = SeriesFilter
    order = "base"
    select_related = ("base", "variable", "unit__base")
    related_lists = ((gettext_lazy("Variables"), "variable_list"),)

    @property
    def columns(self) -> tuple[Column, ...]:  # type: ignore[override]
        name = Column("variable", VARIABLE.label, value=VARIABLE.value, sort=VARIABLE.sort, is_link=True)
        unit = Column("unit", gettext_lazy("Process unit"), Cell.RECORD, sort="unit__code")
        return (name, BASE, POINT, ORIGIN, unit, *coverage_columns(self.window()))

    def window(self) -> Period:
        """Return the days of the figure that links here; otherwise the last 30."""
        for name in ("measured", "nitrogen"):
            first, end = (self.day_parameter(f"{name}_{side}") for side in ("from", "before"))
            if first and end and first < end:
                return Period(first, end)
        return recent_days()

    def day_parameter(self, name: str) -> dt.date | None:
        try:
            return dt.date.fromisoformat(self.request.GET.get(name, ""))
        except ValueError:
            return None

    def row_queryset(self, records: QuerySet) -> QuerySet:
        return with_coverage(records, self.window())

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"bases": Count("base", distinct=True), "silent": Count("pk", filter=silent_on(today()))}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d series of %(bases)d pilot test bases; coverage of %(period)s.",
            "%(count)d series of %(bases)d pilot test bases; coverage of %(period)s.",
            totals["count"],
        )
        return text % {**totals, "period": self.window().label}

    def extra_counts(self, totals: Mapping[str, Any]) -> Sequence[ExtraCount]:
        if not totals["silent"]:
            return ()
        return (ExtraCount(silent_text(totals["silent"]), {"state": Series.State.SILENT.value}),)


def variable_fact(record: Series, viewer: Viewer) -> Fact:
    return Fact(gettext_lazy("Variable"), link(record.variable.get_absolute_url(), variable_name(record.variable)))


class SeriesDetail(RecordDetail):
    model = Series
    key = "pk"
    list_title = SeriesList.title
    select_related = ("base", "variable", "unit__base")
    facts = ("base", variable_fact, "unit", "point", "origin", "interval_seconds", "ends_on")

    def heading(self, record: Series) -> str:
        return f"{record.variable.name} · {record.get_point_display()} · {record.base.name}"

    def records(self, viewer: Viewer) -> QuerySet:
        return with_coverage(super().records(viewer), recent_days())

    def state(self, record: Series) -> Badge | None:
        state = series_state(record, today())
        return Badge(str(Series.State(state).label), TONES.get(state, "neutral")) if state else None

    def form(self) -> WindowForm:
        return WindowForm(self.request.GET)

    def sentence(self, record: Series, viewer: Viewer) -> str:
        """Describe the last of the days shown; reads the days for the chart, the table and the exports too."""
        self.days: list[DailyValue] = []
        newest = record.newest  # type: ignore[attr-defined]
        if newest is None:
            return _("Nothing has been measured yet.")
        self.period = self.form().period(newest)
        if self.period is None:
            return ""
        self.days = daily_values(viewer, record, self.period)
        if not self.days:
            return _("Nothing was measured in %(period)s.") % {"period": self.period.label}
        last = self.days[-1]
        values = {
            "day": formats.day(last.day),
            "distance": formats.distance(last.day),
            "mean": formats.quantity(last.mean, record.variable.unit),
        }
        if last.day < newest:
            return _("Last day shown: %(day)s (%(distance)s), with a mean of %(mean)s.") % values
        return _("Newest day: %(day)s (%(distance)s), with a mean of %(mean)s.") % values

    def side_sections(self, record: Series, viewer: Viewer) -> list[Section]:
        return [exports_section(record, self.days, self.period, viewer)] if self.days and self.period else []

    def main_sections(self, record: Series, viewer: Viewer) -> list[Section]:
        latest = self.days[: -DAYS_LISTED - 1 : -1]
        corrections = Correction.objects.visible_to(viewer).filter(series=record).select_related("new_import")
        corrections = corrections.order_by("-corrected_at", "-time")[:CORRECTIONS_SHOWN]
        return [
            section(_("Latest days"), day_columns(record), latest, viewer, row_url=day_url(record),
                    empty=_("Nothing has been measured yet.")),
            section(_("Corrections"), correction_columns(record), corrections, viewer,
                    empty=_("No value was corrected.")),
        ]  # fmt: skip

    def charts(self, record: Series, viewer: Viewer) -> list[Chart]:
        if not self.days:
            return []
        means = {value.day: value.mean for value in self.days}
        first, last = self.days[0].day, self.days[-1].day
        days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
        alt = _("A line: daily means from %(first)s to %(last)s. For reference, no statement of compliance.")
        return [
            charts.lines(
                key="daily",
                title=_("Daily means: %(variable)s") % {"variable": record.variable.name},
                unit=record.variable.unit,
                alt=alt % {"first": formats.day(first), "last": formats.day(last)},
                heading=_("Day"),
                times=days,
                series=[charts.ChartSeries(record.variable.code, [means.get(day) for day in days])],
                has_zero=record.variable.unit not in UNITS_WITHOUT_ZERO,
            )
        ]
