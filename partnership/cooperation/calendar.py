"""The working-day calendar: the years whose holiday notice is loaded, and the days that differ from the plain week."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractYear
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from partnership.cooperation.filters import CalendarDayFilter, CalendarYearFilter
from partnership.models import CalendarDay, CalendarYear
from partnership.models.cooperation.calendar import FIRST_YEAR, LAST_YEAR
from partnership.pages import Cell, Column, RecordDetail, RecordList, Section, section
from partnership.pages.tables.columns import by_name
from partnership.pages.tables.standard_columns import SOURCE
from partnership.reports.schedule.occurrences import WorkingDays
from partnership.rules import formats
from partnership.rules.periods import ONE_DAY, today, year_of
from partnership.rules.visibility import Viewer

TONES: dict[str, str] = {CalendarDay.Kind.REST: "good", CalendarDay.Kind.WORK: "attention"}
DATE = Column("date", gettext_lazy("Day"), Cell.DAY, sort="date")
WEEKDAY = Column("weekday", gettext_lazy("Weekday"), value=lambda day: date_format(day.date, "l"))
KIND = Column("kind", gettext_lazy("Kind"), Cell.STATE, choices=CalendarDay.Kind, tones=TONES, sort="kind")
OCCASION = Column("name", gettext_lazy("Occasion"), sort=by_name())


def years_without_notice(viewer: Viewer, years: Sequence[int]) -> list[int]:
    """Return those of the years for which no notice is loaded."""
    known = set(CalendarYear.objects.visible_to(viewer).filter(year__in=years).values_list("year", flat=True))
    return [year for year in years if year not in known]


def without_notice_text(years: Sequence[int]) -> str:
    """Return that the holidays of these years are not known, and what counts until they are."""
    text = _(
        "No holiday notice of %(years)s is loaded: until it is, Monday to Friday count as working days, "
        "Saturday and Sunday as days off."
    )
    return text % {"years": formats.listed(years)} if years else ""


class CalendarList(RecordList):
    """A list that names the years without a holiday notice, with its summary or where it has no rows."""

    nav_key = "reports"
    hint = gettext_lazy("Operators keep the calendar in the administration; it shows up here at once.")

    def years(self) -> Sequence[int]:
        """Return the years whose notices are expected: this one and the next, in which reports are due."""
        return (today().year, today().year + 1)

    def related_aggregates(self, records: QuerySet, viewer: Viewer) -> Mapping[str, Any]:
        self.notice_text = without_notice_text(years_without_notice(viewer, self.years()))
        return {}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        return formats.joined(super().sentence(totals), self.notice_text)

    def _empty(self, request: HttpRequest) -> dict[str, Any]:
        empty = super()._empty(request)
        return {**empty, "hint": formats.joined(self.notice_text, str(empty["hint"]))}


class CalendarYearList(CalendarList):
    model = CalendarYear
    title = gettext_lazy("Working-day calendar")
    summary = ngettext_lazy(
        "%(count)d year with its holiday notice.", "%(count)d years with their holiday notices.", "count"
    )
    filterset_class = CalendarYearFilter
    order = "-year"
    related_lists = ((gettext_lazy("Days that differ from the plain week"), "calendarday_list"),)
    columns = (
        Column("year", gettext_lazy("Year"), value=str, sort="year", is_link=True),
        Column("published_on", gettext_lazy("Notice published"), Cell.DAY, sort="published_on"),
        Column("rest_days", gettext_lazy("Rest days"), Cell.NUMBER, sort="rest_days"),
        Column("work_days", gettext_lazy("Working days at weekends"), Cell.NUMBER, sort="work_days"),
        SOURCE,
    )

    def row_queryset(self, records: QuerySet) -> QuerySet:
        return records.annotate(rest_days=_days_of(CalendarDay.Kind.REST), work_days=_days_of(CalendarDay.Kind.WORK))


def _days_of(kind: str) -> Subquery:
    """Count the days of a kind in an outer year."""
    of_year = CalendarDay.objects.filter(kind=kind, date__year=OuterRef("year")).order_by()
    counts = of_year.values("kind").annotate(count=Count("pk")).values("count")
    return Subquery(counts, output_field=IntegerField())


def _year_of_notice(day: Any) -> CalendarYear | None:
    """Return the day's year as a record to link to; None where its notice is not loaded."""
    year = day.year_of_notice
    return None if year is None else CalendarYear(pk=year, year=year)


class CalendarDayList(CalendarList):
    model = CalendarDay
    title = gettext_lazy("Days that differ from the plain week")
    summary = ngettext_lazy(
        "%(count)d day differs from the plain week: rest days %(rest)d, working days at weekends %(work)d.",
        "%(count)d days differ from the plain week: rest days %(rest)d, working days at weekends %(work)d.",
        "count",
    )
    filterset_class = CalendarDayFilter
    order = "-date"
    related_lists = ((gettext_lazy("Working-day calendar"), "calendaryear_list"),)
    columns = (
        DATE,
        WEEKDAY,
        KIND,
        OCCASION,
        Column("notice", gettext_lazy("Notice of the year"), Cell.RECORD, value=_year_of_notice),
    )

    def years(self) -> Sequence[int]:
        """Return the year filtered by, where one is."""
        requested = self.request.GET.get("year", "")
        known = {str(year): year for year in range(FIRST_YEAR, LAST_YEAR + 1)}
        return (known[requested],) if requested in known else super().years()

    def row_queryset(self, records: QuerySet) -> QuerySet:
        years = CalendarYear.objects.filter(year=ExtractYear(OuterRef("date")))
        return records.annotate(year_of_notice=Subquery(years.values("year")))

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {kind: Count("pk", filter=Q(kind=kind)) for kind in CalendarDay.Kind.values}


class CalendarYearDetail(RecordDetail):
    model = CalendarYear
    nav_key = "reports"
    key = "year"
    list_title = CalendarYearList.title
    facts = ("published_on",)

    def heading(self, record: CalendarYear) -> str:
        return _("Working-day calendar of %(year)d") % {"year": record.year}

    def sentence(self, record: CalendarYear, viewer: Viewer) -> str:
        """Return how many days of the year are working days; sets `days` for the table."""
        days = CalendarDay.objects.visible_to(viewer).filter(date__year=record.year)
        self.days = list(days.order_by("date"))
        by_kind = {kind: frozenset(day.date for day in self.days if day.kind == kind) for kind in CalendarDay.Kind}
        calendar = WorkingDays(rest=by_kind[CalendarDay.Kind.REST], work=by_kind[CalendarDay.Kind.WORK])
        period = year_of(dt.date(record.year, 1, 1))
        every_day = (period.start + number * ONE_DAY for number in range(period.days))
        counts = {str(kind): len(of_kind) for kind, of_kind in by_kind.items()}
        values = {"working": sum(map(calendar.is_working, every_day)), **counts}
        return _("%(working)d working days; rest days %(rest)d, working days at weekends %(work)d.") % values

    def main_sections(self, record: CalendarYear, viewer: Viewer) -> list[Section]:
        url = f"{reverse('calendarday_list')}?year={record.year}"
        return [
            section(CalendarDayList.title, (DATE, WEEKDAY, KIND, OCCASION), self.days, viewer, url=url,
                    empty=_("No day of this year differs from the plain week."))
        ]  # fmt: skip
