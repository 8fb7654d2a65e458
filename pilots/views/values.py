"""Shared by the pages of a series and of its values: the days asked for, and their downloads."""

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

# A workbook is built within the request: with more rows that takes longer than the time limit of the server.
MAX_IN_WORKBOOK = 50_000
VALUE_DECIMALS = 3
Response = HttpResponse | StreamingHttpResponse


def day_columns(series: Series) -> tuple[Column, ...]:
    """Return the columns of mean and extremes in the unit of the variable, and of the number of values used."""
    unit = series.variable.unit
    return (
        Column("day", gettext_lazy("Day"), Cell.DAY, is_link=True),
        Column("mean", gettext_lazy("Mean"), Cell.NUMBER, unit=unit, decimals=2),
        Column("lowest", gettext_lazy("Lowest"), Cell.NUMBER, unit=unit, decimals=2),
        Column("highest", gettext_lazy("Highest"), Cell.NUMBER, unit=unit, decimals=2),
        Column("used", gettext_lazy("Values used"), Cell.NUMBER),
        Column("coverage", gettext_lazy("Coverage"), Cell.PERCENT),
    )


def day_url(series: Series) -> RowUrl:
    """Return the function that gives the address of the values of a day."""
    address = reverse("series_values", args=[series.pk])
    return lambda day: f"{address}?measured_from={day.day}&measured_before={day.day + ONE_DAY}"


@dataclass(frozen=True, slots=True)
class Export:
    """Values that can be downloaded, and how many there are."""

    label: str
    count: int
    files: SafeString


EXPORT_COLUMNS = (
    Column("label", gettext_lazy("Values")),
    Column("count", gettext_lazy("Count"), Cell.NUMBER),
    Column("files", gettext_lazy("File")),
)


def exports_section(record: Series, days: Sequence[DailyValue], period: Period, viewer: Viewer) -> Section:
    """Return the section with the downloads of the days shown."""
    query = urlencode({"measured_from": period.start, "measured_before": period.end})
    count = sum(day.counted for day in days)
    has_workbook = fits_workbook(count)
    values_link = link(f"{reverse('series_values', args=[record.pk])}?{query}", _("Each value"))
    exports = [
        Export(_("Daily values"), len(days), _file_links("series_days", record, query, EXPORT_FORMATS)),
        Export(
            values_link,
            count,
            _file_links("series_values", record, query, EXPORT_FORMATS if has_workbook else EXPORT_FORMATS[:1]),
        ),
    ]
    title = _("Export of %(period)s") % {"period": period.label}
    return section(title, EXPORT_COLUMNS, exports, viewer, note="" if has_workbook else no_workbook_text())


def _file_links(name: str, record: Series, query: str, forms: Iterable[str]) -> SafeString:
    url = reverse(name, args=[record.pk])
    return format_html_join(" · ", '<a href="{}?{}&export={}" download>{}</a>',
                            ((url, query, form, form.upper()) for form in forms))  # fmt: skip


@login_required
@require_safe
def series_days(request: HttpRequest, key: int) -> Response:
    """Download the days with values, a row for each."""
    series, period = requested_series(request, key, WindowForm(request.GET))
    if period is None:
        return redirect_to_series(request, series)
    viewer, columns = as_viewer(request.user), day_columns(series)
    rows = export_rows(columns, daily_values(viewer, series, period), viewer)
    labels = [export_label(column) for column in columns]
    return table_response(
        export_format(request) or EXPORT_FORMATS[0], file_name(series, "days", period), series, labels, rows
    )


def requested_series(request: HttpRequest, key: int, form: WindowForm) -> tuple[Series, Period | None]:
    """Return a series that the user may see, and the days asked for; None where they are invalid or it has no value."""
    viewer = as_viewer(request.user)
    visible = Series.objects.visible_to(viewer).select_related("base__private_to", "variable")
    series = get_object_or_404(visible, pk=key)
    newest = newest_day(viewer, [series.pk])
    return series, None if newest is None else form.period(newest)


def fits_workbook(count: int) -> bool:
    return count <= MAX_IN_WORKBOOK


def no_workbook_text() -> str:
    text = _("With more than %(count)s values there is no XLSX: take CSV, or fewer days.")
    return text % {"count": formats.number(MAX_IN_WORKBOOK)}


def redirect_to_series(request: HttpRequest, series: Series) -> HttpResponse:
    """Redirect to the page of the series with the same days, which it shows or refuses."""
    query = request.GET.copy()
    query.pop("export", None)
    return redirect(f"{series.get_absolute_url()}?{query.urlencode()}")


def file_name(series: Series, content: str, period: Period) -> str:
    return f"series-{series.pk}-{content}-{period.start}-{period.last_day}"


def shanghai_text(time: dt.datetime) -> str:
    """Return a time as the clock in Shanghai shows it, to the second."""
    return f"{time.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
