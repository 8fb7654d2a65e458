"""Reads what every page asks of an account with few queries: party and role in one, all its rights in another."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db.models import OuterRef, Q, Subquery

from partnership.models import User


class AccountBackend(ModelBackend):
    """Django's own backend but for how it fetches the account of a session and its rights."""

    def get_user(self, user_id: Any) -> User | None:
        roles = Group.objects.filter(user=OuterRef("pk")).order_by("pk")  # unscoped: roles are no shared data
        accounts = User.objects.select_related("organisation")  # unscoped: a session reads its own account
        account = accounts.annotate(role_key=Subquery(roles.values("name")[:1])).filter(pk=user_id).first()
        return account if account is not None and self.user_can_authenticate(account) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The rights given to the account and to its roles, which Django reads in two queries."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj)
        if not hasattr(user_obj, "_perm_cache"):
            rights = Permission.objects.filter(Q(user=user_obj) | Q(group__user=user_obj))  # unscoped: no shared data
            pairs = rights.order_by().values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{name}" for app, name in pairs}
        return user_obj._perm_cache
