"""One URL for a record of any kind, where only its kind and key are known."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from partnership.rules import registry
from partnership.rules.visibility import as_viewer


@login_required
def record(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Redirect to the record's own page; hidden and missing records are both 404."""
    if kind not in registry.kinds:
        raise Http404
    target: Any = get_object_or_404(registry.kinds[kind].model.objects.visible_to(as_viewer(request.user)), pk=key)
    return redirect(target)
