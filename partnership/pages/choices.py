"""The choices that many lists share, parties and research directions, read in one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value

from partnership.models import Organisation, ResearchDirection
from partnership.models.base import in_reader_language

PARTY, DIRECTION = "party", "direction"


@dataclass(frozen=True, slots=True)
class SharedChoices:
    """The choices of each kind as value and label, and the codes of the parties by key."""

    choices: dict[str, list[tuple[str, str]]]
    party_codes: dict[int, str]


def shared_choices() -> SharedChoices:
    """Return the parties and directions as they are now."""
    rows = list(_choice_rows())
    parties = [row for row in rows if row["choice_kind"] == PARTY]
    directions = [row for row in rows if row["choice_kind"] == DIRECTION]
    choices = {
        PARTY: [(str(row["pk"]), _name(row)) for row in parties],
        DIRECTION: [(row["code"], f"{row['code']} {_name(row)}") for row in directions],
    }
    return SharedChoices(choices, {row["pk"]: row["code"] for row in parties})


def _choice_rows() -> QuerySet:
    parties = Organisation.objects.filter(is_party=True)
    directions = ResearchDirection.objects.current()
    return _columns(parties, PARTY).union(_columns(directions, DIRECTION), all=True).order_by("code")


def _columns(records: QuerySet, kind: str) -> QuerySet:
    rows = records.order_by().annotate(choice_kind=Value(kind, output_field=CharField()))
    return rows.values("choice_kind", "pk", "code", "name_zh", "name_en")


def _name(row: dict[str, Any]) -> str:
    return in_reader_language(row["name_zh"], row["name_en"]) or row["code"]
