"""Who may change a record, and the URLs of its forms in the administration."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.db.models import Model
from django.urls import reverse

from partnership.models.base import PrivateRecord

# With this in its URL a form of the administration redirects to the record's own page when saved.
RETURN_TO_PAGE = {"then": "page"}
SHARE_PERMISSION = "partnership.share_record"


def has_model_permission(user: Any, action: str, model: type[Model]) -> bool:
    """Return whether the user's role lets them view, add, change or delete records of this kind."""
    return user.has_perm(f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}")


def may_share(user: Any, record: Model) -> bool:
    """Return whether the record is private and the user's role lets them share it."""
    is_private = isinstance(record, PrivateRecord) and record.private_to_id is not None
    return is_private and user.has_perm(SHARE_PERMISSION)


def add_url(user: Any, model: type[Model]) -> str:
    """Return the URL of the form for a new record; empty for those who may not add one."""
    return _admin_url(user, "add", model)


def change_url(user: Any, record: Model) -> str:
    """Return the URL of a record's form; empty for those who may not change it."""
    return _admin_url(user, "change", type(record), record.pk)


def _admin_url(user: Any, action: str, model: type[Model], *args: Any) -> str:
    if not (user.is_staff and admin.site.is_registered(model) and has_model_permission(user, action, model)):
        return ""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args, query=RETURN_TO_PAGE)
