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

from partnership.home.search import Passage, SearchHit, count_hits, hit_rows, search_hits
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
    """Show records of all kinds in which every word typed occurs."""
    # Only machines send more than the box takes, or the character that PostgreSQL refuses in a text.
    text = request.GET.get("q", "").replace("\0", "").strip()[:MAX_SEARCH_LENGTH]
    viewer, words = as_viewer(request.user), text.split()
    counts = count_hits(viewer, words) if words else {}
    requested = request.GET.get("kind", "")
    kind = requested if requested in counts else ""  # a kind without a hit, known or not, is ignored
    shown = {kind: counts[kind]} if kind else counts
    rows: Any = hit_rows(viewer, words, shown) if shown else []
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
        "table": _table(search_hits(page.object_list, words), NOT_FOUND if text else NOTHING_TYPED),
        "sentence": _sentence(text, sum(counts.values())),
    }
    return render(request, "home/search.html", context)


def _kinds(counts: Mapping[str, int]) -> list[tuple[str, Any, int]]:
    """Return key, label and number of hits of each kind; first, without a key, of all kinds together."""
    kinds = [(key, registry.search_sources[key].label, count) for key, count in counts.items()]
    return [("", _("All"), sum(counts.values())), *kinds] if kinds else []


def _table(hits: list[SearchHit], empty: Mapping[str, Any]) -> Table:
    if not hits:
        return Table(str(_("Records found")), [], [], empty)
    labels = (_("Name"), _("Code"), _("Kind"), _("Seen by"))
    rows = [Row([_name(hit), code(hit.code) if hit.code else None, hit.kind_label, _seen_by(hit)]) for hit in hits]
    return Table(str(_("Records found")), [Heading(str(label), is_number=False) for label in labels], rows, empty)


def _name(hit: SearchHit) -> SafeString:
    """Return the link to the record, and the passages with words that are not in its name."""
    passages = ((_passage(passage),) for passage in hit.passages)
    return format_html("{}{}", link(hit.url, hit.title), format_html_join("", '<p class="passage">{}</p>', passages))


def _passage(passage: Passage) -> SafeString:
    # The pattern comes from the catalogue; the values in it are escaped.
    return mark_safe(_("%(label)s: %(value)s") % {"label": escape(passage.label), "value": passage.text})


def _seen_by(hit: SearchHit) -> SafeString:
    return mark_safe(f"{audience_badge(hit.private_to)} {sample_badge() if hit.is_sample else ''}")


def _sentence(text: str, count: int) -> str:
    if not text:
        return ""
    found = ngettext("%(count)d record contains “%(text)s”.", "%(count)d records contain “%(text)s”.", count)
    return found % {"count": count, "text": text}
