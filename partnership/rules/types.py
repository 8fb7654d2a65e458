"""Types that Django leaves open: texts that are translated when they are shown, a request of somebody logged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.functional import Promise

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails
    from django_stubs_ext import StrOrPromise

    from partnership.models import User
else:
    StrOrPromise = str | Promise

__all__ = ["AuthenticatedRequest", "StrOrPromise"]


class AuthenticatedRequest(HttpRequest):
    """The request of a view behind `login_required`; a name for the type checker, no request is made of it."""

    user: User
    htmx: HtmxDetails
