"""Takes all samples away and keeps everything else: nothing goes unless nothing real is left pointing at a sample."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext as _

from partnership.models import Document
from partnership.operations.samples.rest import (
    adopt_children,
    loosen,
    real_pointers,
    release_pointers,
    sample_models,
    trailing_rows,
)
from partnership.records.codes import lower_sequences


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
    """How many rows went, by model, and the names of the records that people had entered under samples."""

    counts: Counter[type[models.Model]]
    entered: list[str]


@transaction.atomic
def remove_samples(*, force_unlink: bool = False, is_dry_run: bool = False) -> RemovedSamples:
    """Delete every sample and what was entered under samples; a dry run returns what that would be, and keeps it.

    Raises SamplesInUseError where a real record points at a sample. With `force_unlink` such a pointer is emptied (or
    its row goes along, where the model says so); only what can do neither still refuses.
    """
    adopted = adopt_children()
    if force_unlink:
        adopted += loosen()
    entered = [f"{row._meta.verbose_name} “{row}”" for row in adopted]
    pointers = [
        Pointer(str(row._meta.verbose_name), str(row), str(field.verbose_name), _target_of(row, field))
        for field, rows in real_pointers()
        for row in rows
    ]
    if pointers:
        raise SamplesInUseError(pointers)
    files = list(Document.objects.filter(is_sample=True).values_list("file", flat=True))  # unscoped: samples
    counts = _delete()
    lower_sequences()
    transaction.on_commit(lambda: _delete_files(files))
    transaction.set_rollback(is_dry_run)
    return RemovedSamples(counts, entered)


def _target_of(row: models.Model, field: models.Field) -> str:
    target = getattr(row, field.name)
    if field.many_to_many:
        target = target.filter(is_sample=True).first()
    return str(target)


def _delete() -> Counter[type[models.Model]]:
    """First what trails behind samples, deepest first, then the samples; the database checks the keys at the end."""
    release_pointers()
    counts: Counter[type[models.Model]] = Counter()
    # unscoped: samples and what hangs on them
    samples = [model._base_manager.filter(is_sample=True) for model in sample_models()]
    for rows in (*trailing_rows(), *samples):
        counts[rows.model] += rows._raw_delete(rows.db)
    return counts


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
