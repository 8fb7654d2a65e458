"""Context processor: the alarms on every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from partnership.reports.alarms import alarms_for


def alerts(request: HttpRequest) -> dict[str, Any]:
    """Return the alarms for administrators, who can act on them; queried only where a page shows them."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.is_administrator:
        return {"alerts": ()}
    return {"alerts": SimpleLazyObject(lambda: alarms_for(user.viewer))}
