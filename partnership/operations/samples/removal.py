"""Removes all samples and keeps everything else; refuses where a real record points at a sample.

What belongs to samples and what points at them is found by walking over all models, so that no kind is forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext as _

from partnership.models import Change, Document, User
from partnership.models.base import Attached
from partnership.records.codes import reset_sequences

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Pointer:
    """A real record that points at a sample, as it is shown to whoever removes them."""

    kind: str
    record: str
    field: str
    sample: str

    def __str__(self) -> str:
        text = _("%(kind)s “%(record)s”: %(field)s is the sample “%(sample)s”")
        return text % {"kind": self.kind, "record": self.record, "field": self.field, "sample": self.sample}


class SamplesInUseError(Exception):
    """Real records point at samples; `pointers` names them."""

    def __init__(self, pointers: list[Pointer]) -> None:
        super().__init__("Real records point at samples.")
        self.pointers = pointers


@dataclass(frozen=True, slots=True)
class RemovedSamples:
    """The number of rows removed, by model, and the names of the records that people had entered under samples."""

    counts: Counter[Model]
    entered: list[str]


@transaction.atomic
def remove_samples(*, force_unlink: bool = False, is_dry_run: bool = False) -> RemovedSamples:
    """Delete every sample and what was entered under samples; a dry run only returns what that would be.

    Raises SamplesInUseError where a real record points at a sample. With `force_unlink` such a pointer is emptied, or
    its record is removed too where the foreign key cascades; what can do neither still refuses.
    """
    marked = _mark_children()
    if force_unlink:
        marked += _unlink_real_rows()
    entered = [f"{row._meta.verbose_name} “{row}”" for row in marked]
    pointers = [
        Pointer(str(row._meta.verbose_name), str(row), str(field.verbose_name), str(_sample_in(row, field)))
        for field, rows in _real_pointers()
        for row in rows
    ]
    if pointers:
        raise SamplesInUseError(pointers)
    files = list(Document.objects.filter(is_sample=True).values_list("file", flat=True))  # unscoped: samples
    counts = _delete()
    reset_sequences()
    transaction.on_commit(lambda: _delete_files(files))
    transaction.set_rollback(is_dry_run)
    return RemovedSamples(counts, entered)


def _sample_in(row: models.Model, field: models.Field) -> models.Model:
    value = getattr(row, field.name)
    return value.filter(is_sample=True).first() if field.many_to_many else value


def _delete() -> Counter[Model]:
    """Delete dependent rows, the deepest first, then the samples; the database checks the keys at the end."""
    _clear_keys_of_remaining_rows()
    counts: Counter[Model] = Counter()
    for rows in (*_dependent_rows(), *(_samples(model) for model in _marked_models())):
        counts[rows.model] += rows._raw_delete(rows.db)
    return counts


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


# The models: marked ones have the column `is_sample`


def _is_marked(model: Model) -> bool:
    return any(field.name == "is_sample" for field in model._meta.concrete_fields)


def _marked_models() -> list[Model]:
    return [model for model in apps.get_models() if _is_marked(model)]


def _samples(model: Model) -> models.QuerySet:
    return model._base_manager.filter(is_sample=True)  # unscoped: samples of all parties


def _foreign_keys(model: Model) -> list[models.ForeignKey]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _attached_to_samples(model: type[Attached]) -> Iterator[models.QuerySet]:
    """The rows of a model that are attached to samples, one set for each kind of sample."""
    for target in _marked_models():
        kind = ContentType.objects.get_for_model(target)
        # unscoped: what is attached to samples
        yield model._base_manager.filter(target_type=kind, target_id__in=_samples(target).values("pk"))


# What was entered under samples


def _mark_children() -> list[models.Model]:
    """Mark what was entered under samples, down to the last child, so that it is removed too; return these records."""
    marked: list[models.Model] = []
    while children := [row for rows in _unmarked_children() for row in _mark(rows)]:
        marked += children
    return marked


def _unmarked_children() -> Iterator[models.QuerySet]:
    for model in _marked_models():
        parent = getattr(model, "visibility_parent", "")
        if parent and _is_marked(model._meta.get_field(parent).related_model):  # type: ignore[arg-type]
            # unscoped: what was entered under samples
            yield model._base_manager.filter(**{"is_sample": False, f"{parent}__is_sample": True})
        if issubclass(model, Attached):
            yield from (rows.filter(is_sample=False) for rows in _attached_to_samples(model))


def _mark(rows: models.QuerySet) -> list[models.Model]:
    """Mark rows and their history as samples; return the records among them."""
    records = list(rows)
    keys = [record.pk for record in records]
    if keys:
        rows.model._base_manager.filter(pk__in=keys).update(is_sample=True)  # unscoped: entered under samples
        kind = ContentType.objects.get_for_model(rows.model)
        Change.objects.filter(target_type=kind, target_id__in=keys).update(is_sample=True)  # unscoped: their history
    return [] if rows.model is Change else records


# Real rows that point at samples


def _real_pointers() -> Iterator[tuple[models.Field, models.QuerySet]]:
    """Fields by which real rows point at samples, with these rows; except who did something and whose account it is."""
    for model in _marked_models():
        for field in (*_foreign_keys(model), *model._meta.many_to_many):
            is_of_account = field.null and User in (model, field.related_model)
            if _is_marked(field.related_model) and not is_of_account:
                # unscoped: real rows of all parties
                rows = model._base_manager.filter(**{"is_sample": False, f"{field.name}__is_sample": True}).distinct()
                if rows.exists():
                    yield field, rows


def _unlink_real_rows() -> list[models.Model]:
    """Empty the pointers of real rows where they may be empty; mark rows whose key cascades, and return those."""
    marked: list[models.Model] = []
    for field, rows in list(_real_pointers()):
        if isinstance(field, models.ManyToManyField):
            for row in rows:
                links = getattr(row, field.name)
                links.remove(*links.filter(is_sample=True))
        elif field.null:
            keys = list(rows.values_list("pk", flat=True))
            rows.model._base_manager.filter(pk__in=keys).update(**{field.name: None})  # unscoped: real rows
        elif field.remote_field.on_delete is models.CASCADE:  # type: ignore[union-attr]
            marked += _mark(rows)
    return marked + _mark_children()


# Rows without the mark that depend on samples


def _clear_keys_of_remaining_rows() -> None:
    """Empty the keys of rows that remain: who did something, whose account it is, and what is removed behind them."""
    User.objects.filter(is_sample=False, person__is_sample=True).update(person=None)  # unscoped: real accounts
    for model in apps.get_models():
        rows = model._base_manager.filter(**{"is_sample": False} if _is_marked(model) else {})  # unscoped: they remain
        for key in _foreign_keys(model):
            if key.null and (key.related_model is User or not _is_marked(model)):
                for _depth, removed in _removed_rows(key.related_model):
                    rows.filter(**{f"{key.name}__in": removed}).update(**{key.name: None})


def _dependent_rows() -> list[models.QuerySet]:
    """Rows of models without the mark that belong to samples (links, measurements, runs), the deepest first."""
    unmarked = [model for model in apps.get_models(include_auto_created=True) if not _is_marked(model)]
    depths = [pair for model in unmarked for pair in _removed_rows(model)]
    depths += [(1, rows) for model in unmarked if issubclass(model, Attached) for rows in _attached_to_samples(model)]
    return [rows for _depth, rows in sorted(depths, key=lambda pair: -pair[0])]


def _removed_rows(model: Model, seen: frozenset[Model] = frozenset()) -> list[tuple[int, models.QuerySet]]:
    """The rows of a model that are removed, with their depth: how many keys that cannot be empty lead to a sample."""
    if _is_marked(model):
        return [(0, _samples(model).values("pk"))]
    return [
        (depth + 1, model._base_manager.filter(**{f"{key.name}__in": rows}))  # unscoped: what depends on samples
        for key in _foreign_keys(model)
        if not key.null and key.related_model not in seen
        for depth, rows in _removed_rows(key.related_model, seen | {model})
    ]
