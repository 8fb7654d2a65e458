"""What a browser would send: the fields of the form on a page, as they stand."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse


def form_data(response: HttpResponse, form_id: str | None = None, **changes: Any) -> dict[str, Any]:
    """The data of the page's form, with some fields changed."""
    soup = BeautifulSoup(response.content, "html.parser")
    form = soup.find("form", id=form_id) if form_id else soup.select_one("#content form[method=post]")
    data: dict[str, list[str]] = {}
    for field in form.find_all(["input", "textarea", "select"]):
        for value in _values(field):
            data.setdefault(field["name"], []).append(value)
    data.update({name: value if isinstance(value, list) else [value] for name, value in changes.items()})
    return data


def _values(field: Any) -> list[str]:
    if not field.get("name") or field.has_attr("disabled"):
        return []
    if field.name == "select":
        chosen = [option.get("value", "") for option in field.find_all("option") if option.has_attr("selected")]
        return chosen or ([""] if not field.has_attr("multiple") else [])
    if field.name == "textarea":
        return [field.text.removeprefix("\r\n").removeprefix("\n")]
    if field.get("type") in ("submit", "button", "file", "image"):
        return []
    if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
        return []
    return [field.get("value", "on" if field.get("type") == "checkbox" else "")]
