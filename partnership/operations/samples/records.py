"""Stores the records of sample files: columns, references, links, and children."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.module_loading import import_string

from partnership.operations.data.files import Place
from partnership.operations.samples.history import write_history
from partnership.operations.samples.sets import SampleSet
from partnership.operations.samples.values import convert, field_of

Prepare = Callable[[Sequence[Any], int], None]

# The keys of a record that are no fields.
HISTORY = ("documents", "history")
OTHER_KEYS = {"sets", *HISTORY}


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a file, its place, and the stored records above it, the nearest first."""

    values: Mapping[str, Any]
    place: Place
    parents: tuple[models.Model, ...] = ()


def load_block(samples: SampleSet, file: Path, block: Mapping[str, Any]) -> None:
    """Load a block of a file: the records of a model, or those for a function of the app (`load_with`)."""
    what = block.get("load_with") or block.get("model", "")
    given = [{**block.get("defaults", {}), **values} for values in block["records"]]
    rows = [
        Row(values, Place(file, f"{what.rpartition('.')[2]} {number}"))
        for number, values in enumerate(given, start=1)
        if samples.includes(values)
    ]
    try:
        load_with = import_string(block["load_with"]) if "load_with" in block else None
        prepare = import_string(block["prepare"]) if "prepare" in block else None
        model = None if load_with else apps.get_model(what)
    except (ImportError, LookupError, ValueError) as error:
        raise Place(file, what).error("", error) from None
    if load_with:
        for row in rows:
            load_with(samples, row)
    if model:
        _load(samples, model, rows, prepare)
    for record, values, place in samples.with_history if samples.is_first else ():
        write_history(samples, record, values, place)
    samples.with_history.clear()


def _load(samples: SampleSet, model: type[models.Model], rows: Sequence[Row], prepare: Prepare | None = None) -> None:
    """Store the records in bulk, then their children, level by level."""
    stored: list[tuple[Row, models.Model]] = []
    for group in _groups(model, rows):
        records = [_build(samples, model, row) for row in group]
        if prepare:
            prepare(records, samples.number)
        samples.store(records, [row.place for row in group])
        for row, record in zip(group, records, strict=True):
            samples.remember(row.values, record)
        stored += zip(group, records, strict=True)
    _link(samples, model, stored)
    samples.with_history += [
        (record, row.values, row.place) for row, record in stored if row.values.keys() & set(HISTORY)
    ]
    for name in dict.fromkeys(name for row in rows for name in row.values if name not in OTHER_KEYS):
        relation = model._meta.get_field(name)
        if relation.one_to_many:
            _load(samples, relation.related_model, list(_children(samples, name, stored)))  # type: ignore[arg-type]


def _groups(model: type[models.Model], rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield rows that can be stored together: one that may point at its own kind begins the next group."""
    to_own_kind = {field.name for field in model._meta.concrete_fields if field.related_model is model}
    group: list[Row] = []
    for row in rows:
        if group and to_own_kind & row.values.keys():
            yield group
            group = []
        group.append(row)
    yield group


def _children(samples: SampleSet, name: str, stored: list[tuple[Row, models.Model]]) -> Iterator[Row]:
    for row, record in stored:
        for number, values in enumerate(row.values.get(name, ()), start=1):
            if samples.includes(values):
                yield Row(values, row.place.child(name, number), (record, *row.parents))


def _build(samples: SampleSet, model: type[models.Model], row: Row) -> models.Model:
    fields = {name: field_of(model, name, row.place) for name in row.values if name not in OTHER_KEYS}
    columns = {name: row.values[name] for name, field in fields.items() if field.concrete and not field.many_to_many}
    keys = {
        field.name: record
        for record in reversed(row.parents)
        for field in model._meta.concrete_fields
        if field.related_model is type(record)
    }
    return model(**{**keys, **convert(samples, model, columns, row.place)})


def _link(samples: SampleSet, model: type[models.Model], stored: list[tuple[Row, models.Model]]) -> None:
    """Insert the links of new records in bulk."""
    for field in model._meta.many_to_many:
        through: Any = field.remote_field.through
        links = [
            through(**{
                field.m2m_field_name(): record,
                field.m2m_reverse_field_name(): samples.find(field.related_model, keys, row.place, field.name),
            })
            for row, record in stored
            for keys in row.values.get(field.name, ())
        ]  # fmt: skip
        through._base_manager.bulk_create(links, batch_size=500)
