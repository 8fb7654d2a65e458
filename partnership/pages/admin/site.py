"""The administration's own site, without the views of Django's that show hidden records."""

from __future__ import annotations

from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _


class CooperationAdminSite(admin.AdminSite):
    """The stock site without its redirect to any record of any kind, and with the log-in page of the site."""

    site_title = _("Data administration")
    site_header = _("Data administration")
    index_title = _("Records by area")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # "View on site" asks no permission and would reveal the URL of a hidden record.
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the models as they were registered, by area; Django sorts by name, Chinese by code point."""
        return list(self._build_app_dict(request, app_label).values())

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("login"))
        return redirect("admin:index") if self.has_permission(request) else not_open(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Django's own guard, which sends to the log-in whom it does not let in: not those who are logged in."""
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            is_refused = request.user.is_authenticated and not self.has_permission(request)
            return not_open(request) if is_refused else guarded(request, *args, **kwargs)

        return inner


def not_open(request: HttpRequest) -> HttpResponse:
    """Show that the administration is not open to this account, and the way back."""
    return render(request, "admin/not_open.html", status=HTTPStatus.FORBIDDEN)
