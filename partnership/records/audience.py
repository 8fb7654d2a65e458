"""Sharing: the one place where a record's audience changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from partnership.models import Change, Document, User
from partnership.models.base import Numbered, PrivateRecord, Record
from partnership.records.changes import record_change
from partnership.records.saving import revalidate_on_conflict
from partnership.rules import formats
from partnership.rules.visibility import MayBePrivate, Viewer, VisibleModel, as_viewer, foreign_keys_to_narrower


@dataclass(frozen=True, slots=True)
class Exposure:
    """How many records of a kind become visible to all parties when a record is shared."""

    label: str
    count: int

    def __str__(self) -> str:
        return _("%(label)s: %(value)s") % {"label": self.label, "value": self.count}


def count_exposure(record: PrivateRecord) -> list[Exposure]:
    """Count by kind the record, all rows that inherit its audience, and its documents."""
    exposures = [Exposure(str(record._meta.verbose_name), 1)]
    for rows in inheriting_rows(record):
        count = rows.count()
        if count:
            exposures.append(Exposure(str(rows.model._meta.verbose_name_plural), count))
    documents = Document.objects.of(record).count()
    return [*exposures, Exposure(_("documents"), documents)] if documents else exposures


def inheriting_rows(record: VisibleModel) -> Iterator[models.QuerySet]:
    """Yield the rows that inherit the record's audience, kind by kind, down to the children of its children.

    Measured values are left out: there are millions, and they point at nothing but their series.
    """
    levels: list[tuple[type[models.Model], str]] = [(type(record), "pk")]
    for model, path in levels:
        for relation in model._meta.related_objects:
            child, name = relation.related_model, relation.field.name
            if issubclass(child, Record) and child.visibility_parent == name:
                lookup = name if path == "pk" else f"{name}__{path}"
                levels.append((child, lookup))
                yield child._base_manager.filter(**{lookup: record.pk})  # unscoped: what inherits its audience


def shared_duplicate(record: PrivateRecord, viewer: Viewer) -> PrivateRecord | None:
    """Return the shared record that has the number of a private one; that one cannot be shared then."""
    if record.private_to_id is None or not isinstance(record, Numbered) or not record.number_field:
        return None
    key = record.key_of(None, getattr(record, record.number_field))
    return type(record).objects.visible_to(viewer).filter(number_key=key).first()


def share(record: PrivateRecord, *, by: User) -> PrivateRecord:
    """Make a private record visible to all parties.

    Raises ValidationError where it, or a row that inherits its audience, points at a private record.
    """
    if record.private_to_id is None:
        return record
    with revalidate_on_conflict(record):
        return _share(record, by=by)


def _share(record: PrivateRecord, *, by: User) -> PrivateRecord:
    if duplicate := shared_duplicate(record, as_viewer(by)):
        text = _(
            "%(record)s has the same number and is shared already. Merge this record into it: "
            "its page offers that where it would be shared."
        )
        raise ValidationError(text % {"record": duplicate})
    owner = record.private_to_id
    record.private_to = None
    blockers = [getattr(record, field.name) for field in foreign_keys_to_narrower(record)]
    blockers += [target for rows in inheriting_rows(record) for target in _private_targets(rows)]
    if blockers:
        names = formats.listed(dict.fromkeys(blockers))
        raise ValidationError(_("Share these first, since the record points at them: %(names)s") % {"names": names})
    record.full_clean()
    record.save()
    Document.objects.of(record).update(private_to=None)
    record_change(record, Change.Action.SHARED, by=by, before={"private_to": owner}, after={"private_to": None})
    return record


def _private_targets(rows: models.QuerySet) -> list[models.Model]:
    """Return the private records, other than their own parents, at which rows point."""
    pointers = [
        field
        for field in rows.model._meta.concrete_fields
        if isinstance(field, models.ForeignKey)
        and issubclass(field.related_model, MayBePrivate)
        and field.name != rows.model.visibility_parent
    ]
    private: list[models.Model] = []
    for field in pointers:
        # unscoped: narrow-only, so they are private to the party that shares
        targets = field.related_model._base_manager.filter(private_to__isnull=False)
        private += targets.filter(pk__in=rows.values(field.attname))
    return private
