"""The first page: the cooperation at a glance."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from partnership.home.overview import build_overview
from partnership.rules.periods import today
from partnership.rules.visibility import as_viewer

EMPTY = {
    "no_due": {"icon": "check", "sentence": _lazy("Nothing is due within 90 days.")},
    "no_changes": {"icon": "history", "sentence": _lazy("Nothing has been entered or changed yet.")},
}


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show the state of the cooperation, what is due and what changed."""
    content = build_overview(as_viewer(request.user), today())
    context = {"title": _("Overview"), "current": "overview", "sentence": content.sentence, "overview": content}
    return render(request, "home/overview.html", context | EMPTY)
