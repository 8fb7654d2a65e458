"""Takes in a table of records: each row checked and written by an importer, all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction

from partnership.models import User
from partnership.services.text_files import Problem, Table

CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"


class RefusedCell(Exception):
    """A cell of a row cannot be taken in."""

    def __init__(self, field: str, found: str, expected: str) -> None:
        super().__init__(field, found, expected)
        self.field, self.found, self.expected = field, found, expected


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a row: the record and, for the preview, what its columns were and are."""

    outcome: str
    record: models.Model
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)


class Importer(Protocol):
    """Writes the rows of one kind of table."""

    def write(self, row: dict[str, str], *, by: User | None) -> Written:
        """Write one row; raises RefusedCell, or ValidationError by model field."""
        ...

    def column_of(self, field_name: str) -> str:
        """The column that holds a model field, for the report of an error."""
        ...


@dataclass(slots=True)
class ImportReport:
    """What an import did, or what it would do; with a refused row it does nothing."""

    written: list[Written] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        return 0 if self.refused else Counter(one.outcome for one in self.written)[outcome]

    def as_json(self) -> dict[str, Any]:
        """The report as scripts read it."""
        refused = [
            {"row": one.row, "field": one.field, "found": one.found, "expected": one.expected} for one in self.refused
        ]
        return {outcome: self.count(outcome) for outcome in (CREATED, UPDATED, UNCHANGED)} | {"refused": refused}


def import_table(importer: Importer, table: Table, *, by: User | None, dry_run: bool = False) -> ImportReport:
    """Write all rows of a table, or none where one is refused or it is a dry run."""
    report = ImportReport()
    with transaction.atomic():
        for number, row in table.rows:
            _write_row(importer, number, row, report, by)
        if dry_run or report.refused:
            transaction.set_rollback(True)
    return report


def _write_row(importer: Importer, number: int, row: dict[str, str], report: ImportReport, by: User | None) -> None:
    try:
        with transaction.atomic():
            report.written.append(importer.write(row, by=by))
    except RefusedCell as refused:
        report.refused.append(Problem(number, refused.field, refused.found, refused.expected))
    except ValidationError as error:
        report.refused += _problems(importer, number, row, error)


def _problems(importer: Importer, number: int, row: dict[str, str], error: ValidationError) -> Sequence[Problem]:
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    return [
        Problem(number, column, row.get(column, ""), " ".join(texts))
        for name, texts in by_field.items()
        for column in ["" if name == NON_FIELD_ERRORS else importer.column_of(name)]
    ]
