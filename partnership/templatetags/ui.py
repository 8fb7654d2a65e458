"""What templates need beyond `if` and `for`: the shell kept in memory, icons, and values as people read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from partnership import formats, registry

register = template.Library()


# The shell: the same for every reader of a language, so each piece is rendered once and kept.


@lru_cache(maxsize=1024)
def _rendered(template_name: str, language: str | None, values: tuple[tuple[str, Any], ...]) -> SafeString:
    return mark_safe(render_to_string(template_name, dict(values)))


def render_kept(template_name: str, **values: Any) -> SafeString:
    """The template in the active language, from memory after the first time; reads nothing of the request."""
    render = _rendered.__wrapped__ if settings.DEBUG else _rendered
    return render(template_name, get_language(), tuple(values.items()))


@register.simple_tag
def kept(template_name: str) -> SafeString:
    return render_kept(template_name)


@register.simple_tag
@lru_cache(maxsize=256)
def kept_url(name: str) -> str:
    """The address of a page that takes no arguments."""
    return reverse(name)


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> SafeString:
    """The areas with their pages; the page whose key is `current` in the context is marked."""
    user = context.get("user")
    is_staff = bool(user and user.is_staff)
    current = context.get("current") or ""
    return render_kept("shell/navigation.html", current=current, is_staff=is_staff, areas=registry.navigation)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; the words beside it carry the meaning."""
    return _icon(name)


@lru_cache(maxsize=256)
def _icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def html_lang(language: str) -> str:
    """The language as HTML names it: zh-hans is zh-Hans."""
    main, _dash, rest = language.partition("-")
    return f"{main}-{rest.title()}" if rest else main


@register.simple_tag
def printed_at() -> str:
    return formats.moment(timezone.now())


# Values


@register.filter
def when(value: dt.date | dt.datetime | None) -> str:
    """How far off it is, with the day itself on hover and in print."""
    if value is None:
        return formats.NOTHING
    exact = formats.moment(value) if isinstance(value, dt.datetime) else formats.day(value)
    return _time("when", value, exact, formats.distance(value))


@register.filter
def day(value: dt.date | None) -> str:
    return formats.NOTHING if value is None else _time("day", value, "", formats.day(value))


@register.filter
def moment(value: dt.datetime | None) -> str:
    return formats.NOTHING if value is None else _time("day", value, "", formats.moment(value))


def _time(css_class: str, value: dt.date, title: str, text: str) -> SafeString:
    hover = f' title="{title}"' if title else ""
    # Dates hold nothing to escape, and a list writes hundreds of them.
    return mark_safe(f'<time class="{css_class}" datetime="{value.isoformat()}"{hover}>{text}</time>')


@register.filter
def number(value: formats.Number | None, decimals: int | None = None) -> str:
    return formats.number(value, decimals)


@register.filter
def money(value: formats.Number | None) -> str:
    """An amount of yuan as one says it, to the fen on hover."""
    if value is None:
        return formats.NOTHING
    text, exact = formats.money(value), formats.exact_money(value)
    return mark_safe(f'<span class="money" title="{exact}">{text}</span>')


@register.filter
def quantity(value: formats.Number | None, unit: str = "") -> SafeString:
    return format_html('<span class="quantity">{}</span>', formats.quantity(value, unit))


# Tables: cells in Python, since a template's loop over hundreds of cells is what a list page costs


@register.simple_tag
def table_rows(columns: Sequence[Any], rows: Iterable[Any]) -> SafeString:
    """The body of a table: the first cell names the row.

    A row is a sequence of cells, with `tone` (late, attention, quiet) where it differs; a column is anything with
    `is_number`.
    """
    opening = ['<td class="number">' if column.is_number else "<td>" for column in columns]
    closing = ["</td>"] * len(opening)
    if opening:
        opening[0], closing[0] = '<th scope="row">', "</th>"
    parts = []
    for row in rows:
        tone = getattr(row, "tone", "")
        parts.append(f'<tr class="row-{tone}">' if tone else "<tr>")
        for start, cell, end in zip(opening, row, closing, strict=True):
            parts += (start, formats.NOTHING if cell is None else conditional_escape(cell), end)
        parts.append("</tr>\n")
    return mark_safe("".join(parts))
