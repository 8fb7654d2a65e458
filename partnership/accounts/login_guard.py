"""The user name and client address for which failed log-ins are counted."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """Return the address that our proxy saw, the last of X-Forwarded-For: a client can forge all others."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.TRUST_PROXY_HEADERS else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR")


def attempted_username(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """Return the user name in lower case: accounts are found in any case, so failures count together."""
    given = credentials if credentials else (request.POST if request else {})
    return str(given.get("username") or given.get("email") or "").strip().lower()
