"""Widening and narrowing: the one place where a record's audience moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from partnership.models import Change, Document, User
from partnership.models.base import Numbered, PrivateRecord, Record
from partnership.records.changes import record_change
from partnership.records.saving import refusing_clashes
from partnership.rules import formats
from partnership.rules.visibility import MayBePrivate, Viewer, VisibleModel, as_viewer, pointers_wider_than_target


@dataclass(frozen=True, slots=True)
class Exposure:
    """What becomes visible to all parties when a record is shared: how many records of which kind."""

    label: str
    count: int

    def __str__(self) -> str:
        return _("%(label)s: %(value)s") % {"label": self.label, "value": self.count}


def exposure_of(record: PrivateRecord) -> list[Exposure]:
    """The record itself, all that inherits its audience and its documents, counted by kind."""
    found = [Exposure(str(record._meta.verbose_name), 1)]
    for rows in rows_under(record):
        count = rows.count()
        if count:
            found.append(Exposure(str(rows.model._meta.verbose_name_plural), count))
    documents = Document.objects.of(record).count()
    return [*found, Exposure(_("documents"), documents)] if documents else found


def rows_under(record: VisibleModel) -> Iterator[models.QuerySet]:
    """The rows that inherit the record's audience, kind by kind, down to the children of its children.

    Measured values are left out: they are millions, come with their series, and point at nothing else.
    """
    levels: list[tuple[type[models.Model], str]] = [(type(record), "pk")]
    for model, path in levels:
        for relation in model._meta.related_objects:
            child, name = relation.related_model, relation.field.name
            if issubclass(child, Record) and child.visibility_parent == name:
                below = name if path == "pk" else f"{name}__{path}"
                levels.append((child, below))
                yield child._base_manager.filter(**{below: record.pk})  # unscoped: what inherits its audience


def shared_twin(record: PrivateRecord, viewer: Viewer) -> PrivateRecord | None:
    """The shared record with the same number as a private one, which then cannot be shared too."""
    if record.private_to_id is None or not isinstance(record, Numbered) or not record.number_field:
        return None
    key = record.key_of(None, getattr(record, record.number_field))
    return type(record).objects.visible_to(viewer).filter(number_key=key).first()


def share(record: PrivateRecord, *, by: User) -> PrivateRecord:
    """Make a private record visible to all parties.

    Raises ValidationError where it, or something that hangs on it, points at a record that is private.
    """
    if record.private_to_id is None:
        return record
    with refusing_clashes(record):
        return _share(record, by=by)


def _share(record: PrivateRecord, *, by: User) -> PrivateRecord:
    if twin := shared_twin(record, as_viewer(by)):
        text = _(
            "%(record)s has the same number and is shared already. Merge this record into it: "
            "its page offers that where it would be shared."
        )
        raise ValidationError(text % {"record": twin})
    owner = record.private_to_id
    record.private_to = None
    blockers = [getattr(record, field.name) for field in pointers_wider_than_target(record)]
    blockers += [one for rows in rows_under(record) for one in _private_targets(rows)]
    if blockers:
        names = formats.listed(dict.fromkeys(blockers))
        raise ValidationError(_("Share these first, since the record points at them: %(names)s") % {"names": names})
    record.full_clean()
    record.save()
    Document.objects.of(record).update(private_to=None)
    record_change(record, Change.Action.SHARED, by=by, before={"private_to": owner}, after={"private_to": None})
    return record


def _private_targets(rows: models.QuerySet) -> list[models.Model]:
    """The private records, other than their own parents, at which rows point."""
    pointers = [
        field
        for field in rows.model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.related_model, MayBePrivate)
        and field.name != rows.model.visibility_parent
    ]
    found: list[models.Model] = []
    for field in pointers:
        # unscoped: narrow-only, so they are private to the party that shares
        targets = field.related_model._base_manager.filter(private_to__isnull=False)
        found += targets.filter(pk__in=rows.values(field.attname))
    return found
