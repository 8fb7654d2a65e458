"""Tables as files to download: CSV is streamed, XLSX written as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language, gettext_lazy, override

from partnership.pages.tables.columns import Cell, Column, export_label, export_rows
from partnership.pages.tables.spreadsheets import XLSX_TYPE, Sheet, csv_lines, write_xlsx
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer

EXPORT_FORMATS = ("csv", "xlsx")
SAMPLE = Column("is_sample", gettext_lazy("Sample"))


def export_format(request: HttpRequest) -> str:
    """Return the file format named in the URL; empty where the page itself is meant."""
    file_format = request.GET.get("export", "")
    return file_format if file_format in EXPORT_FORMATS else ""


def export_response(
    file_format: str, name: str, title: Any, columns: Sequence[Column], records: Iterable[Any], viewer: Viewer
) -> HttpResponse | StreamingHttpResponse:
    """Return all records of a list as an attachment; its name is `name` and the day."""
    # How long until a day follows from the column of that day.
    columns = [*(column for column in columns if column.kind is not Cell.DUE), SAMPLE]
    labels = [export_label(column) for column in columns]
    return table_response(
        file_format, f"{name}-{today():%Y-%m-%d}", title, labels, export_rows(columns, records, viewer)
    )


def table_response(
    file_format: str, name: str, title: Any, labels: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponse | StreamingHttpResponse:
    """Return the rows as an attachment called `name`; a CSV is written while the rows are read."""
    response: HttpResponse | StreamingHttpResponse
    if file_format == "csv":
        response = StreamingHttpResponse(_in_language(csv_lines(labels, rows)), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(write_xlsx([Sheet(str(title), labels, rows)]), content_type=XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    return response


def _in_language(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines in the request's language, which is no longer active when a stream is written."""
    language = get_language()
    while True:
        with override(language):
            line = next(lines, None)
        if line is None:
            return
        yield line
