"""A set of samples while it is loaded: its day, the records so far, and how they are stored."""

from __future__ import annotations

import datetime as dt
import json
import random
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import FieldError, MultipleObjectsReturned, ObjectDoesNotExist, ValidationError
from django.db import models

from partnership.models import Change, User
from partnership.models.base import CodedRecord
from partnership.operations.data.files import Place
from partnership.operations.samples.offsets import day_at
from partnership.records.changes import build_change, snapshot
from partnership.records.codes import assign_codes
from partnership.rules.periods import midnight

Model = TypeVar("Model", bound=models.Model)

SEED = 20201230
# The date on which a sample would have been entered; rows without one were entered with their record.
DATES = (
    "signed_on", "held_on", "assessed_on", "achieved_on", "commissioned_on", "filed_on", "reached_on", "enrolled_on",
    "starts_on",
)  # fmt: skip
DEFAULT_ENTRY = "-97m"
ENTRY_OF_FUTURE = "-20d"


@dataclass
class SampleSet:
    """One of the sets that `load_samples --scale` loads; `editors` are by audience."""

    day: dt.date
    number: int
    editors: Mapping[int | None, Sequence[User]]
    random: random.Random = field(init=False)
    with_history: list[tuple[models.Model, Mapping[str, Any], Place]] = field(default_factory=list)
    _stored: dict[type[models.Model], list[tuple[Mapping[str, Any], Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _found: dict[tuple[type[models.Model], str], Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = random.Random(f"{SEED} {self.number}")

    @property
    def is_first(self) -> bool:
        return self.number == 1

    def includes(self, values: Mapping[str, Any]) -> bool:
        """Whether a record that says `"sets": "first"` or `"further"` is one of this set."""
        return values.get("sets") in (None, "first" if self.is_first else "further")

    def day_at(self, offset: str) -> dt.date:
        return day_at(offset, self.day)

    def remember(self, values: Mapping[str, Any], record: models.Model) -> None:
        """Let later records point at this one by any of its values in the file."""
        self._stored[type(record)].append((values, record))

    def find(self, model: type[Model], keys: Mapping[str, Any], place: Place, name: str) -> Model:
        """Return the record of this set, or else the shared record, with these values; raises DataFileError."""
        key = (model, json.dumps(keys, sort_keys=True))
        if key not in self._found:
            self._found[key] = self._search(model, keys, place, name)
        return self._found[key]

    def _search(self, model: type[Model], keys: Mapping[str, Any], place: Place, name: str) -> Model:
        if not isinstance(keys, dict) or not keys:
            raise place.error(name, f'{keys!r} is no reference such as {{"code": "BEWG"}}')
        own = [record for values, record in self._stored[model] if keys.items() <= values.items()]
        if len(own) == 1:
            return own[0]
        try:
            if own:
                raise MultipleObjectsReturned
            return model._base_manager.get(**keys)  # unscoped: facts are shared, samples are of all parties
        except (ObjectDoesNotExist, MultipleObjectsReturned, FieldError) as error:
            count = "more than one" if isinstance(error, MultipleObjectsReturned) else "no"
            raise place.error(name, f"there is {count} {model._meta.label} with {keys}") from None

    def store(self, records: Sequence[Model], places: Sequence[Place] = ()) -> list[Model]:
        """Mark, validate and insert samples of one kind, with changes that say when and by whom they were entered."""
        if not records:
            return []
        assign_codes([record for record in records if isinstance(record, CodedRecord)])
        for index, record in enumerate(records):
            record.is_sample = True  # type: ignore[attr-defined]
            try:
                _check(record)
            except ValidationError as error:
                if not places:
                    raise
                name, problems = next(iter(error.message_dict.items()))
                raise places[index].error(name, " ".join(problems)) from None
        created = type(records[0])._base_manager.bulk_create(records, batch_size=500)
        changes = [self._entered(record) for record in created]
        Change.objects.bulk_create(changes, batch_size=500)
        return created

    def _entered(self, record: models.Model) -> Change:
        change = build_change(record, Change.Action.CREATED, by=None, after=snapshot(record))
        editors = self.editors[change.private_to_id]
        change.by = editors[change.top_id % len(editors)]
        change.at = midnight(self._day_of(record)) + dt.timedelta(minutes=self.random.randrange(8 * 60, 18 * 60))
        # Rows without a date of their own are of one act with their record.
        change.act_id = uuid.uuid5(
            uuid.NAMESPACE_OID, f"{change.top_type_id} {change.top_id} {change.by_id} {change.at.date()}"
        )
        return change

    def _day_of(self, record: models.Model) -> dt.date:
        """Return the day after the first date of the record or its parents; 20 days ago where that lies ahead."""
        current: models.Model | None = record
        while current is not None:
            dates = (getattr(current, name, None) for name in DATES)
            first = next((date for date in dates if date), None)
            if first:
                is_past = first < self.day_at("-1d")
                return first + dt.timedelta(days=1) if is_past else self.day_at(ENTRY_OF_FUTURE)
            parent = getattr(current, "visibility_parent", "")
            current = getattr(current, parent) if parent else None
        return self.day_at(DEFAULT_ENTRY)


def _check(record: models.Model) -> None:
    """Validate without the queries for foreign keys, which would take minutes for a hundred sets."""
    record.clean_fields(exclude={field.name for field in record._meta.fields if field.is_relation})
    record.clean()
