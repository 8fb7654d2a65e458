"""Actions on the records marked in a list: withdraw, restore, share with the other party."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.records.audience import count_exposure, share
from partnership.records.saving import restore, withdraw
from partnership.rules import formats


@admin.action(permissions=["change"], description=gettext_lazy("Withdraw the marked records"))
def withdraw_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> None:
    count = _apply(withdraw, queryset.filter(withdrawn_at__isnull=True), request)
    text = ngettext("%(count)d record was withdrawn.", "%(count)d records were withdrawn.", count)
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.action(permissions=["change"], description=gettext_lazy("Bring the marked records back"))
def bring_back_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> None:
    count = _apply(restore, queryset.filter(withdrawn_at__isnull=False), request)
    text = ngettext("%(count)d record was brought back.", "%(count)d records were brought back.", count)
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.action(permissions=["share"], description=gettext_lazy("Share the marked records with the other party"))
def share_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Show what becomes visible; share the records once that is confirmed."""
    private = list(queryset.filter(private_to__isnull=False).select_related("private_to"))
    if not private:
        model_admin.message_user(request, _("These records are shared already."), messages.INFO)
        return None
    if "confirmed" in request.POST:
        _share_each(model_admin, request, private)
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Share with the other party"),
        "opts": model_admin.opts,
        "records": [(record, count_exposure(record)) for record in private],
        "action_checkbox_name": helpers.ACTION_CHECKBOX_NAME,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/share_confirmation.html", context)


def _share_each(model_admin: Any, request: HttpRequest, records: list) -> None:
    count = 0
    for record in records:
        try:
            share(record, by=request.user)
            count += 1
        except ValidationError as error:
            values = {"label": record, "value": formats.joined(*error.messages)}
            model_admin.message_user(request, _("%(label)s: %(value)s") % values, messages.ERROR)
    text = ngettext("%(count)d record is shared now.", "%(count)d records are shared now.", count)
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)


def _apply(action: Callable[..., Any], queryset: QuerySet, request: HttpRequest) -> int:
    records = list(queryset)
    for record in records:
        action(record, by=request.user)
    return len(records)
