"""The search box."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partnership.selectors.search import found_items, found_rows
from partnership.visibility import as_viewer

ROWS_A_PAGE = 25
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
    text = request.GET.get("q", "").strip()
    rows = found_rows(as_viewer(request.user), text) if text else None
    page = Paginator([] if rows is None else rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Search"),
        "current": "search",
        "text": text,
        "page": page,
        "found": found_items(page.object_list),
        "sentence": _sentence(text, page.paginator.count),
        "empty": NOT_FOUND if text else NOTHING_TYPED,
    }
    return render(request, "partnership/search.html", context)


def _sentence(text: str, count: int) -> str:
    if not text:
        return ""
    found = ngettext("%(count)d record contains “%(text)s”.", "%(count)d records contain “%(text)s”.", count)
    return found % {"count": count, "text": text}
