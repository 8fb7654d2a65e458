"""The permissions of each role, written into Django's groups after every migration."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Model, Q, QuerySet

from partnership.models import (
    CalendarDay,
    CalendarYear,
    Change,
    CodeSequence,
    Delivery,
    Document,
    Job,
    Rendering,
    Report,
    ReportClock,
    ReportRun,
    User,
)
from partnership.models.base import TopRecord
from partnership.models.reports.report import Recipient, ReportSectionChoice
from partnership.models.user import ROLE_LABELS
from partnership.rules.visibility import VisibleModel

# Groups of models with permissions of their own; models in no group belong to the operator.
ACCOUNTS = (User,)
REPORTS = (Report, ReportSectionChoice, Recipient)
WATCHED = (Change, Delivery, Job, Rendering, ReportClock, ReportRun)
OPERATORS_OWN = (CalendarDay, CalendarYear, CodeSequence)


@dataclass(frozen=True, slots=True)
class Role:
    """A role and its permissions: the verbs of Django's permissions by group of models.

    `tops` are records with pages of their own (withdrawn, not deleted), `rows` all others that belong to them.
    """

    key: str
    tops: str = "view"
    rows: str = "view"
    documents: str = "view"
    reports: str = "view"
    watched: str = "view"
    accounts: str = ""
    extra: tuple[str, ...] = ()
    is_staff: bool = False


EDITS = "view add change"
ALL = "view add change delete"

ROLES = (
    #    key       top records  rows  documents
    Role("viewer"),
    Role("editor", EDITS, ALL, ALL, extra=("view_amounts",), is_staff=True),
    Role("manager", extra=("view_amounts", "share_record", "send_report")),
    Role(
        "administrator",
        EDITS,
        ALL,
        ALL,
        reports=ALL,
        accounts=EDITS,
        extra=("view_amounts", "share_record", "send_report"),
        is_staff=True,
    ),
)


def sync_roles(sender: AppConfig, **options: Any) -> None:
    """Give each role's group exactly its permissions for the models of the app just migrated."""
    if options.get("using", "default") != "default" or sender.label not in _our_apps():
        return
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.key)
        stale = group.permissions.filter(content_type__app_label=sender.label)
        permissions = set(_permissions(role, sender))
        group.permissions.remove(*(permission for permission in stale if permission not in permissions))
        group.permissions.add(*permissions)


def grantable_roles(giver: User) -> QuerySet[Group]:
    """Return the roles that an account may assign: those whose every permission it has itself."""
    groups = Group.objects.filter(name__in=ROLE_LABELS).prefetch_related("permissions__content_type")
    own = giver.get_all_permissions()
    return groups.filter(pk__in=[group.pk for group in groups if _permission_names(group) <= own])


def enters_administration(keys: Iterable[str]) -> bool:
    """Whether one of these roles may enter the administration."""
    assigned = set(keys)
    return any(role.is_staff for role in ROLES if role.key in assigned)


def assign_roles(user: User, keys: list[str]) -> None:
    """Set the roles of an account, and `is_staff` where one of them enters the administration."""
    user.groups.set(Group.objects.filter(name__in=keys))
    is_staff = user.is_superuser or enters_administration(keys)
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])


def _our_apps() -> set[str]:
    return {model._meta.app_label for model in apps.get_models() if issubclass(model, VisibleModel)}


def _permission_names(group: Group) -> set[str]:
    return {f"{row.content_type.app_label}.{row.codename}" for row in group.permissions.all()}


def _permissions(role: Role, app: AppConfig) -> QuerySet[Permission]:
    codenames = {f"{verb}_{model._meta.model_name}" for model in app.get_models() for verb in _verbs(role, model)}
    condition = Q(codename__in=codenames | set(role.extra), content_type__app_label=app.label)
    return Permission.objects.filter(condition)


def _verbs(role: Role, model: type[Model]) -> list[str]:
    if issubclass(model, ACCOUNTS):
        return role.accounts.split()
    if issubclass(model, REPORTS):
        return role.reports.split()
    if issubclass(model, WATCHED):
        return role.watched.split()
    if issubclass(model, OPERATORS_OWN) or not issubclass(model, VisibleModel):
        return []
    if issubclass(model, Document):
        return role.documents.split()
    return (role.tops if issubclass(model, TopRecord) else role.rows).split()
