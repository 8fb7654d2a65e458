"""Saves records: validation, code and change in one transaction. All writing of records goes through here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from partnership.models import Change, Document, User
from partnership.models.base import CodedRecord, TopRecord
from partnership.records.changes import (
    act,
    build_change,
    differences,
    record_change,
    snapshot,
    stored_snapshot,
)
from partnership.records.codes import assign_codes
from partnership.records.contacts import refuse_contacts_move
from partnership.records.notices import notify_owner
from partnership.rules.visibility import VisibleModel, as_viewer

Model = TypeVar("Model", bound=models.Model)


@contextmanager
def revalidate_on_conflict(record: models.Model) -> Iterator[None]:
    """A transaction in which an IntegrityError after a concurrent write becomes the ValidationError of the record."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        _validate(record)
        raise


def save_record(record: Model, *, by: User | None, links: Mapping[str, Iterable[models.Model]] | None = None) -> Model:
    """Check and save a new or changed record, and set its visible links; raises ValidationError.

    A new record and its links are one act; of a record that was there before each change stands by itself.
    """
    with revalidate_on_conflict(record), act() if record._state.adding else nullcontext():
        return _save(record, by, links or {})


def _save(record: Model, by: User | None, links: Mapping[str, Iterable[models.Model]]) -> Model:
    before = stored_snapshot(record)
    refuse_contacts_move(record, before, by=by)
    _validate(record)
    if isinstance(record, CodedRecord):
        assign_codes([record])
    record.save()
    changed_from, changed_to = differences(before, snapshot(record))
    if not before:
        record_change(record, Change.Action.CREATED, by=by, after=changed_to)
    elif changed_to or changed_from:
        record_change(record, Change.Action.CHANGED, by=by, before=changed_from, after=changed_to)
    notify_owner(record, changed_to, by=by)
    for name, targets in links.items():
        set_links(record, name, targets, by=by)
    return record


@act()
@transaction.atomic
def create_records(records: Sequence[Model], *, by: User | None) -> list[Model]:
    """Validate and insert many new records of one kind; the first ValidationError leaves nothing saved."""
    if not records:
        return []
    for record in records:
        _validate(record)
    if isinstance(records[0], CodedRecord):
        assign_codes([record for record in records if isinstance(record, CodedRecord)])
    created = type(records[0])._base_manager.bulk_create(records)
    for record in created:
        record_change(record, Change.Action.CREATED, by=by, after=snapshot(record))
    return created


def _validate(record: models.Model) -> None:
    """Raise ValidationError; the code is assigned later, since its year comes from a date that may be missing."""
    record.full_clean(exclude={"code"} if isinstance(record, CodedRecord) and not record.code else None)


@act()
@transaction.atomic
def set_links(record: models.Model, name: str, targets: Iterable[models.Model], *, by: User | None) -> None:
    """Set the record's links; links to records that the writer cannot see remain."""
    manager = getattr(record, name)
    linked = manager.all()
    if by is not None and issubclass(manager.model, VisibleModel):
        linked = linked.visible_to(by)
    before = {target.pk: target for target in linked}
    after = {target.pk: target for target in targets}
    added = [after[key] for key in after.keys() - before.keys()]
    removed = [before[key] for key in before.keys() - after.keys()]
    manager.add(*added)
    manager.remove(*removed)
    _record_links(record, name, before, after, by=by)


def _record_links(
    record: models.Model, name: str, before: dict[int, Any], after: dict[int, Any], *, by: User | None
) -> None:
    # One change an audience: a shared record's history must not reveal links to private records.
    touched = {key: target for key, target in {**before, **after}.items() if (key in before) != (key in after)}
    own = getattr(record, "audience_id", None)
    audiences = {getattr(target, "audience_id", None) or own for target in touched.values()}
    for audience in audiences:
        keys = [key for key, target in touched.items() if (getattr(target, "audience_id", None) or own) == audience]
        change = build_change(
            record,
            Change.Action.LINKED,
            by=by,
            before={name: sorted(key for key in keys if key in before)},
            after={name: sorted(key for key in keys if key in after)},
        )
        change.private_to_id = audience
        change.save(force_insert=True)


@transaction.atomic
def withdraw(record: TopRecord, *, by: User) -> TopRecord:
    """Withdraw a record and its documents from lists, counts and reports; `restore` undoes it."""
    return _set_withdrawn(record, timezone.now(), Change.Action.WITHDRAWN, by=by)


@transaction.atomic
def restore(record: TopRecord, *, by: User) -> TopRecord:
    """Restore a withdrawn record with its documents."""
    return _set_withdrawn(record, None, Change.Action.RESTORED, by=by)


def _set_withdrawn(record: TopRecord, moment: Any, action: str, *, by: User) -> TopRecord:
    if (record.withdrawn_at is None) != (moment is None):
        record.withdrawn_at = moment
        record.save(update_fields=["withdrawn_at", "updated_at"])
        Document.objects.of(record).update(withdrawn_at=moment)
        record_change(record, action, by=by)
    return record


@transaction.atomic
def delete_record(record: models.Model, *, by: User) -> None:
    """Delete a record for good, with its documents and their files.

    Shared top-level records are withdrawn instead, unless an operator deletes.
    """
    viewer = as_viewer(by)
    if isinstance(record, TopRecord) and not viewer.is_operator and getattr(record, "audience_id", None) is None:
        raise PermissionError("A shared record is withdrawn; only an operator deletes it.")
    record_change(record, Change.Action.DELETED, by=by, before=snapshot(record))
    documents = [record] if isinstance(record, Document) else Document.objects.of(record)
    files = [document.file for document in documents]
    Document.objects.filter(pk__in=[document.pk for document in documents]).delete()  # unscoped: as above
    record.delete()
    transaction.on_commit(lambda: _delete_files(files))


def _delete_files(files: Iterable[FieldFile]) -> None:
    for file in files:
        file.delete(save=False)
