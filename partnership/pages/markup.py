"""Small pieces of HTML that table cells and templates share: icons, badges, links, times, amounts."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from partnership.rules import formats

TONES = ("good", "attention", "late", "own", "accent", "neutral", "plain", "sample")
# Punctuation and Chinese text after an address are not part of it.
WEB_ADDRESS = re.compile(r"(https?://[\w.~:/?#\[\]@!$&'()*+,;=%-]*[\w/=~#&%+-])", re.ASCII | re.IGNORECASE)


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Return a decorative icon of the sprite; its meaning is in the text next to it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )


def badge(label: str, tone: str = "neutral", icon_name: str = "") -> SafeString:
    """Return a badge; its label has the meaning, the tone only the colour."""
    if tone not in TONES:
        raise ValueError(f"A badge has no tone {tone!r}; it has: {', '.join(TONES)}")
    return format_html('<span class="badge tone-{}">{}{}</span>', tone, icon(icon_name) if icon_name else "", label)


def audience_badge(private_to: Any) -> SafeString:
    """Return the badge of who sees a record: shared, or private to a party (an organisation or its code)."""
    if not private_to:
        return badge(_("Shared"), "plain", "users")
    return badge(_("Private to %(party)s") % {"party": getattr(private_to, "code", private_to)}, "own", "lock")


def sample_badge() -> SafeString:
    return badge(_("Sample"), "sample", "flask")


def link(url: str, label: Any) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, label)


def outside_link(url: str) -> SafeString:
    """Return a link to another site, without referrer and without recommending it to search engines."""
    return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', url, url)


def with_links(text: str) -> SafeString:
    """Return the text with its web addresses (http and https only) as links."""
    parts = enumerate(WEB_ADDRESS.split(text))
    return format_html_join("", "{}", ((outside_link(part) if place % 2 else part,) for place, part in parts))


def source(text: str) -> SafeString:
    """Return the source of a row in a table."""
    return format_html('<span class="source">{}</span>', with_links(text))


def record_link(url: str, label: Any) -> SafeString:
    """Return a link to a record; a long name is cut to two lines, and shown whole on hover and in print."""
    return format_html('<a class="record" href="{}" title="{}">{}</a>', url, label, label)


def code(text: str) -> SafeString:
    return format_html('<span class="code">{}</span>', text)


def when(value: dt.date | dt.datetime | None) -> str:
    """Return how far off a day or moment is, with the date itself on hover and in print."""
    if value is None:
        return formats.NOTHING
    exact = formats.moment(value) if isinstance(value, dt.datetime) else formats.day(value)
    return _time("when", value, f' title="{exact}"', formats.distance(value))


def day(value: dt.date | None) -> str:
    return formats.NOTHING if value is None else _time("day", value, "", formats.day(value))


def partial_day(text: str) -> str:
    """Return a day, month or year as HTML's time element."""
    return format_html('<time class="day" datetime="{}">{}</time>', text, formats.partial_day(text))


def moment(value: dt.datetime | None) -> str:
    return formats.NOTHING if value is None else _time("day", value, "", formats.moment(value))


def _time(css_class: str, value: dt.date, hover: str, text: str) -> SafeString:
    # A date has nothing to escape, and a list writes hundreds of them.
    return mark_safe(f'<time class="{css_class}" datetime="{value.isoformat()}"{hover}>{text}</time>')


def money(value: formats.Number | None) -> str:
    """Return an amount of yuan, rounded for reading, with the exact amount on hover."""
    if value is None:
        return formats.NOTHING
    return mark_safe(f'<span class="money" title="{formats.exact_money(value)}">{formats.money(value)}</span>')


def quantity(value: formats.Number | None, unit: str = "", decimals: int | None = None) -> SafeString:
    return format_html('<span class="quantity">{}</span>', formats.quantity(value, unit, decimals))


def sparkline(values: list[float] | tuple[float, ...], label: str) -> SafeString:
    """Return a small line of the last periods; `label` describes it in words."""
    if not values:
        return mark_safe("")
    width, height, maximum = 96, 20, max(max(values), 1)
    step = width / max(len(values) - 1, 1)
    points = " ".join(
        f"{index * step:.1f},{height - 1 - (height - 3) * v / maximum:.1f}" for index, v in enumerate(values)
    )
    return format_html(
        '<svg class="sparkline" role="img" aria-label="{}" viewBox="0 -1 {} {}" width="{}" height="{}">'
        '<polyline points="{}" fill="none" vector-effect="non-scaling-stroke"></polyline></svg>',
        label, width, height + 1, width, height, points,
    )  # fmt: skip
