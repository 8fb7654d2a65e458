"""What a reader does with a record on its page: share it, withdraw it, bring it back; and the parts loaded later."""

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
from partnership.pages.editing import SHARE_PERMISSION, may
from partnership.pages.tables.columns import audience_of
from partnership.records.attachments import documents_of
from partnership.records.audience import exposure_of, share
from partnership.records.history import history_of
from partnership.records.merging import merge, merger_of
from partnership.records.saving import restore, withdraw
from partnership.rules import registry
from partnership.rules.types import AuthenticatedRequest
from partnership.rules.visibility import VisibleModel, as_viewer

CHANGES_ON_A_PAGE, CHANGES_IN_ALL = 15, 500


def visible_record(request: AuthenticatedRequest, kind: str, key: int, *, of: type[Model] = VisibleModel) -> Any:
    """The record of a kind that has a page; hidden, missing and unfitting ones are all 404."""
    model = registry.kinds[kind].model if kind in registry.kinds else None
    if model is None or not issubclass(model, of):
        raise Http404
    return get_object_or_404(model.objects.visible_to(as_viewer(request.user)), pk=key)


def changeable_record(request: AuthenticatedRequest, kind: str, key: int, *, of: type[Model]) -> Any:
    """A visible record that the reader may change; otherwise 403."""
    record = visible_record(request, kind, key, of=of)
    if not may(request.user, "change", type(record)):
        raise PermissionDenied
    return record


@login_required
def share_record(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """Show what becomes visible, and make it so when that is confirmed."""
    record = visible_record(request, kind, key, of=PrivateRecord)
    if not request.user.has_perm(SHARE_PERMISSION):
        raise PermissionDenied
    if record.private_to_id is None:
        messages.info(request, _("This record is shared already."))
        return redirect(record)
    if request.method == "POST":
        return redirect(record) if _is_shared_now(request, record) else redirect("record_share", kind, key)
    context = {"title": _("Share with the other party"), "record": record, "kind": kind}
    if merger := merger_of(record, as_viewer(request.user)):
        may_merge = may(request.user, "change", type(record))
        return render(request, "pages/merge.html", context | {"merger": merger, "may_merge": may_merge})
    return render(request, "pages/share.html", context | {"exposure": exposure_of(record)})


def _is_shared_now(request: AuthenticatedRequest, record: PrivateRecord) -> bool:
    """Share the record and say so, or say what stands against it."""
    try:
        share(record, by=request.user)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
        return False
    messages.success(request, _("The record is now shared with all parties."))
    return True


@login_required
@require_POST
def merge_record(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """Merge a private record into the shared one of the same number."""
    record = changeable_record(request, kind, key, of=PrivateRecord)
    if not request.user.has_perm(SHARE_PERMISSION):
        raise PermissionDenied
    try:
        into = merge(record, by=request.user)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
        return redirect("record_share", kind, key)
    messages.success(request, _("The record is merged into this one, and withdrawn."))
    return redirect(into)


@login_required
@require_POST
def withdraw_record(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """Take a record out of lists, counts and reports."""
    record = changeable_record(request, kind, key, of=TopRecord)
    withdraw(record, by=request.user)
    messages.success(request, _("The record is withdrawn. It can be brought back here at any time."))
    return redirect(record)


@login_required
@require_POST
def restore_record(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """Bring a withdrawn record back."""
    record = changeable_record(request, kind, key, of=TopRecord)
    restore(record, by=request.user)
    messages.success(request, _("The record is back in lists, counts and reports."))
    return redirect(record)


@login_required
@require_safe
def history(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """A record's history: a part of its page for htmx, a page of its own otherwise."""
    record = visible_record(request, kind, key)
    count = CHANGES_ON_A_PAGE if request.htmx else CHANGES_IN_ALL
    entries = history_of(record, as_viewer(request.user), count=count + 1)
    context = {"entries": entries[:count], "has_more": len(entries) > count, "is_part": bool(request.htmx)}
    return _part(request, record, "pages/history.html", _("History"), **context)


@login_required
@require_safe
def documents(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """A record's documents: a part of its page for htmx, a page of its own otherwise."""
    record = visible_record(request, kind, key, of=TopRecord)
    found = documents_of(record, as_viewer(request.user))
    may_upload = may(request.user, "change", type(record)) and request.user.has_perm("partnership.add_document")
    context = {"documents": found, "may_upload": may_upload, "kind": kind}
    return _part(request, record, "pages/documents.html", _("Documents"), **context)


@login_required
@require_safe
def panel(request: AuthenticatedRequest, panel_key: str, key: int) -> HttpResponse:
    """What another area says of a record: a part of its page for htmx, a page of its own otherwise."""
    if panel_key not in registry.panels:
        raise Http404
    chosen, viewer = registry.panels[panel_key], as_viewer(request.user)
    record = visible_record(request, chosen.on._meta.label_lower, key)
    if not chosen.is_for(viewer):
        raise Http404
    section = chosen.build(record, viewer)
    if request.htmx and section is not None and not section.table.rows:
        section = None  # a page is not made longer by what is not there
    return _part(request, record, "pages/panel.html", chosen.label, section=section, panel=chosen)


def _part(request: AuthenticatedRequest, record: Any, template: str, title: Any, **context: Any) -> HttpResponse:
    context |= {"title": title, "record": record, "template": template, "private_to": audience_of(record)}
    return render(request, template if request.htmx else "pages/part.html", context)
