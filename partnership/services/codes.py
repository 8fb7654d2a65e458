"""Short codes: each kind, year and audience counts for itself, so a code never tells what the other party has."""

from __future__ import annotations

from django.db.models import F

from partnership.models import CodeSequence
from partnership.models.base import CodedRecord
from partnership.periods import today


def give_codes(records: list[CodedRecord]) -> None:
    """Give each record without a code the next one of its sequence; call inside the transaction that saves it."""
    groups: dict[tuple[str, str], list[CodedRecord]] = {}
    for record in records:
        if not record.code:
            groups.setdefault(_stem_and_suffix(record), []).append(record)
    for (stem, suffix), members in groups.items():
        last = _reserve(stem + suffix, len(members))
        for number, record in enumerate(members, start=last - len(members) + 1):
            record.code = f"{stem}-{number:02d}{suffix}"


def _stem_and_suffix(record: CodedRecord) -> tuple[str, str]:
    party = getattr(record, "private_to", None)
    return f"{record.code_prefix}-{record.code_year or today().year}", f"-{party.code}" if party else ""


def _reserve(key: str, count: int) -> int:
    # unscoped: a sequence belongs to one audience by its key
    CodeSequence.objects.get_or_create(key=key)
    CodeSequence.objects.filter(key=key).update(last_number=F("last_number") + count)  # unscoped: as above
    return CodeSequence.objects.get(key=key).last_number  # unscoped: as above
