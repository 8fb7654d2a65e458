"""Short codes: each kind, year and audience has its own sequence, so a code reveals nothing of the other party."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from django.apps import apps
from django.db.models import F

from partnership.models import Change, CodeSequence
from partnership.models.base import CodedRecord
from partnership.rules.periods import today


def assign_codes(records: list[CodedRecord]) -> None:
    """Assign the next code of its sequence to each record without one; call it in the transaction that saves them."""
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


def reset_sequences() -> None:
    """Set each sequence to the highest code in use, after records were removed for good.

    Codes of records that somebody deleted are in the change table and are not assigned again.
    """
    for sequence in CodeSequence.objects.all():  # unscoped: each belongs to one audience by its key
        prefix, year, *suffix = sequence.key.split("-", 2)
        pattern = f"^{prefix}-{year}-[0-9]+{re.escape('-' + suffix[0]) if suffix else ''}"
        last = max(_numbers(prefix, pattern), default=0)
        if last == 0:
            sequence.delete()
        elif last < sequence.last_number:
            sequence.last_number = last
            sequence.save()


def _numbers(prefix: str, pattern: str) -> Iterator[int]:
    coded = (model for model in apps.get_models() if issubclass(model, CodedRecord))
    models = (model for model in coded if model.code_prefix == prefix)
    # unscoped: used codes
    codes = [model._base_manager.filter(code__regex=f"{pattern}$").values_list("code", flat=True) for model in models]
    changes = Change.objects.filter(label_zh__regex=f"{pattern} ")  # unscoped: used codes
    labels = changes.values_list("label_zh", flat=True)
    return (int(text.split("-")[2].split()[0]) for text in chain(*codes, labels))
