"""Who sees what: every query of shared data names its viewer.

A record is shared by all parties or private to one; a child inherits its parent's audience. This module does not know
which organisations are parties, nor how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self, cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from partnership.models import User


@dataclass(frozen=True, slots=True)
class Viewer:
    """A reader: an account, or the party in whose name a report is read."""

    is_active: bool
    is_operator: bool = False
    party_id: int | None = None
    sees_amounts: bool = False
    user_id: int | None = None
    person_id: int | None = None

    def may_see(self, private_to_id: int | None) -> bool:
        """Whether a record of this audience is for the reader (None is shared)."""
        return self.is_active and (self.is_operator or private_to_id is None or private_to_id == self.party_id)


NOBODY = Viewer(is_active=False)


def as_viewer(reader: Viewer | User | AnonymousUser) -> Viewer:
    """Return the viewer of a user; anonymous users see nothing."""
    return reader if isinstance(reader, Viewer) else getattr(reader, "viewer", NOBODY)


def audience_filter(viewer: Viewer, path: str = "private_to") -> Q:
    """Return the condition for what an active viewer may see; `path` is the lookup of the audience."""
    if viewer.is_operator:
        return Q()
    shared = Q(**{f"{path}__isnull": True})
    return shared | Q(**{path: viewer.party_id}) if viewer.party_id else shared


class VisibleQuerySet(models.QuerySet):
    """The queryset of all shared records."""

    @property
    def record_model(self) -> type[VisibleModel]:
        return cast("type[VisibleModel]", self.model)

    def visible_to(self, reader: Viewer | User | AnonymousUser) -> Self:
        """The records the reader may see."""
        viewer = as_viewer(reader)
        if not viewer.is_active:
            return self.none()
        path = self.record_model.audience_path()
        return self if path is None else self.filter(audience_filter(viewer, path))

    def current(self) -> Self:
        """Exclude what was withdrawn, itself or with its parent."""
        path = self.record_model.withdrawn_path()
        return self if path is None else self.filter(**{f"{path}__isnull": True})


class WorkersManager(models.Manager):
    """All rows, for workers, the scheduler and the operator's commands, who act for no viewer.

    Models have it as `for_workers`, next to `objects`. tests/test_architecture.py names the modules that may use it.
    """


class VisibleModel(models.Model):
    """A model with an audience: its own column, its parent's, or shared by nature with a reason."""

    visibility_parent: ClassVar[str] = ""
    shared_by_nature: ClassVar[str] = ""

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def audience_path(cls) -> str | None:
        """The lookup that ends at `private_to`; None where all records are shared by nature."""
        return cls._inherited_path("private_to")

    @classmethod
    def withdrawn_path(cls) -> str | None:
        """The lookup that ends at `withdrawn_at`; None where nothing can be withdrawn."""
        return cls._inherited_path("withdrawn_at")

    @classmethod
    def _inherited_path(cls, column: str) -> str | None:
        if any(field.name == column for field in cls._meta.get_fields()):
            return column
        if not cls.visibility_parent:
            return None
        parent = cls._meta.get_field(cls.visibility_parent).related_model
        rest = parent._inherited_path(column)  # type: ignore[union-attr]
        return f"{cls.visibility_parent}__{rest}" if rest else None

    @property
    def audience_id(self) -> int | None:
        """Key of the party that alone sees this record; None is shared."""
        if hasattr(type(self), "private_to"):
            return self.private_to_id  # type: ignore[attr-defined]
        parent = getattr(self, self.visibility_parent, None) if self.visibility_parent else None
        return None if parent is None else parent.audience_id


class MayBePrivate(VisibleModel):
    """A top-level record: shared by both parties, or private to one."""

    private_to = models.ForeignKey(
        "partnership.Organisation",
        verbose_name=_("private to"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"is_party": True},
        related_name="+",
        help_text=_("Empty means shared by all parties."),
    )

    class Meta:
        abstract = True


def foreign_keys_to_narrower(record: VisibleModel) -> list[models.ForeignKey]:
    """Return the foreign keys of a record that point at a record with a narrower audience, which is not allowed."""
    return [
        field
        for field in record._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.related_model, VisibleModel)
        and field.related_model.audience_path() is not None
        and getattr(record, field.attname) is not None
        and field.name != record.visibility_parent
        and getattr(record, field.name).audience_id not in (None, record.audience_id)
    ]
