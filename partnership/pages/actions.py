"""Views for a record of any kind: share, merge, withdraw and restore it; and the parts of its page loaded later."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partnership.models.base import PrivateRecord, TopRecord
from partnership.pages.editing import SHARE_PERMISSION, has_model_permission
from partnership.pages.tables.columns import audience_party
from partnership.records.audience import count_exposure, share
from partnership.records.documents import visible_documents
from partnership.records.history import history_of
from partnership.records.merging import merge, plan_merger
from partnership.records.saving import restore, withdraw
from partnership.rules import registry
from partnership.rules.types import AuthenticatedRequest
from partnership.rules.visibility import VisibleModel, as_viewer

MAX_CHANGES_IN_PART, MAX_CHANGES = 15, 500


def visible_record(request: AuthenticatedRequest, kind: str, key: int, *, base: type[Model] = VisibleModel) -> Any:
    """Return the record of a kind that has a page; 404 where it is hidden, missing or not of the `base` model."""
    model = registry.kinds[kind].model if kind in registry.kinds else None
    if model is None or not issubclass(model, base):
        raise Http404
    return get_object_or_404(model.objects.visible_to(as_viewer(request.user)), pk=key)


def changeable_record(request: AuthenticatedRequest, kind: str, key: int, *, base: type[Model]) -> Any:
    """Return a visible record that the reader may change; 403 otherwise."""
    record = visible_record(request, kind, key, base=base)
    if not has_model_permission(request.user, "change", type(record)):
        raise PermissionDenied
    return record


@login_required
def share_record(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """Show what becomes visible to the other party; a POST shares the record."""
    record = visible_record(request, kind, key, base=PrivateRecord)
    if not request.user.has_perm(SHARE_PERMISSION):
        raise PermissionDenied
    if record.private_to_id is None:
        messages.info(request, _("This record is shared already."))
        return redirect(record)
    if request.method == "POST":
        return _share(request, record)
    context = {"title": _("Share with the other party"), "record": record, "kind": kind}
    if merger := plan_merger(record, as_viewer(request.user)):
        may_merge = has_model_permission(request.user, "change", type(record))
        return render(request, "pages/merge.html", context | {"merger": merger, "may_merge": may_merge})
    return render(request, "pages/share.html", context | {"exposure": count_exposure(record)})


def _share(request: AuthenticatedRequest, record: PrivateRecord) -> HttpResponse:
    try:
        share(record, by=request.user)
    except ValidationError as error:
        return _refused(request, record, error)
    messages.success(request, _("The record is now shared with all parties."))
    return redirect(record)


def _refused(request: AuthenticatedRequest, record: PrivateRecord, error: ValidationError) -> HttpResponse:
    """Show why a record cannot be shared or merged, on the page that offers it."""
    for text in error.messages:
        messages.error(request, text)
    return redirect("record_share", record._meta.label_lower, record.pk)


@login_required
@require_POST
def merge_record(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """Merge a private record into the shared one of the same number."""
    record = changeable_record(request, kind, key, base=PrivateRecord)
    if not request.user.has_perm(SHARE_PERMISSION):
        raise PermissionDenied
    try:
        into = merge(record, by=request.user)
    except ValidationError as error:
        return _refused(request, record, error)
    messages.success(request, _("The record is merged into this one, and withdrawn."))
    return redirect(into)


@login_required
@require_POST
def withdraw_record(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """Take a record out of lists, counts and reports."""
    record = changeable_record(request, kind, key, base=TopRecord)
    withdraw(record, by=request.user)
    messages.success(request, _("The record is withdrawn. It can be brought back here at any time."))
    return redirect(record)


@login_required
@require_POST
def restore_record(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """Restore a withdrawn record."""
    record = changeable_record(request, kind, key, base=TopRecord)
    restore(record, by=request.user)
    messages.success(request, _("The record is back in lists, counts and reports."))
    return redirect(record)


@login_required
@require_safe
def record_history(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """Show a record's history: a part of its page for htmx, a page of its own otherwise."""
    record = visible_record(request, kind, key)
    count = MAX_CHANGES_IN_PART if request.htmx else MAX_CHANGES
    entries = history_of(record, as_viewer(request.user), count=count + 1)
    context = {"entries": entries[:count], "has_more": len(entries) > count, "is_part": bool(request.htmx)}
    return _render_part(request, record, "pages/history.html", _("History"), **context)


@login_required
@require_safe
def record_documents(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """Show a record's documents: a part of its page for htmx, a page of its own otherwise."""
    record = visible_record(request, kind, key, base=TopRecord)
    may_change = has_model_permission(request.user, "change", type(record))
    may_upload = may_change and request.user.has_perm("partnership.add_document")
    context = {"documents": visible_documents(record, as_viewer(request.user)), "may_upload": may_upload, "kind": kind}
    return _render_part(request, record, "pages/documents.html", _("Documents"), **context)


@login_required
@require_safe
def record_panel(request: AuthenticatedRequest, panel_key: str, key: int) -> HttpResponse:
    """Show the panel of another area: a part of the record's page for htmx, a page of its own otherwise."""
    if panel_key not in registry.panels:
        raise Http404
    panel, viewer = registry.panels[panel_key], as_viewer(request.user)
    record = visible_record(request, panel.on._meta.label_lower, key)
    if not panel.is_for(viewer):
        raise Http404
    section = panel.build(record, viewer)
    if request.htmx and section is not None and not section.table.rows:
        section = None  # an empty panel takes no room on the page
    return _render_part(request, record, "pages/panel.html", panel.label, section=section, panel=panel)


def _render_part(request: AuthenticatedRequest, record: Any, template: str, title: Any, **context: Any) -> HttpResponse:
    context |= {"title": title, "record": record, "template": template, "private_to": audience_party(record)}
    return render(request, template if request.htmx else "pages/part.html", context)
