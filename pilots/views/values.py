"""The values of a series as files: those of exactly the days that its page shows, by day or one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from partnership import formats
from partnership.exports import CellValue
from partnership.periods import SHANGHAI, Period
from partnership.tables import Cell, Column, export_label, exported
from partnership.views.details import Section, section
from partnership.views.downloads import FORMS, table_file
from partnership.visibility import Viewer, as_viewer
from pilots.forms import WindowForm
from pilots.models import Series
from pilots.models.series import Flag
from pilots.selectors.daily import DailyValue, daily_values, measured_values, newest_day

# A workbook is made while its reader waits: with more rows that takes longer than a server lets a request take.
MOST_IN_WORKBOOK = 50_000
Answer = HttpResponse | StreamingHttpResponse


def day_columns(series: Series) -> tuple[Column, ...]:
    """Mean and extremes in the unit of the variable, and how many values they rest on."""
    unit = series.variable.unit
    return (
        Column("day", gettext_lazy("Day"), Cell.DAY),
        Column("mean", gettext_lazy("Mean"), Cell.NUMBER, unit=unit, decimals=2),
        Column("lowest", gettext_lazy("Lowest"), Cell.NUMBER, unit=unit, decimals=2),
        Column("highest", gettext_lazy("Highest"), Cell.NUMBER, unit=unit, decimals=2),
        Column("used", gettext_lazy("Values used"), Cell.NUMBER),
        Column("coverage", gettext_lazy("Coverage"), Cell.PERCENT),
    )


@dataclass(frozen=True, slots=True)
class Export:
    """Values that can be had as files, and how many there are."""

    label: str
    count: int
    files: SafeString


EXPORTS = (
    Column("label", gettext_lazy("Values")),
    Column("count", gettext_lazy("Count"), Cell.NUMBER),
    Column("files", gettext_lazy("File")),
)


def exports_of(record: Series, days: Sequence[DailyValue], period: Period, viewer: Viewer) -> Section:
    """The files of the days shown, under addresses that name these days."""
    asked = urlencode({"measured_from": period.start, "measured_before": period.end})
    count = sum(day.counted for day in days)
    has_workbook = count <= MOST_IN_WORKBOOK
    found = [
        Export(_("Daily values"), len(days), _files("series_days", record, asked, FORMS)),
        Export(_("Each value"), count, _files("series_values", record, asked, FORMS if has_workbook else FORMS[:1])),
    ]
    title = _("Export of %(period)s") % {"period": period.label}
    return section(title, EXPORTS, found, viewer, note="" if has_workbook else too_many_for_a_workbook())


def _files(name: str, record: Series, asked: str, forms: Iterable[str]) -> SafeString:
    url = reverse(name, args=[record.pk])
    return format_html_join(" · ", '<a href="{}?{}&export={}" download>{}</a>',
                            ((url, asked, form, form.upper()) for form in forms))  # fmt: skip


@login_required
@require_safe
def series_days(request: HttpRequest, key: int) -> Answer:
    """A row for each day with values."""
    return _of_days_asked(request, key, _days_file)


@login_required
@require_safe
def series_values(request: HttpRequest, key: int) -> Answer:
    """A row for each value with its time and flag."""
    return _of_days_asked(request, key, _values_file)


def _of_days_asked(request: HttpRequest, key: int, file_of: Callable[[HttpRequest, Series, Period], Answer]) -> Answer:
    """The file of a series over the days asked for, or its page where there are none."""
    viewer = as_viewer(request.user)
    series = get_object_or_404(Series.objects.visible_to(viewer).select_related("base", "variable"), pk=key)
    newest = newest_day(viewer, [series.pk])
    period = None if newest is None else WindowForm(request.GET).period(newest)
    return _back(request, series) if period is None else file_of(request, series, period)


def _days_file(request: HttpRequest, series: Series, period: Period) -> Answer:
    viewer, columns = as_viewer(request.user), day_columns(series)
    rows = exported(columns, daily_values(viewer, series, period), viewer)
    labels = [export_label(column) for column in columns]
    return table_file(_form(request), _file_name(series, "days", period), series, labels, rows)


def _values_file(request: HttpRequest, series: Series, period: Period) -> Answer:
    viewer, form = as_viewer(request.user), _form(request)
    if form == "xlsx" and sum(day.counted for day in daily_values(viewer, series, period)) > MOST_IN_WORKBOOK:
        messages.error(request, too_many_for_a_workbook())
        return _back(request, series)
    labels = (_("Time (Asia/Shanghai)"), str(series.variable), _("Flag"))
    rows = _written(measured_values(viewer, series, period), is_typed=form == "xlsx")
    return table_file(form, _file_name(series, "values", period), series, labels, rows)


def too_many_for_a_workbook() -> str:
    text = _("With more than %(count)s values there is no XLSX: take CSV, or fewer days.")
    return text % {"count": formats.number(MOST_IN_WORKBOOK)}


def _back(request: HttpRequest, series: Series) -> HttpResponse:
    """The page of the series, which says what it cannot read, or shows the same days."""
    asked = request.GET.copy()
    asked.pop("export", None)
    return redirect(f"{series.get_absolute_url()}?{asked.urlencode()}")


def _form(request: HttpRequest) -> str:
    form = request.GET.get("export", "")
    return form if form in FORMS else FORMS[0]


def _file_name(series: Series, what: str, period: Period) -> str:
    return f"series-{series.pk}-{what}-{period.start}-{period.last_day}"


def _written(values: Iterable[Any], *, is_typed: bool) -> Iterator[Sequence[CellValue]]:
    """Times on the clock in Shanghai; as text they keep their seconds."""
    flags = {one.value: str(one.label) for one in Flag}
    for time, value, flag in values:
        local = time.astimezone(SHANGHAI)
        yield (local if is_typed else f"{local:%Y-%m-%d %H:%M:%S}", value, flags.get(flag, ""))
