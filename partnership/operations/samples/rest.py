"""What hangs on samples and what points at them, found by walking over the models: no kind can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models

from partnership.models import Change, User
from partnership.models.base import Attached

MARK = "is_sample"
# What these keys say does not hold a sample: who did something, and by which change another is told.
RELEASED = (User, Change)


def sample_models() -> list[type[models.Model]]:
    """All models whose rows may be samples."""
    return [model for model in apps.get_models() if _has_mark(model)]


def _has_mark(model: type[models.Model]) -> bool:
    return any(field.name == MARK for field in model._meta.concrete_fields)


def _samples(model: type[models.Model]) -> models.QuerySet:
    return model._base_manager.filter(**{MARK: True})  # unscoped: samples of all parties


def _foreign_keys(model: type[models.Model]) -> list[models.ForeignKey]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def _pointers(model: type[models.Model]) -> list[models.Field]:
    """The fields by which a record may point at a sample."""
    return [one for one in (*_foreign_keys(model), *model._meta.many_to_many) if _has_mark(one.related_model)]


def adopt_children() -> list[models.Model]:
    """Mark what was entered under sample records, down to the last row: it goes with them. Returns these records."""
    found: list[models.Model] = []
    while adopted := [row for rows in _unmarked_children() for row in _adopt(rows)]:
        found += adopted
    return found


def _unmarked_children() -> Iterator[models.QuerySet]:
    for model in sample_models():
        unmarked = model._base_manager.filter(**{MARK: False})  # unscoped: what hangs on samples
        parent = getattr(model, "visibility_parent", "")
        if parent and _has_mark(model._meta.get_field(parent).related_model):  # type: ignore[arg-type]
            yield unmarked.filter(**{f"{parent}__{MARK}": True})
        if issubclass(model, Attached):
            yield from (rows.filter(**{MARK: False}) for rows in _hanging_on_samples(model))


def _kinds_of_targets() -> Iterator[tuple[type[models.Model], ContentType]]:
    for target in sample_models():
        yield target, ContentType.objects.get_for_model(target)


def _adopt(rows: models.QuerySet) -> list[models.Model]:
    found = list(rows)
    keys = [row.pk for row in found]
    if keys:
        rows.model._base_manager.filter(pk__in=keys).update(**{MARK: True})  # unscoped: what hangs on samples
        kind = ContentType.objects.get_for_model(rows.model)
        # unscoped: their history goes with them
        Change.objects.filter(target_type=kind, target_id__in=keys).update(is_sample=True)
    return [] if rows.model is Change else found


def real_pointers() -> Iterator[tuple[models.Field, models.QuerySet]]:
    """Fields with the real rows whose value is a sample; what is released, and whose account it is, do not count."""
    for model in sample_models():
        real = model._base_manager.filter(**{MARK: False})  # unscoped: real rows of all parties
        for field in _pointers(model):
            is_released = field.null and (field.related_model in RELEASED or model is User)
            if not is_released:
                rows = real.filter(**{f"{field.name}__{MARK}": True}).distinct()
                if rows.exists():
                    yield field, rows


def loosen() -> list[models.Model]:
    """Empty the pointers of real rows that may be empty; rows that go with their target are adopted. Returns those."""
    adopted: list[models.Model] = []
    for field, rows in list(real_pointers()):
        if field.many_to_many:
            _unlink(field)  # type: ignore[arg-type]
        elif field.null:
            keys = list(rows.values_list("pk", flat=True))
            rows.model._base_manager.filter(pk__in=keys).update(**{field.name: None})  # unscoped: real rows
        elif field.remote_field.on_delete is models.CASCADE:  # type: ignore[union-attr]
            adopted += _adopt(rows)
    return adopted + adopt_children()


def _unlink(field: models.ManyToManyField) -> None:
    link = field.remote_field.through
    own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
    real_to_samples = {f"{own}__{MARK}": False, f"{other}__{MARK}": True}
    link._base_manager.filter(**real_to_samples).delete()  # type: ignore[union-attr]  # unscoped: links


def release_pointers() -> None:
    """Empty the pointers at samples that may be empty in rows that stay: what is released, whose account it is."""
    User.objects.filter(is_sample=False, person__is_sample=True).update(person=None)  # unscoped: real accounts
    for model in apps.get_models():
        stays = model._base_manager.filter(**{MARK: False} if _has_mark(model) else {})  # unscoped: rows that stay
        for key in _foreign_keys(model):
            if key.null and (key.related_model in RELEASED or not _has_mark(model)):
                for _, rows in _going(key.related_model):
                    stays.filter(**{f"{key.name}__in": rows}).update(**{key.name: None})


def trailing_rows() -> list[models.QuerySet]:
    """Rows of models without the mark that belong to samples (links, measurements, runs), the deepest first."""
    unmarked = [model for model in apps.get_models(include_auto_created=True) if not _has_mark(model)]
    found = [pair for model in unmarked for pair in _going(model)]
    found += [(1, rows) for model in unmarked if issubclass(model, Attached) for rows in _hanging_on_samples(model)]
    return [rows for _, rows in sorted(found, key=lambda pair: -pair[0])]


def _going(model: type[models.Model], seen: frozenset = frozenset()) -> list[tuple[int, models.QuerySet]]:
    """The rows of a model that go, each set with how far it is from the samples: by the keys that cannot be empty."""
    if _has_mark(model):
        return [(0, _samples(model).values("pk"))]
    return [
        (depth + 1, model._base_manager.filter(**{f"{key.name}__in": rows}))  # unscoped: what hangs on samples
        for key in _foreign_keys(model)
        if not key.null and key.related_model not in seen
        for depth, rows in _going(key.related_model, seen | {model})
    ]


def _hanging_on_samples(model: type[models.Model]) -> list[models.QuerySet]:
    rows = model._base_manager  # unscoped: what hangs on samples
    return [
        rows.filter(target_type=kind, target_id__in=_samples(target).values("pk"))
        for target, kind in _kinds_of_targets()
    ]
