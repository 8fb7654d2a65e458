"""Merging a private record into the shared one of the same number, since both cannot be shared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from partnership.models import Change, Document, User
from partnership.models.base import PrivateRecord, Record
from partnership.records.audience import Exposure, shared_duplicate
from partnership.records.changes import act, record_change
from partnership.records.documents import next_version
from partnership.records.saving import save_record, set_links, withdraw
from partnership.rules.fields import MoneyField
from partnership.rules.visibility import Viewer, VisibleModel, as_viewer

Kinds = list[models.QuerySet]


@dataclass(frozen=True, slots=True)
class Merger:
    """What a merge would do: fill the fields `filled`, leave those that `differ`, move `rows`, leave `remaining`.

    `obstacle` is the sentence that says why it cannot be done, empty where it can.
    """

    into: PrivateRecord
    obstacle: str
    filled: tuple[models.Field, ...]
    differ: tuple[models.Field, ...]
    rows: Kinds
    remaining: Kinds

    @property
    def filled_labels(self) -> list[str]:
        return [str(field.verbose_name) for field in self.filled]

    @property
    def differing_labels(self) -> list[str]:
        return [str(field.verbose_name) for field in self.differ]

    @property
    def exposures(self) -> list[Exposure]:
        """The rows that move to the shared record, counted by kind."""
        return _counted(self.rows)

    @property
    def remainders(self) -> list[Exposure]:
        """The rows that remain with the private record, counted by kind."""
        return _counted(self.remaining)


def plan_merger(record: PrivateRecord, viewer: Viewer) -> Merger | None:
    """Return what merging into the shared record of its number would do; None where there is no such record."""
    into = shared_duplicate(record, viewer)
    if into is None:
        return None
    fields = [
        (field, field.value_from_object(record), field.value_from_object(into))
        for field in _mergeable_fields(record, viewer)
    ]
    changed = [(field, new, old) for field, new, old in fields if new != old and not _is_empty(field, new)]
    filled = tuple(field for field, new, old in changed if _is_empty(field, old) and not _is_own_key(field, new, into))
    differ = tuple(field for field, _new, old in changed if not _is_empty(field, old))
    rows, remaining = _children(record, into, viewer)
    documents = Document.objects.of(record)
    rows += [documents] if documents.exists() else []
    return Merger(into, _obstacle(record, into), filled, differ, rows, remaining)


@transaction.atomic
def merge(record: PrivateRecord, *, by: User) -> PrivateRecord:
    """Fill the empty fields of the shared record of the same number, withdraw this one, return the shared record.

    Records that point at this one, or are linked with it, point at the shared one afterwards. Where both have a value
    that of the shared one remains; the other can still be read on the withdrawn record. Raises ValidationError where
    there is no such record, where one of the two is withdrawn, or where the result cannot be saved.
    """
    viewer = as_viewer(by)
    # Both are locked before they are read, so that concurrent changes are not lost.
    record = _locked(record)
    if duplicate := shared_duplicate(record, viewer):
        _locked(duplicate)
    merger = plan_merger(record, viewer)
    if merger is None:
        raise ValidationError(_("No shared record has this number any more."))
    if merger.obstacle:
        raise ValidationError(merger.obstacle)
    with act():
        _merge(record, merger, by=by)
    return merger.into


def _merge(record: PrivateRecord, merger: Merger, *, by: User) -> None:
    into = merger.into
    record_change(record, Change.Action.MERGED, by=by, before={"code": record.code}, after={"code": into.code})
    for field in merger.filled:
        setattr(into, field.attname, getattr(record, field.attname))
    with _error_with_record(into):
        save_record(into, by=by)
    for rows in merger.rows:
        _move_rows(rows, record, into, by=by)
    for rows, name in _pointers(record):
        for row in rows:
            setattr(row, name, into)
            with _error_with_record(row):
                save_record(row, by=by)
    _join_links(record, into, by=by)
    withdraw(record, by=by)


def _locked(record: PrivateRecord) -> PrivateRecord:
    return type(record)._base_manager.select_for_update().get(pk=record.pk)  # unscoped: the writer has it already


def _obstacle(record: PrivateRecord, into: PrivateRecord) -> str:
    withdrawn = next((row for row in (record, into) if row.is_withdrawn), None)
    if withdrawn:
        return _("Bring %(record)s back first: it is withdrawn.") % {"record": withdrawn}
    if record.is_sample != into.is_sample:
        return _(
            "One of the two is a sample, the other is real: they are not merged, since samples are removed one day."
        )
    return ""


@contextmanager
def _error_with_record(record: models.Model) -> Iterator[None]:
    """Name the record in a ValidationError, which is shown on the page of another record."""
    try:
        yield
    except ValidationError as error:
        what = {"record": record, "problem": " ".join(error.messages)}
        raise ValidationError(_("Put %(record)s right first. %(problem)s") % what) from error


def _mergeable_fields(record: PrivateRecord, viewer: Viewer) -> Iterator[models.Field]:
    """Yield the editable fields that the viewer may see and that point at nothing private; not the number itself."""
    excluded = ("private_to", record.number_field)  # type: ignore[attr-defined]
    for field in record._meta.concrete_fields:
        target = getattr(record, field.name) if isinstance(field, models.ForeignKey) else None
        is_private = isinstance(target, VisibleModel) and target.audience_id is not None
        is_seen = viewer.sees_amounts or not isinstance(field, MoneyField)
        if field.editable and not field.primary_key and field.name not in excluded and is_seen and not is_private:
            yield field


def _is_empty(field: models.Field, value: Any) -> bool:
    """Whether a field has no value; a choice that is the default counts as none."""
    return value in (None, "") or (bool(field.choices) and field.has_default() and value == field.get_default())


def _is_own_key(field: models.Field, key: Any, into: PrivateRecord) -> bool:
    """Whether the shared record would point at itself: a private amendment may have the number of its contract."""
    return isinstance(field, models.ForeignKey) and isinstance(into, field.related_model) and key == into.pk


def _children(record: PrivateRecord, into: PrivateRecord, viewer: Viewer) -> tuple[Kinds, Kinds]:
    """Return the record's children by kind: those that move, since the shared one has none, and those that remain."""
    missing: Kinds = []
    remaining: Kinds = []
    for relation in record._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if not (issubclass(model, Record) and model.visibility_parent == name):
            continue
        rows = model._base_manager.filter(**{name: record.pk})  # unscoped: what inherits the record's audience
        if rows.exists():
            others = model._base_manager.filter(**{name: into.pk})  # unscoped: as above
            has_amounts = any(isinstance(field, MoneyField) for field in model._meta.concrete_fields)
            is_missing = (viewer.sees_amounts or not has_amounts) and not others.exists()
            (missing if is_missing else remaining).append(rows)
    return missing, remaining


def _counted(kinds: Kinds) -> list[Exposure]:
    return [Exposure(str(rows.model._meta.verbose_name_plural), rows.count()) for rows in kinds]


def _move_rows(rows: models.QuerySet, record: PrivateRecord, into: PrivateRecord, *, by: User) -> None:
    """Move rows to the shared record. The change does not name the private record, of which others know nothing."""
    for row in rows.order_by("pk"):
        if isinstance(row, Document):
            row.target_id, row.private_to, row.version = into.pk, None, next_version(into, row.title)
            row.save(update_fields=["target_id", "private_to", "version", "updated_at"])
        else:
            setattr(row, row.visibility_parent, into)
            with _error_with_record(row):
                row.full_clean()
            row.save()
        before, after = {"private_to": record.private_to_id}, {"private_to": None}
        record_change(row, Change.Action.SHARED, by=by, before=before, after=after)


def _pointers(record: PrivateRecord) -> Iterator[tuple[models.QuerySet, str]]:
    """Yield the rows, other than its children, that point at the record, with the field; all are as private as it."""
    for relation in record._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if not relation.many_to_many and issubclass(model, Record) and model.visibility_parent != name:
            yield model._base_manager.filter(**{name: record.pk}), name  # unscoped: as private as the record


def _join_links(record: PrivateRecord, into: PrivateRecord, *, by: User) -> None:
    for field in record._meta.many_to_many:
        linked = [target for row in (into, record) for target in getattr(row, field.name).visible_to(by)]
        set_links(into, field.name, linked, by=by)
    for relation in record._meta.related_objects:
        if relation.many_to_many and issubclass(relation.related_model, Record):
            name = relation.field.name
            for holder in relation.related_model.objects.visible_to(by).filter(**{name: record.pk}):
                others = getattr(holder, name).visible_to(by).exclude(pk=record.pk)
                set_links(holder, name, [*others, into], by=by)
