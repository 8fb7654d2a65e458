"""What is due, for all and for the reader alone, who also sees what they lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partnership.home.due import (
    EVERYTHING,
    NOTHING,
    DueCounts,
    DueFilter,
    due_counts,
    due_groups,
    due_rows,
    due_soon_text,
    each_due,
    next_due,
    open_parts,
    overdue_text,
)
from partnership.home.forms import DueForm
from partnership.home.views.mine import responsibilities_section
from partnership.pages import Cell, Column, Section
from partnership.pages.lists import NO_MATCH, ROWS_PER_READ, query_without
from partnership.pages.tables.columns import AUDIENCE
from partnership.pages.tables.downloads import export_format, export_response
from partnership.rules import formats
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer, as_viewer

ROWS_PER_PAGE = 50
COLUMNS = (
    Column("due_on", _("Due"), Cell.DAY),
    Column("kind", _("Kind")),
    Column("title", _("What")),
    Column("code", _("Code"), Cell.CODE),
    Column("party", _("Party")),
    Column("owner", _("Owner")),
    AUDIENCE,
)
NOTHING_DUE = {
    "icon": "check",
    "sentence": _("Nothing is due."),
    "hint": _("What has a date in an agreement, a meeting or a project shows up here."),
}
NO_PERSON = {
    "icon": "user",
    "sentence": _("No person is linked to your account."),
    "hint": _(
        "Ask your administrator to link your account to your entry under People; "
        "then what you own and lead shows up here."
    ),
}


@login_required
def due(request: HttpRequest) -> HttpResponseBase:
    """Everything with a date, overdue first; by party, owner, kind and horizon."""
    form = DueForm(request.GET, viewer=as_viewer(request.user))
    wanted = form.wanted()
    empty = NOTHING_DUE if wanted == EVERYTHING else NO_MATCH
    return _page(request, wanted, form=form, title=_("What is due"), current="due", empty=empty)


@login_required
def mine(request: HttpRequest) -> HttpResponseBase:
    """What the reader's own person is to do, and what it leads; reports are owned by the account itself."""
    viewer = as_viewer(request.user)
    wanted = DueFilter(owner_id=viewer.person_id or 0)
    empty = NO_PERSON if viewer.person_id is None else NOTHING_DUE
    return _page(request, wanted, form=None, title=_("Mine"), current="mine", empty=empty, led=_led)


def _led(viewer: Viewer, day: dt.date) -> Section | None:
    """What the reader leads; who is no person of the cooperation is told of it only where there is something."""
    led = responsibilities_section(viewer, day)
    return None if viewer.person_id is None and not led.table.rows else led


def _page(
    request: HttpRequest,
    wanted: DueFilter,
    *,
    led: Callable[[Viewer, dt.date], Section | None] | None = None,
    **context: object,
) -> HttpResponseBase:
    """The page, or its rows as a file, which needs nothing else of the page."""
    viewer, day = as_viewer(request.user), today()
    if file_format := export_format(request):
        rows = due_rows(viewer, day, wanted)
        each = each_due([] if rows is None else rows.iterator(chunk_size=ROWS_PER_READ), day)
        return export_response(file_format, str(context["current"]), context["title"], COLUMNS, each, viewer)
    parts = open_parts(viewer, day, wanted)
    counts = due_counts(parts, viewer, day)
    # The places of the items in their order: what stands at those of the page alone is read.
    page = Paginator(range(counts.total), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    items = next_due(parts, day, start=max(page.start_index() - 1, 0), count=len(page.object_list))
    context |= {
        "page": page,
        "rest": query_without(request, "page", "export"),
        "groups": due_groups(items),
        "led": led(viewer, day) if led else None,
        "sentence": "" if wanted == NOTHING else _sentence(counts),
    }
    return render(request, "home/due.html", context)


def _sentence(counts: DueCounts) -> str:
    """What presses among the items shown; nothing is said of what a filter leaves out."""
    late, soon = counts.overdue, counts.within["30"]
    overdue = overdue_text(late)
    if late and soon:
        more = ngettext("%(count)d more is due within 30 days.", "%(count)d more are due within 30 days.", soon)
        return formats.joined(overdue, more % {"count": soon})
    if late or soon:
        return overdue if late else due_soon_text(soon, 30)
    later = ngettext(
        "%(count)d item is due, not within 30 days.", "%(count)d items are due, none within 30 days.", counts.total
    )
    return later % {"count": counts.total} if counts.total else ""
