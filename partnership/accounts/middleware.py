"""Middleware: the id of a request, and the language and time zone of the account."""

import contextlib
import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from partnership.rules.requests import request_id

MAX_ID_LENGTH = 36


class RequestIdMiddleware:
    """Sets the id of each request, the proxy's where it sends one; changes made in a request store it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(request.headers.get("X-Request-ID", "")[:MAX_ID_LENGTH] or uuid.uuid4().hex)
        try:
            return self.get_response(request)
        finally:
            request_id.reset(token)


class UserLanguageMiddleware:
    """Activates the language of the cookie, or else of the account, and the time zone of the account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Read the account only where the view requires a log-in: /healthz reads no session."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not getattr(view, "login_required", True):
            return
        user = request.user
        if not user.is_authenticated:
            return
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with contextlib.suppress(zoneinfo.ZoneInfoNotFoundError, ValueError):
            timezone.activate(zoneinfo.ZoneInfo(user.time_zone))
