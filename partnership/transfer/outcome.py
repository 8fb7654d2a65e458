"""The outcome of an import, shared by pages, jobs and commands; reasons are stored untranslated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from partnership.models.base import in_reader_language
from partnership.rules import formats

# The results of an imported row; also the keys of a command's JSON.
CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
MAX_REFUSALS_STORED = 200
Word = str | Sequence[str]  # two are the Chinese and the English text


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell or a whole file that is refused: where, what was found, what was expected.

    `expected` is a msgid with named placeholders; `found` is one too where it describes rather than quotes. `row`
    counts as a spreadsheet does, the header being row 1; None where the file as a whole is meant.
    """

    row: int | None
    field: str
    found: str
    expected: str
    words: Mapping[str, Word] = field(default_factory=dict)  # type: ignore[operator]
    is_described: bool = False

    @property
    def found_text(self) -> str:
        return self._translated(self.found) if self.is_described else self.found

    @property
    def found_shown(self) -> str:
        """Return what was found, for people: an empty cell is named."""
        return self.found_text or _("nothing")

    @property
    def expected_text(self) -> str:
        return self._translated(self.expected)

    @property
    def sentence(self) -> str:
        words = {"row": self.row or "–", "column": self.field or "–"}
        text = _("Row %(row)s, column %(column)s: found %(found)s; expected %(expected)s.")
        return text % {**words, "found": self.found_shown, "expected": self.expected_text}

    def as_report(self) -> dict[str, Any]:
        """Return the refusal in the active language, as scripts read it."""
        return {"row": self.row, "field": self.field, "found": self.found_text, "expected": self.expected_text}

    def _translated(self, text: str) -> str:
        # A message of Django's own without words may contain a plain percent sign.
        return gettext(text) % self._words() if self.words else gettext(text)

    def _words(self) -> dict[str, str]:
        return {key: word if isinstance(word, str) else in_reader_language(*word) for key, word in self.words.items()}


class CellRefusedError(Exception):
    """A cell of a row cannot be imported; the caller that reads the rows adds which row."""

    def __init__(self, field: str, found: str, expected: str, **words: Word) -> None:
        super().__init__(field, found, expected)
        self.field, self.found, self.expected, self.words = field, found, expected, words

    def in_row(self, row: int) -> Refusal:
        return Refusal(row, self.field, self.found, self.expected, self.words)


class FileRefusedError(Exception):
    """The file as a whole cannot be imported, for the reason in `refusal`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.expected)
        self.refusal = refusal


@dataclass(slots=True)
class ImportOutcome:
    """How many records are new, changed and unchanged, and how many rows refused (the first of them in full)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused_count: int = 0
    refused: list[Refusal] = field(default_factory=list)
    is_dry_run: bool = False
    is_taken_in: bool = False
    remarks: Sequence[Sequence[str]] = ()  # what else a check found, in Chinese and in English

    @classmethod
    def of_refused_file(cls, error: FileRefusedError, *, is_dry_run: bool) -> ImportOutcome:
        return cls(refused_count=1, refused=[error.refusal], is_dry_run=is_dry_run)

    def refuse(self, *refusals: Refusal) -> None:
        """Add one refused row, for one or more reasons."""
        self.refused_count += 1
        room = MAX_REFUSALS_STORED - len(self.refused)
        self.refused.extend(refusals[: max(room, 0)])

    def count(self, result: str) -> None:
        """Count one record as CREATED, UPDATED or UNCHANGED."""
        setattr(self, result, getattr(self, result) + 1)

    @property
    def sentence(self) -> str:
        """Return the outcome in words, in the active language."""
        counts = {name: formats.number(getattr(self, name)) for name in (CREATED, UPDATED, UNCHANGED)}
        sentences = [_("%(created)s new, %(updated)s changed, %(unchanged)s unchanged.") % counts]
        if self.refused_count:
            refused = ngettext("%(count)d row is refused.", "%(count)d rows are refused.", self.refused_count)
            sentences.append(refused % {"count": self.refused_count})
        if self.is_dry_run:
            sentences.append(_("This was a check: nothing has been imported."))
        elif not self.is_taken_in:
            sentences.append(_("Nothing was imported."))
        return formats.joined(*sentences)

    @property
    def remark_texts(self) -> list[str]:
        """Return what else a check found, in the active language."""
        return [in_reader_language(*remark) for remark in self.remarks]

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as a job stores it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ImportOutcome:
        return cls(**{**data, "refused": [Refusal(**refusal) for refusal in data["refused"]]})

    def as_report(self) -> dict[str, Any]:
        """Return the outcome in the active language, as scripts read it."""
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": [refusal.as_report() for refusal in self.refused],
            "refused_count": self.refused_count,
            "remarks": self.remark_texts,
            "dry_run": self.is_dry_run,
        }
