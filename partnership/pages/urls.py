"""The URLs of a kind: its list, and the page of each record."""

from __future__ import annotations

from django.urls import URLPattern, path

from partnership.pages.details import RecordDetail
from partnership.pages.lists import RecordList


def pages(
    folder: str, list_page: type[RecordList], detail_page: type[RecordDetail] | None = None, *, key: str = "str"
) -> list[URLPattern]:
    """Return `<model>_list` at the folder, and below it `<model>_detail` by code, or by number (key="int")."""
    name = list_page.model._meta.model_name
    patterns = [path(f"{folder}/", list_page.as_view(), name=f"{name}_list")]
    if detail_page is not None:
        patterns.append(path(f"{folder}/<{key}:key>/", detail_page.as_view(), name=f"{name}_detail"))
    return patterns
