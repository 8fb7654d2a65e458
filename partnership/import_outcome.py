"""What came of an import, as pages, jobs and commands share it; reasons are kept untranslated."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext

MOST_REFUSALS_KEPT = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell or a whole file that is not taken in: where, what was found, what was expected.

    `expected` is a msgid with named placeholders; `found` is one too where it describes rather than quotes. `row`
    counts as a spreadsheet does, the header being row 1; None where the file as a whole is meant.
    """

    row: int | None
    field: str
    found: str
    expected: str
    words: dict[str, str] = field(default_factory=dict)  # type: ignore[operator]
    is_described: bool = False

    @property
    def found_text(self) -> str:
        return gettext(self.found) % self.words if self.is_described else self.found

    @property
    def expected_text(self) -> str:
        return gettext(self.expected) % self.words

    def as_report(self) -> dict[str, Any]:
        """The refusal in the active language, as scripts read it."""
        return {"row": self.row, "field": self.field, "found": self.found_text, "expected": self.expected_text}


class FileRefusedError(Exception):
    """The file as a whole cannot be taken in; holds why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.expected)
        self.refusal = refusal


@dataclass(slots=True)
class ImportOutcome:
    """How many records are new, changed and as they were, and what was refused (the first of it in full)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused_count: int = 0
    refused: list[Refusal] = field(default_factory=list)
    is_dry_run: bool = False
    is_taken_in: bool = False

    def refuse(self, *refusals: Refusal) -> None:
        """Note one refused row, for one or more reasons."""
        self.refused_count += 1
        room = MOST_REFUSALS_KEPT - len(self.refused)
        self.refused.extend(refusals[: max(room, 0)])

    def as_json(self) -> dict[str, Any]:
        """The outcome as a job keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ImportOutcome:
        return cls(**{**data, "refused": [Refusal(**one) for one in data["refused"]]})

    def as_report(self) -> dict[str, Any]:
        """The outcome as scripts read it, in the active language."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [one.as_report() for one in self.refused],
            "refused_count": self.refused_count,
            "dry_run": self.is_dry_run,
        }
