"""The search box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partnership.home.search import Found, Passage, found_counts, found_items, found_rows
from partnership.pages.filters import MAX_SEARCH_LENGTH
from partnership.pages.markup import audience_badge, code, link, sample_badge
from partnership.pages.tables.columns import Heading, Row, Table
from partnership.rules import registry
from partnership.rules.visibility import as_viewer

ROWS_PER_PAGE = 25
NOTHING_TYPED = {
    "icon": "search",
    "sentence": _("Type a code, a name or a few words."),
    "hint": _("The search looks in agreements, meetings, directions, projects, patents, bases, programmes and people."),
}
NOT_FOUND = {
    "icon": "search",
    "sentence": _("No record contains all of these words."),
    "hint": _("Try fewer or shorter words; parts of words are found too."),
}


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Records of all kinds in which every word typed occurs."""
    # Past the box's own limit, and with a sign that PostgreSQL takes in no text, only machines ask.
    text = request.GET.get("q", "").replace("\0", "").strip()[:MAX_SEARCH_LENGTH]
    viewer, words = as_viewer(request.user), text.split()
    counts = found_counts(viewer, words) if words else {}
    asked = request.GET.get("kind", "")
    kind = asked if asked in counts else ""  # of a kind without a hit, known or not, there is nothing to show
    shown = {kind: counts[kind]} if kind else counts
    rows: Any = found_rows(viewer, words, shown) if shown else []
    paginator: Paginator = Paginator(rows, ROWS_PER_PAGE)
    paginator.count = sum(shown.values())
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "title": _("Search"),
        "current": "search",
        "text": text,
        "kinds": _kinds(counts),
        "kind": kind,
        "page": page,
        "table": _table(found_items(page.object_list, words), NOT_FOUND if text else NOTHING_TYPED),
        "sentence": _sentence(text, sum(counts.values())),
    }
    return render(request, "home/search.html", context)


def _kinds(counts: Mapping[str, int]) -> list[tuple[str, Any, int]]:
    """Key, label and number of what was found of each kind; first, under no key, of all kinds together."""
    found = [(key, registry.search_sources[key].label, count) for key, count in counts.items()]
    return [("", _("All"), sum(counts.values())), *found] if found else []


def _table(found: list[Found], empty: Mapping[str, Any]) -> Table:
    if not found:
        return Table(str(_("Records found")), [], [], empty)
    labels = (_("Name"), _("Code"), _("Kind"), _("Seen by"))
    rows = [
        Row([_name(one), code(one.address) if one.address else None, one.kind_label, _seen_by(one)]) for one in found
    ]
    return Table(str(_("Records found")), [Heading(str(label), is_number=False) for label in labels], rows, empty)


def _name(found: Found) -> SafeString:
    """The link to the record, and below it where the words stand that it does not name."""
    said = ((_passage(one),) for one in found.passages)
    return format_html("{}{}", link(found.url, found.title), format_html_join("", '<p class="passage">{}</p>', said))


def _passage(passage: Passage) -> SafeString:
    # The pattern is the catalogue's own: what it takes in is escaped.
    return mark_safe(_("%(label)s: %(value)s") % {"label": escape(passage.label), "value": passage.text})


def _seen_by(found: Found) -> SafeString:
    return mark_safe(f"{audience_badge(found.private_to)} {sample_badge() if found.is_sample else ''}")


def _sentence(text: str, count: int) -> str:
    if not text:
        return ""
    found = ngettext("%(count)d record contains “%(text)s”.", "%(count)d records contain “%(text)s”.", count)
    return found % {"count": count, "text": text}
