"""A table as a file to download: CSV or XLSX of all that a page shows, on however many pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from partnership.exports import Sheet, csv_lines, write_xlsx
from partnership.periods import today
from partnership.reports.mail import XLSX_TYPE
from partnership.tables import Cell, Column, exported
from partnership.visibility import Viewer

SAMPLE = Column("is_sample", gettext_lazy("Sample"))


def wanted_form(request: HttpRequest) -> str:
    """The form of file that the address asks for; empty where it asks for the page."""
    form = request.GET.get("export", "")
    return form if form in ("csv", "xlsx") else ""


def download(
    form: str, name: str, title: Any, columns: Sequence[Column], records: Iterable[Any], viewer: Viewer
) -> HttpResponse:
    """The records as a file; `name` begins its name, the day ends it."""
    # How long until a day is said by the column of that day.
    columns = [*(column for column in columns if column.kind is not Cell.DUE), SAMPLE]
    labels = [_label(column) for column in columns]
    rows = exported(columns, records, viewer)
    if form == "csv":
        lines = _in_language(csv_lines(labels, rows))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(write_xlsx([Sheet(str(title), labels, rows)]), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}-{today():%Y-%m-%d}.{form}"'
    return response


def _label(column: Column) -> str:
    unit = _("yuan") if column.kind is Cell.MONEY else "%" if column.kind is Cell.PERCENT else column.unit
    return _("%(title)s (%(unit)s)") % {"title": column.label, "unit": unit} if unit else str(column.label)


def _in_language(lines: Iterator[str]) -> Iterator[str]:
    """A stream is written after the request's language has been put aside."""
    language = get_language()
    while True:
        with override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line
