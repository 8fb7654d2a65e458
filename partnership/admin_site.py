"""The administration's own site: no door that leads past the rule of who sees what."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _


class CooperationAdminSite(admin.AdminSite):
    """The stock site without its redirect to any record of any kind, and with the log-in page of the site."""

    site_title = _("Data administration")
    site_header = _("Data administration")
    index_title = _("Records by area")

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # "View on site" asks no permission and would tell the address of a hidden record.
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated:
            return super().login(request, extra_context)
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("login"))
