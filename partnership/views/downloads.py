"""A table as a file to download: CSV as it is read, XLSX as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language, override

from partnership.exports import Sheet, csv_lines, write_xlsx

FORMS = ("csv", "xlsx")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
