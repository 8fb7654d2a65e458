"""The parties and the research directions, which the lists offer as choices, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, QuerySet, Value

from partnership.models import Organisation, ResearchDirection
from partnership.models.base import in_reader_language

PARTY, DIRECTION = "party", "direction"


@dataclass(frozen=True, slots=True)
class Offered:
    """Value and label of each choice by sort, and the short names of the parties by key."""

    choices: dict[str, list[tuple[str, str]]]
    party_codes: dict[int, str]


def offered() -> Offered:
    """What there is to choose now."""
    rows = list(_few())
    parties = [row for row in rows if row["sort"] == PARTY]
    directions = [row for row in rows if row["sort"] == DIRECTION]
    choices = {
        PARTY: [(str(row["pk"]), _name(row)) for row in parties],
        DIRECTION: [(row["code"], f"{row['code']} {_name(row)}") for row in directions],
    }
    return Offered(choices, {row["pk"]: row["code"] for row in parties})


def _few() -> QuerySet:
    parties = Organisation.objects.filter(is_party=True)
    directions = ResearchDirection.objects.current()
    return _columns(parties, PARTY).union(_columns(directions, DIRECTION), all=True).order_by("code")


def _columns(found: QuerySet, sort: str) -> QuerySet:
    named = found.order_by().annotate(sort=Value(sort, output_field=CharField()))
    return named.values("sort", "pk", "code", "name_zh", "name_en")


def _name(row: dict[str, Any]) -> str:
    return in_reader_language(row["name_zh"], row["name_en"]) or row["code"]
