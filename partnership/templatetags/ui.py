"""What templates need beyond `if` and `for`: the shell, icons, and values as people read them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.core.paginator import Page
from django.forms import BoundField, DateField, Form
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from partnership.models.user import ROLE_LABELS
from partnership.pages import markup
from partnership.reports.render.widths import text_width
from partnership.rules import formats, registry

register = template.Library()

MAX_COLUMNS_ON_A_PHONE = 3
SHORT_NAME = 18  # letters, of which a Chinese character takes two
TAGS = re.compile(r"<[^>]*>")

FILTERS: tuple[Callable[..., str], ...] = (
    markup.when, markup.day, markup.moment, markup.money, markup.quantity,
    formats.number, formats.signed, formats.clock,
)  # fmt: skip
SIMPLE_TAGS: tuple[Callable[..., str], ...] = (markup.icon, markup.badge, markup.sparkline)
for function in FILTERS:
    register.filter(function.__name__, function)
for function in SIMPLE_TAGS:
    register.simple_tag(function, name=function.__name__)
register.simple_tag(markup.audience_badge, name="audience")
register.simple_tag(markup.sample_badge, name="sample_mark")


@register.inclusion_tag("shell/navigation.html", takes_context=True)
def navigation(context: template.Context) -> dict[str, Any]:
    """Show the areas with their pages; the page whose key is `current` in the context is marked."""
    is_staff = getattr(context.get("user"), "is_staff", False)
    return {"current": context.get("current"), "is_staff": is_staff, "areas": registry.navigation}


@register.inclusion_tag("shell/account_menu.html")
def account_menu(user: Any) -> dict[str, Any]:
    """Show the reader's account and its links."""
    return {"name": str(user), "email": user.email, "party": user.organisation, "role": role_text(user)}


@register.inclusion_tag("ui/empty.html")
def empty_state(empty: Mapping[str, Any]) -> Mapping[str, Any]:
    """Show a sentence in place of rows, and what to do next."""
    return empty


def role_text(user: Any) -> str:
    """Return the role of an account: operator, or its role in its party."""
    if getattr(user, "is_superuser", False):
        return _("operator")
    return str(ROLE_LABELS.get(getattr(user, "role_key", None) or "", ""))


@register.filter
def html_lang(language: str) -> str:
    """Return a language code as HTML writes it: zh-hans is zh-Hans."""
    main, _dash, rest = language.partition("-")
    return f"{main}-{rest.title()}" if rest else main


@register.simple_tag(takes_context=True)
def printed_from(context: template.Context) -> str:
    """Return the line on printed pages: URL, reader and time."""
    request: HttpRequest = context["request"]
    return " · ".join((request.get_full_path(), str(context["user"]), formats.moment(timezone.now())))


def _cell_start_tag(column: Any, *, is_labelled: bool) -> str:
    """Return the start tag of a cell; with the label of its column where phones show rows as cards."""
    number = ' class="number"' if column.is_number else ""
    label = f' data-label="{conditional_escape(column.label)}"' if is_labelled else ""
    return f"<td{number}{label}>"


@register.simple_tag
def table_rows(columns: Sequence[Any], rows: Iterable[Any]) -> SafeString:
    """Return the body of a table.

    A row is a sequence of cells, the first of which names it, with `tone` (late, attention, quiet) where it differs;
    a column is anything with `is_number`. A long name is marked, so that its column gets the width to be read.
    """
    opening = [_cell_start_tag(column, is_labelled=len(columns) > MAX_COLUMNS_ON_A_PHONE) for column in columns]
    closing = ["</td>"] * len(opening)
    opening[:1], closing[:1] = [""], ["</th>"]  # the start tag of a name depends on its length
    parts = []
    for row in rows:
        tone = getattr(row, "tone", "")
        parts.append(f'<tr class="row-{tone}">' if tone else "<tr>")
        parts.append(_name_start_tag(row[0]))
        for start, cell, end in zip(opening, row, closing, strict=True):
            parts += (start, formats.NOTHING if cell is None else conditional_escape(cell), end)
        parts.append("</tr>\n")
    return mark_safe("".join(parts))


def _name_start_tag(cell: Any) -> str:
    is_long = text_width(TAGS.sub("", conditional_escape(cell))) > SHORT_NAME
    return '<th class="is-long" scope="row">' if is_long else '<th scope="row">'


@register.simple_tag
def page_links(page: Page) -> dict[str, Any]:
    """Return which rows a page shows of how many, and the page numbers to link; 0 is a gap."""
    total, last = page.paginator.count, page.paginator.num_pages
    linked = sorted({1, last, *range(max(page.number - 1, 1), min(page.number + 1, last) + 1)})
    numbers: list[int] = []
    for number in linked:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return {"first": page.start_index(), "last": page.end_index(), "total": total, "numbers": numbers}


@register.simple_tag(takes_context=True)
def active_filters(context: template.Context, form: Form) -> list[dict[str, str]]:
    """Return the active filters of a form: label, value in words, and the URL without it."""
    query: QueryDict = context.request.GET  # type: ignore[attr-defined]
    chips = []
    for field in form:
        for value in query.getlist(field.html_name):
            if value and not field.is_hidden:
                rest = "?" + _without(query, field.html_name, value).urlencode()
                chips.append({"label": str(field.label), "value": _value_text(field, value), "url": rest})
    return chips


def _without(query: QueryDict, name: str, value: str) -> QueryDict:
    rest = query.copy()
    rest.setlist(name, [other for other in query.getlist(name) if other != value])
    rest.pop("page", None)
    return rest


def _value_text(field: BoundField, value: str) -> str:
    for key, label in getattr(field.field, "choices", ()):
        if str(key) == value:
            return str(label)
    if isinstance(field.field, DateField) and (day := _day(field.field, value)):
        return formats.day(day)
    return value


def _day(field: DateField, value: str) -> dt.date | None:
    try:
        return field.to_python(value)
    except ValidationError:
        return None


@register.filter
def control(field: BoundField) -> SafeString:
    """Return the field's widget with the site's CSS classes; Django ties it to its help and errors."""
    kind = getattr(field.field.widget, "input_type", "")
    css_class = {"select": "form-select", "checkbox": "form-check-input", "radio": ""}.get(kind, "form-control")
    if field.errors:
        css_class += " is-invalid"
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{own} {css_class}".strip()})
