"""The addresses of a kind: its list, and under it the page of each record."""

from __future__ import annotations

from django.urls import URLPattern, path

from partnership.pages.details import RecordDetail
from partnership.pages.lists import RecordList


def pages(
    folder: str, list_page: type[RecordList], detail_page: type[RecordDetail] | None = None, *, key: str = "str"
) -> list[URLPattern]:
    """`<model>_list` at the folder, `<model>_detail` at the folder and the record's code (or its number: key="int")."""
    name = list_page.model._meta.model_name
    found = [path(f"{folder}/", list_page.as_view(), name=f"{name}_list")]
    if detail_page is not None:
        found.append(path(f"{folder}/<{key}:key>/", detail_page.as_view(), name=f"{name}_detail"))
    return found
