"""Accounts: who logs in, for which party, in which language."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.rules.visibility import Viewer, VisibleQuerySet, WorkersManager, as_viewer

ROLE_LABELS = {
    "viewer": _("viewer"),
    "editor": _("editor"),
    "manager": _("manager"),
    "administrator": _("party administrator"),
}


def account_name(name: str, email: str) -> str:
    """Return the account's name, or the part of its address before the @: the address is for its own party."""
    return name or email.partition("@")[0]


class UserQuerySet(VisibleQuerySet):
    def visible_to(self, reader: Any) -> UserQuerySet:
        """Accounts of the reader's own party; an operator sees all."""
        viewer = as_viewer(reader)
        if not viewer.is_active:
            return self.none()
        return self if viewer.is_operator else self.filter(organisation=viewer.party_id, organisation__isnull=False)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Creates accounts that log in with their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractUser):
    """An account. A member belongs to one party; an operator is a superuser and belongs to none."""

    shared_by_nature = "Has its own rule: a party sees its own accounts."

    # Columns of Django's account that this one does without, as Django documents it; its types know no such thing.
    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=150, blank=True)
    organisation = models.ForeignKey(
        "partnership.Organisation",
        verbose_name=_("party"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"is_party": True},
        related_name="users",
    )
    person = models.OneToOneField(
        "partnership.Person",
        verbose_name=_("person"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="user",
        help_text=_("The person whose obligations and actions are this account's own."),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()
    for_workers = WorkersManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("email",)
        permissions = (
            ("view_amounts", _("Can see amounts of money")),
            ("share_record", _("Can share private records with all parties")),
        )
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_in_any_case",
                # The same message whoever has the address: it must not reveal accounts of the other party.
                violation_error_message=_("No account can be made for this address; ask an operator."),
            ),
            models.CheckConstraint(
                condition=Q(is_superuser=False) | Q(organisation__isnull=True),
                name="user_operator_has_no_party",
                violation_error_message=_("An operator belongs to no party; a party's administrator is no operator."),
            ),
        )

    def __str__(self) -> str:
        return account_name(self.name, self.email)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def audience_id(self) -> int | None:
        """Changes of an account are for its party."""
        return self.organisation_id

    @cached_property
    def role_key(self) -> str:
        """The role in the party; an account has one."""
        return self.groups.order_by("pk").values_list("name", flat=True).first() or ""

    @property
    def is_administrator(self) -> bool:
        """Whether this account gets the alarms of the platform."""
        return self.is_superuser or self.role_key == "administrator"

    @cached_property
    def viewer(self) -> Viewer:
        """The account as a reader of shared records."""
        return Viewer(
            is_active=self.is_active,
            is_operator=self.is_superuser and self.organisation_id is None,
            party_id=self.organisation_id,
            sees_amounts=self.has_perm("partnership.view_amounts"),
            user_id=self.pk,
            person_id=self.person_id,
        )
