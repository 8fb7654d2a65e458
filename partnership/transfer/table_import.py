"""Takes in a table of records: each row checked and written by an importer, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils import translation

from partnership.models import User
from partnership.models.base import in_both_languages
from partnership.records.changes import act
from partnership.transfer.files.table_files import TableFile
from partnership.transfer.outcome import CellRefusedError, FileRefusedError, ImportOutcome, Refusal, Word


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a row: the record and, for the preview, what its columns were and are."""

    came_of_it: str
    record: models.Model
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)


class Importer(Protocol):
    """Writes the rows of one kind of table."""

    def write(self, row: dict[str, str], *, by: User | None) -> Written:
        """Write one row; raises CellRefusedError, or ValidationError by model field."""
        ...

    def column_of(self, field_name: str) -> str:
        """The column that holds a model field, for the report of an error."""
        ...


def may_import(user: User, model: type[models.Model]) -> bool:
    """Whether an account may take in tables of a kind: a row may be new, or change a record."""
    meta = model._meta
    return all(user.has_perm(f"{meta.app_label}.{right}_{meta.model_name}") for right in ("add", "change"))


def import_table(
    importer: Importer,
    table: TableFile,
    *,
    by: User | None,
    is_dry_run: bool = False,
    note: Callable[[Written], None] = lambda written: None,
) -> ImportOutcome:
    """Write all rows of a table, or none where one is refused or it is a dry run; `note` is given each row written."""
    outcome = ImportOutcome(is_dry_run=is_dry_run)
    with transaction.atomic(), act():
        try:
            for number, row in table.rows():
                _write_row(importer, number, row, outcome, by, note)
        except FileRefusedError as error:
            outcome.refuse(error.refusal)
        outcome.is_taken_in = not is_dry_run and not outcome.refused_count
        if not outcome.is_taken_in:
            transaction.set_rollback(True)
    if outcome.refused_count:
        outcome.created = outcome.updated = outcome.unchanged = 0
    return outcome


def _write_row(
    importer: Importer,
    number: int,
    row: dict[str, str],
    outcome: ImportOutcome,
    by: User | None,
    note: Callable[[Written], None],
) -> None:
    try:
        with transaction.atomic():
            written = importer.write(row, by=by)
    except CellRefusedError as error:
        outcome.refuse(error.in_row(number))
    except ValidationError as error:
        outcome.refuse(*_refusals(importer, number, row, error))
    else:
        outcome.count(written.came_of_it)
        note(written)


def _refusals(importer: Importer, number: int, row: dict[str, str], error: ValidationError) -> Iterator[Refusal]:
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, errors in by_field.items():
        column = "" if name == NON_FIELD_ERRORS else importer.column_of(name)
        for one in errors:
            yield Refusal(number, column, row.get(column, ""), *_expected(one))


def _expected(error: ValidationError) -> tuple[str, dict[str, Word]]:
    """The msgid of a lazy message and its words: a refusal is kept in no language, and told in the reader's.

    A message that counts has no msgid before it is given its number; it is kept in both languages.
    """
    with translation.override(None):
        msgid = str(error.message)
    if not msgid:
        return "%(said)s", {"said": in_both_languages(lambda: error.messages[0])}
    return msgid, {key: in_both_languages(partial(str, value)) for key, value in (error.params or {}).items()}
