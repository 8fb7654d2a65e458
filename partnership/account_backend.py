"""Reads the account of a session together with its party and role, which every page names: still one query."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group
from django.db.models import OuterRef, Subquery

from partnership.models import User


class AccountBackend(ModelBackend):
    """Django's own backend but for how it fetches the account of a session."""

    def get_user(self, user_id: Any) -> User | None:
        roles = Group.objects.filter(user=OuterRef("pk")).order_by("pk")  # unscoped: roles are no shared data
        accounts = User.objects.select_related("organisation")  # unscoped: a session reads its own account
        account = accounts.annotate(role_key=Subquery(roles.values("name")[:1])).filter(pk=user_id).first()
        return account if account is not None and self.user_can_authenticate(account) else None
