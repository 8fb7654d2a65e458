"""Whom the lock-out after failed log-ins counts: the address typed, in one case, and where it came from."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address that our own proxy saw, the last of X-Forwarded-For: a client can write all the others."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.TRUST_PROXY_HEADERS else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR")


def attempted_username(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """Accounts are found in any case, so tries in any case count together."""
    given = credentials if credentials else (request.POST if request else {})
    return str(given.get("username") or given.get("email") or "").strip().lower()
