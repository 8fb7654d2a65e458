"""Merging a private record into the shared one of the same number: both cannot be shared, and one is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from partnership.fields import MoneyField
from partnership.models import Change, Document, User
from partnership.models.base import PrivateRecord, Record
from partnership.services.audience import Exposure, shared_twin
from partnership.services.changes import record_change
from partnership.services.records import save_record, set_links, withdraw
from partnership.visibility import Viewer, VisibleModel, as_viewer


@dataclass(frozen=True, slots=True)
class Merger:
    """What a merge would do: fill the fields `filled`, leave those that `differ`, take over the `rows`."""

    into: PrivateRecord
    filled: tuple[models.Field, ...]
    differ: tuple[models.Field, ...]
    rows: tuple[models.QuerySet, ...]

    @property
    def filled_labels(self) -> list[str]:
        return [str(field.verbose_name) for field in self.filled]

    @property
    def differing_labels(self) -> list[str]:
        return [str(field.verbose_name) for field in self.differ]

    @property
    def exposures(self) -> list[Exposure]:
        """The rows that are taken over, counted by kind."""
        return [Exposure(str(rows.model._meta.verbose_name_plural), rows.count()) for rows in self.rows]


def merger_of(record: PrivateRecord, viewer: Viewer) -> Merger | None:
    """How a private record would be merged into the shared one of its number; None where there is no such record."""
    into = shared_twin(record, viewer)
    if into is None:
        return None
    fields = [(field, field.value_from_object(record), field.value_from_object(into)) for field in _own(record, viewer)]
    told = [(field, new, old) for field, new, old in fields if new != old and not _is_empty(field, new)]
    filled = tuple(field for field, _new, old in told if _is_empty(field, old))
    differ = tuple(field for field, _new, _old in told if field not in filled)
    return Merger(into, filled, differ, (*_missing_rows(record, into, viewer), *_documents(record)))


@transaction.atomic
def merge(record: PrivateRecord, *, by: User) -> PrivateRecord:
    """Give the shared record of the same number what it lacks, and withdraw this one; returns the shared record.

    Records that point at this one, or are linked with it, point at the shared one afterwards. What both have stays as
    the shared one has it, and can still be read on the withdrawn one. Raises ValidationError where there is no such
    record, where it is withdrawn, or where something taken over points at a record that is private.
    """
    viewer = as_viewer(by)
    found = merger_of(record, viewer)
    if found is None:
        raise ValidationError(_("No shared record has this number any more."))
    into = found.into
    if into.is_withdrawn:
        raise ValidationError(_("Bring %(record)s back first: it is withdrawn.") % {"record": into})
    for field in found.filled:
        setattr(into, field.attname, getattr(record, field.attname))
    save_record(into, by=by)
    for rows in found.rows:
        _take_over(rows, record, into, by=by)
    for rows, name in _pointers(record):
        for row in rows:
            setattr(row, name, into)
            save_record(row, by=by)
    _join_links(record, into, by=by)
    record_change(record, Change.Action.MERGED, by=by, before={"code": record.code}, after={"code": into.code})
    withdraw(record, by=by)
    return into


def _own(record: PrivateRecord, viewer: Viewer) -> Iterator[models.Field]:
    """The columns that people fill in, as far as the viewer may see them and all may see what they point at.

    Not the number: it is the same, however written.
    """
    known = ("private_to", record.number_field)  # type: ignore[attr-defined]
    for field in record._meta.concrete_fields:
        target = getattr(record, field.name) if isinstance(field, models.ForeignKey) else None
        is_private = isinstance(target, VisibleModel) and target.audience_id is not None
        is_seen = viewer.sees_amounts or not isinstance(field, MoneyField)
        if field.editable and not field.primary_key and field.name not in known and is_seen and not is_private:
            yield field


def _is_empty(field: models.Field, value: Any) -> bool:
    return value in (None, "") or (field.has_default() and value == field.get_default())


def _missing_rows(record: PrivateRecord, into: PrivateRecord, viewer: Viewer) -> Iterator[models.QuerySet]:
    """The children of each kind of which the shared record has none: of two lists of inventors one is enough."""
    for relation in record._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if not (issubclass(model, Record) and model.visibility_parent == name):
            continue
        has_amounts = any(isinstance(field, MoneyField) for field in model._meta.concrete_fields)
        rows = model._base_manager.filter(**{name: record.pk})  # unscoped: what inherits the record's audience
        others = model._base_manager.filter(**{name: into.pk})  # unscoped: as above
        if (viewer.sees_amounts or not has_amounts) and rows.exists() and not others.exists():
            yield rows


def _documents(record: PrivateRecord) -> Iterator[models.QuerySet]:
    rows = Document.objects.of(record)  # unscoped: the record's own
    if rows.exists():
        yield rows


def _take_over(rows: models.QuerySet, record: PrivateRecord, into: PrivateRecord, *, by: User) -> None:
    for row in rows:
        if isinstance(row, Document):
            row.target_id, row.private_to = into.pk, None
            before, after = {"private_to": record.private_to_id}, {"private_to": None}
            row.save(update_fields=["target_id", "private_to", "updated_at"])
            record_change(row, Change.Action.SHARED, by=by, before=before, after=after)
        else:
            setattr(row, row.visibility_parent, into)
            save_record(row, by=by)


def _pointers(record: PrivateRecord) -> Iterator[tuple[models.QuerySet, str]]:
    """The rows, other than its children, that point at the record; all are as private as it is."""
    for relation in record._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if not relation.many_to_many and issubclass(model, Record) and model.visibility_parent != name:
            yield model._base_manager.filter(**{name: record.pk}), name  # unscoped: as private as the record


def _join_links(record: PrivateRecord, into: PrivateRecord, *, by: User) -> None:
    for field in record._meta.many_to_many:
        linked = [target for one in (into, record) for target in getattr(one, field.name).visible_to(by)]
        set_links(into, field.name, linked, by=by)
    for relation in record._meta.related_objects:
        if relation.many_to_many and issubclass(relation.related_model, Record):
            name = relation.field.name
            for holder in relation.related_model.objects.visible_to(by).filter(**{name: record.pk}):
                others = getattr(holder, name).visible_to(by).exclude(pk=record.pk)
                set_links(holder, name, [*others, into], by=by)
