"""A table as a file to download: CSV as it is read, XLSX as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language, gettext_lazy, override

from partnership.pages.tables.columns import Cell, Column, export_label, exported
from partnership.pages.tables.spreadsheets import XLSX_TYPE, Sheet, csv_lines, write_xlsx
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer

FORMS = ("csv", "xlsx")
SAMPLE = Column("is_sample", gettext_lazy("Sample"))


def wanted_form(request: HttpRequest) -> str:
    """The form of file that the address asks for; empty where it asks for the page."""
    form = request.GET.get("export", "")
    return form if form in FORMS else ""


def download(
    form: str, name: str, title: Any, columns: Sequence[Column], records: Iterable[Any], viewer: Viewer
) -> HttpResponse | StreamingHttpResponse:
    """All records of a list, on however many pages it shows them; `name` begins the file's name, the day ends it."""
    # How long until a day is said by the column of that day.
    columns = [*(column for column in columns if column.kind is not Cell.DUE), SAMPLE]
    labels = [export_label(column) for column in columns]
    return table_file(form, f"{name}-{today():%Y-%m-%d}", title, labels, exported(columns, records, viewer))


def table_file(
    form: str, name: str, title: Any, labels: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponse | StreamingHttpResponse:
    """The rows as an attachment called `name` in one of the `FORMS`; a CSV is written while the rows are read."""
    response: HttpResponse | StreamingHttpResponse
    if form == "csv":
        response = StreamingHttpResponse(_in_language(csv_lines(labels, rows)), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(write_xlsx([Sheet(str(title), labels, rows)]), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _in_language(lines: Iterator[str]) -> Iterator[str]:
    """A stream is written after the request's language has been put aside."""
    language = get_language()
    while True:
        with override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line
