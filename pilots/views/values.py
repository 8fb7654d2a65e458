"""What the page of a series and that of its values share: which days are asked for, and their files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from partnership.pages import Cell, Column, Section, section
from partnership.pages.markup import link
from partnership.pages.tables.columns import RowUrl, export_label, export_rows
from partnership.pages.tables.downloads import EXPORT_FORMATS, export_format, table_response
from partnership.rules import formats
from partnership.rules.periods import ONE_DAY, SHANGHAI, Period
from partnership.rules.visibility import Viewer, as_viewer
from pilots.forms import WindowForm
from pilots.models import Series
from pilots.selectors.daily import DailyValue, daily_values, newest_day

# A workbook is made while its reader waits: with more rows that takes longer than a server lets a request take.
MAX_IN_WORKBOOK = 50_000
VALUE_DECIMALS = 3
Answer = HttpResponse | StreamingHttpResponse


def day_columns(series: Series) -> tuple[Column, ...]:
    """Mean and extremes in the unit of the variable, and how many values they rest on."""
    unit = series.variable.unit
    return (
        Column("day", gettext_lazy("Day"), Cell.DAY, is_link=True),
        Column("mean", gettext_lazy("Mean"), Cell.NUMBER, unit=unit, decimals=2),
        Column("lowest", gettext_lazy("Lowest"), Cell.NUMBER, unit=unit, decimals=2),
        Column("highest", gettext_lazy("Highest"), Cell.NUMBER, unit=unit, decimals=2),
        Column("used", gettext_lazy("Values used"), Cell.NUMBER),
        Column("coverage", gettext_lazy("Coverage"), Cell.PERCENT),
    )


def values_of(series: Series) -> RowUrl:
    """Where a day leads: to its values."""
    address = reverse("series_values", args=[series.pk])
    return lambda day: f"{address}?measured_from={day.day}&measured_before={day.day + ONE_DAY}"


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
    fits = fits_a_workbook(count)
    each = link(f"{reverse('series_values', args=[record.pk])}?{asked}", _("Each value"))
    found = [
        Export(_("Daily values"), len(days), _files("series_days", record, asked, EXPORT_FORMATS)),
        Export(each, count, _files("series_values", record, asked, EXPORT_FORMATS if fits else EXPORT_FORMATS[:1])),
    ]
    title = _("Export of %(period)s") % {"period": period.label}
    return section(title, EXPORTS, found, viewer, note="" if fits else too_many_for_a_workbook())


def _files(name: str, record: Series, asked: str, forms: Iterable[str]) -> SafeString:
    url = reverse(name, args=[record.pk])
    return format_html_join(" · ", '<a href="{}?{}&export={}" download>{}</a>',
                            ((url, asked, form, form.upper()) for form in forms))  # fmt: skip


@login_required
@require_safe
def series_days(request: HttpRequest, key: int) -> Answer:
    """A row for each day with values."""
    series, period = series_asked(request, key, WindowForm(request.GET))
    if period is None:
        return back_to(request, series)
    viewer, columns = as_viewer(request.user), day_columns(series)
    rows = export_rows(columns, daily_values(viewer, series, period), viewer)
    labels = [export_label(column) for column in columns]
    return table_response(
        export_format(request) or EXPORT_FORMATS[0], file_name(series, "days", period), series, labels, rows
    )


def series_asked(request: HttpRequest, key: int, form: WindowForm) -> tuple[Series, Period | None]:
    """A series that the reader may see, and the days asked for; None where these cannot be read or it has no value."""
    viewer = as_viewer(request.user)
    known = Series.objects.visible_to(viewer).select_related("base__private_to", "variable")
    series = get_object_or_404(known, pk=key)
    newest = newest_day(viewer, [series.pk])
    return series, None if newest is None else form.period(newest)


def fits_a_workbook(count: int) -> bool:
    return count <= MAX_IN_WORKBOOK


def too_many_for_a_workbook() -> str:
    text = _("With more than %(count)s values there is no XLSX: take CSV, or fewer days.")
    return text % {"count": formats.number(MAX_IN_WORKBOOK)}


def back_to(request: HttpRequest, series: Series) -> HttpResponse:
    """The page of the series, which says what it cannot read, or shows the same days."""
    asked = request.GET.copy()
    asked.pop("export", None)
    return redirect(f"{series.get_absolute_url()}?{asked.urlencode()}")


def file_name(series: Series, what: str, period: Period) -> str:
    return f"series-{series.pk}-{what}-{period.start}-{period.last_day}"


def in_shanghai(time: dt.datetime) -> str:
    """The clock there, to the second."""
    return f"{time.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
