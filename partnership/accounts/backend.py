"""Reads what every page asks of an account with few queries: party and role in one, all its rights in another.

The first tells too in which state it found the database (`User.database_state`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from partnership.models import Organisation, User
from partnership.statements import MOST_KEPT, StateOfDatabase, rows_of

# What a page's head shows of the reader's party; whoever wants more of it reads it then.
SHOWN_OF_THE_PARTY = ("id", "code", "name_zh", "name_en")


class AccountBackend(ModelBackend):
    """Django's own backend but for how it fetches the account of a session and its rights."""

    def get_user(self, user_id: Any) -> User | None:
        rows = rows_of(_account, user_id)
        if not rows:
            return None
        account = _from_row(User, rows[0])
        account.role_key = rows[0]["first_role"] or ""
        account.database_state = rows[0]["database_state"]
        if account.organisation_id:
            prefix = "organisation__"
            own = {name.removeprefix(prefix): value for name, value in rows[0].items() if name.startswith(prefix)}
            account.organisation = _from_row(Organisation, own)
        return account if self.user_can_authenticate(account) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The rights given to the account and to its roles, which Django reads in two queries."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj)
        if not hasattr(user_obj, "_perm_cache"):
            state = user_obj.database_state
            user_obj._perm_cache = set(_kept_names(user_obj.pk, state) if state else _names_of_rights(user_obj.pk))
        return user_obj._perm_cache


def _account(user_id: Any) -> QuerySet:
    roles = Group.objects.filter(user=OuterRef("pk")).order_by("pk")
    first_role = Subquery(roles.values("name")[:1])
    accounts = User.objects.annotate(  # unscoped: a session's own account
        first_role=first_role, database_state=StateOfDatabase()
    )
    own = [field.attname for field in User._meta.concrete_fields]
    party = [f"organisation__{name}" for name in SHOWN_OF_THE_PARTY]
    return accounts.filter(pk=user_id).values(*own, *party, "first_role", "database_state")


def _rights(user_id: int) -> QuerySet:
    rights = Permission.objects.filter(Q(user=user_id) | Q(group__user=user_id))
    return rights.order_by().values("content_type__app_label", "codename")


def _names_of_rights(user_id: int, _state: str = "") -> frozenset[str]:
    """Their names; the state only says of what they are kept."""
    return frozenset(f"{row['content_type__app_label']}.{row['codename']}" for row in rows_of(_rights, user_id))


_kept_names = lru_cache(maxsize=MOST_KEPT)(_names_of_rights)


def _from_row(model: type[Model], row: dict[str, Any]) -> Any:
    names = [field.attname for field in model._meta.concrete_fields if field.attname in row]
    return model.from_db(DEFAULT_DB_ALIAS, names, [row[name] for name in names])
