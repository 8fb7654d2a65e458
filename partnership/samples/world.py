"""What all sample loaders share: the day they are placed around, the parties, and the one way samples are stored."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models

from partnership.models import Agreement, Change, Organisation, Person, ResearchDirection, User
from partnership.models.base import CodedRecord
from partnership.records.changes import build_change, snapshot
from partnership.records.codes import give_codes
from partnership.rules.periods import add_months, midnight

Model = TypeVar("Model", bound=models.Model)

SEED = 20201230
# The date that tells when a sample would have been entered; rows without one were entered with their record.
DATES = (
    "signed_on", "held_on", "assessed_on", "achieved_on", "commissioned_on", "filed_on", "reached_on", "enrolled_on",
    "starts_on",
)  # fmt: skip
ENTERED_AHEAD_DAYS = 20


def both(chinese: str, english: str) -> str:
    """One column that people of both languages read."""
    return f"{chinese} / {english}"


@dataclass
class World:
    """One set of samples in the making; `scale` sets make a cooperation so many times as large."""

    day: dt.date
    number: int
    bewg: Organisation
    but: Organisation
    directions: dict[str, ResearchDirection]
    editors: dict[int | None, list[User]]
    owners: dict[str, Organisation] = field(default_factory=dict)
    staff: dict[str, list[Person]] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    others: dict[str, list[Any]] = field(default_factory=dict)
    random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = random.Random(f"{SEED} {self.number}")

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def mark(self) -> str:
        """What tells the names of a further set from those of the first."""
        return "" if self.is_first else f" {self.number}"

    def party(self, code: str) -> Organisation:
        return {"BEWG": self.bewg, "BUT": self.but}[code]

    def months(self, count: float) -> dt.date:
        """The day so many months from now; half months are fifteen days."""
        whole = int(count // 1)
        return add_months(self.day, whole) + dt.timedelta(days=int((count - whole) * 30))

    def days(self, count: int) -> dt.date:
        return self.day + dt.timedelta(days=count)

    def person(self, party: str, index: int) -> Person:
        people = self.staff[party]
        return people[index % len(people)]

    def store(self, records: Sequence[Model]) -> list[Model]:
        """Mark, check and insert sample records of one kind, and note when and by whom they would have been entered."""
        if not records:
            return []
        coded = [record for record in records if isinstance(record, CodedRecord)]
        give_codes(coded)
        for record in records:
            record.is_sample = True  # type: ignore[attr-defined]
            relations = {one.name for one in record._meta.fields if one.is_relation}
            record.clean_fields(exclude=relations)  # no query for each key: at scale 100 they would take minutes
            record.clean()
        created = type(records[0])._base_manager.bulk_create(records, batch_size=500)
        changes = [self._entered(record) for record in created]
        Change.objects.bulk_create(changes, batch_size=500)
        return created

    def _entered(self, record: models.Model) -> Change:
        change = build_change(record, Change.Action.CREATED, by=None, after=snapshot(record))
        editors = self.editors[change.private_to_id]
        change.by = editors[change.top_id % len(editors)]
        change.at = midnight(self._day_of(record)) + dt.timedelta(minutes=self.random.randrange(8 * 60, 18 * 60))
        # Rows without a date of their own are of one act with the record that they hang on.
        change.act_id = uuid.uuid5(
            uuid.NAMESPACE_OID, f"{change.top_type_id} {change.top_id} {change.by_id} {change.at.date()}"
        )
        return change

    def _day_of(self, record: models.Model) -> dt.date:
        """The day after the first date of the record or of what it hangs on; weeks ago where that lies ahead."""
        one: models.Model | None = record
        while one is not None:
            dates = (getattr(one, name, None) for name in DATES)
            found = next((date for date in dates if date), None)
            if found:
                is_past = found < self.days(-1)
                return found + dt.timedelta(days=1) if is_past else self.days(-ENTERED_AHEAD_DAYS)
            parent = getattr(one, "visibility_parent", "")
            one = getattr(one, parent) if parent else None
        return self.months(-97)
