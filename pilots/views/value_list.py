"""Each value of a series, newest first: the page, and downloads of what it lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Avg, Count, Max, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from partnership.pages import Cell, Column
from partnership.pages.lists import NO_MATCH, query_without, requested_order, sortable_headings
from partnership.pages.tables.columns import Table, build_rows
from partnership.pages.tables.downloads import export_format, table_response
from partnership.pages.tables.spreadsheets import CellValue
from partnership.rules import formats
from partnership.rules.periods import SHANGHAI, Period
from partnership.rules.visibility import as_viewer
from pilots.forms import ValuesForm
from pilots.models import Measurement, Series
from pilots.models.series import USED_FLAGS, Flag
from pilots.selectors.daily import measured_values
from pilots.views.values import (
    VALUE_DECIMALS,
    Response,
    file_name,
    fits_workbook,
    no_workbook_text,
    redirect_to_series,
    requested_series,
    shanghai_text,
)

ROWS_PER_PAGE = 50
READ_CHUNK = 5_000
USED = Q(flag__in=USED_FLAGS)
TOTALS = {
    "count": Count("*"),
    "used": Count("value", filter=USED),
    "mean": Avg("value", filter=USED),
    "lowest": Min("value", filter=USED),
    "highest": Max("value", filter=USED),
}


@login_required
@require_safe
def series_values(request: HttpRequest, key: int) -> Response:
    """List or download the values of the days asked for, of one flag or of all."""
    form = ValuesForm(request.GET)
    series, period = requested_series(request, key, form)
    kind = export_format(request)
    if period is None:
        if kind or form.is_valid():
            return redirect_to_series(request, series)
        return _page(request, series, form, Measurement.objects.none())
    values = measured_values(as_viewer(request.user), series, period, form.cleaned_data["flag"])
    return _download(request, kind, series, period, values) if kind else _page(request, series, form, values)


def _page(request: HttpRequest, series: Series, form: ValuesForm, values: QuerySet) -> HttpResponse:
    columns = _columns(series)
    order = requested_order(request, columns) or "-time"
    totals = values.aggregate(**TOTALS)
    paginator = Paginator(values.order_by(order, "-time" if order.startswith("-") else "time"), ROWS_PER_PAGE)
    paginator.count = totals["count"]
    page = paginator.get_page(request.GET.get("page"))
    rows = build_rows(columns, page.object_list, as_viewer(request.user), lambda value: "")
    context = {
        "title": _("Each value: %(series)s") % {"series": series},
        "last_crumb": _("Each value"),
        "current": "series",
        "list_title": _("Measured series"),
        "series": series,
        "form": form,
        "page": page,
        "table": Table(str(series), sortable_headings(request, columns, order), rows, NO_MATCH),
        "sentence": _sentence(totals, series.variable.unit) if totals["count"] else "",
        "rest": query_without(request, "page", "export"),
    }
    return render(request, "pilots/values.html", context)


def _columns(series: Series) -> tuple[Column, ...]:
    return (
        Column(
            "time", gettext_lazy("Time (Asia/Shanghai)"), value=lambda value: shanghai_text(value.time), sort="time"
        ),
        Column(
            "value",
            series.variable.name,
            Cell.NUMBER,
            unit=series.variable.unit,
            decimals=VALUE_DECIMALS,
            sort="value",
        ),
        Column("flag", gettext_lazy("Flag"), Cell.CHOICE, choices=Flag, sort="flag"),
    )


def _sentence(totals: Mapping[str, Any], unit: str) -> str:
    text = ngettext("%(count)s value, %(used)s used.", "%(count)s values, %(used)s used.", totals["count"])
    count_text = text % {"count": formats.number(totals["count"]), "used": formats.number(totals["used"])}
    if not totals["used"]:
        return count_text
    shown = {name: formats.quantity(totals[name], unit, VALUE_DECIMALS) for name in ("mean", "lowest", "highest")}
    return formats.joined(
        count_text, _("Of those used: mean %(mean)s, lowest %(lowest)s, highest %(highest)s.") % shown
    )


def _download(request: HttpRequest, kind: str, series: Series, period: Period, values: QuerySet) -> Response:
    """Download all values, oldest first, whatever the page."""
    if kind == "xlsx" and not fits_workbook(values.count()):
        messages.error(request, no_workbook_text())
        return redirect_to_series(request, series)
    labels = (_("Time (Asia/Shanghai)"), str(series.variable), _("Flag"))
    stream = values.order_by("time").values_list("time", "value", "flag").iterator(chunk_size=READ_CHUNK)
    rows = _export_rows(stream, is_typed=kind == "xlsx")
    return table_response(kind, file_name(series, "values", period), series, labels, rows)


def _export_rows(values: Iterable[Any], *, is_typed: bool) -> Iterator[Sequence[CellValue]]:
    """Yield the rows with times of the clock in Shanghai, as text to the second."""
    flags = {flag.value: str(flag.label) for flag in Flag}
    for time, value, flag in values:
        yield (time.astimezone(SHANGHAI) if is_typed else shanghai_text(time), value, flags.get(flag, ""))
