"""Loads the public facts that each app ships in `data/facts/`: versioned files, natural keys, safe to repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.text import capfirst

from partnership.models import Change
from partnership.operations.data.files import read_blocks
from partnership.records.changes import act, snapshot
from partnership.records.saving import save_record, set_links

CREATED, UPDATED, UNCHANGED, KEPT = "created", "updated", "unchanged", "kept"


@dataclass(frozen=True, slots=True)
class Block:
    """Facts of one kind: the model, the fields that identify a record, and the records."""

    model: type[models.Model]
    key: list[str]
    records: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FactCounts:
    """What loading did to the facts of one kind; `kept` ones were corrected by hand here and remain so."""

    model: type[models.Model]
    created: int
    updated: int
    unchanged: int
    kept: int

    @property
    def label(self) -> str:
        """What the kind is called in the active language."""
        return str(capfirst(self.model._meta.verbose_name_plural))

    @property
    def total(self) -> int:
        return self.created + self.updated + self.unchanged + self.kept


@act()
@transaction.atomic
def load_facts() -> list[FactCounts]:
    """Bring all facts up to the shipped files; all or nothing."""
    outcomes: dict[type[models.Model], Counter[str]] = {}
    for block in _blocks():
        counts = outcomes.setdefault(block.model, Counter())
        counts.update(_load(block, values) for values in block.records)
    return [
        FactCounts(model, counts[CREATED], counts[UPDATED], counts[UNCHANGED], counts[KEPT])
        for model, counts in outcomes.items()
    ]


def _blocks() -> Iterator[Block]:
    for _, block in read_blocks("facts"):
        defaults = {"source": block["source"]} if "source" in block else {}
        records = [{**defaults, **values} for values in block["records"]]
        yield Block(apps.get_model(block["model"]), block["key"], records)


def _load(block: Block, values: Mapping[str, Any]) -> str:
    """Create, update or leave one fact; return which."""
    columns = {name: _value(block.model, name, value) for name, value in values.items()}
    links = {name: columns.pop(name) for name in list(columns) if block.model._meta.get_field(name).many_to_many}
    fact = _facts(block.model).filter(**{name: columns[name] for name in block.key}).first()
    if fact is None:
        save_record(block.model(**columns), by=None, links=links)
        return CREATED
    before = snapshot(fact)
    for name, value in columns.items():
        setattr(fact, name, value)
    if snapshot(fact) == before and not _links_to_add(fact, links):
        return UNCHANGED
    if _was_corrected_here(fact):
        return KEPT
    save_record(fact, by=None)
    for name, targets in _links_to_add(fact, links).items():
        set_links(fact, name, [*getattr(fact, name).all(), *targets], by=None)
    return UPDATED


def _facts(model: type[models.Model]) -> models.QuerySet:
    return model._default_manager.filter(is_sample=False)  # unscoped: facts are shared by all


def _value(model: type[models.Model], name: str, value: Any) -> Any:
    """Return a value for its field: `{...}` is the fact with these natural keys, a list of them is links."""
    field = model._meta.get_field(name)
    if field.many_to_many:
        return [_facts(field.related_model).get(**keys) for keys in value]  # type: ignore[arg-type]
    if field.is_relation:
        return _facts(field.related_model).get(**value)  # type: ignore[arg-type]
    return field.to_python(value)  # type: ignore[union-attr]


def _links_to_add(record: models.Model, links: Mapping[str, list[models.Model]]) -> dict[str, list[models.Model]]:
    """Return the shipped links that the record lacks; links added by hand are never removed."""
    missing = {
        name: [target for target in targets if target not in getattr(record, name).all()]
        for name, targets in links.items()
    }
    return {name: targets for name, targets in missing.items() if targets}


def _was_corrected_here(record: models.Model) -> bool:
    kind = ContentType.objects.get_for_model(record)
    changes = Change.objects.filter(target_type=kind, target_id=record.pk)  # unscoped: the history of a shared fact
    return changes.filter(by__isnull=False).exists()
