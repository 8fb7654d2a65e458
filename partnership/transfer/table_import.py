"""Import a table of records: each row is checked and written by an importer, all of them or none."""

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
class ImportedRow:
    """The record of a row, whether it is CREATED, UPDATED or UNCHANGED, and its columns before and after."""

    result: str
    record: models.Model
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)


class Importer(Protocol):
    """Write the rows of one kind of table."""

    def write(self, row: dict[str, str], *, by: User | None) -> ImportedRow:
        """Write one row; raises CellRefusedError, or ValidationError by model field."""
        ...

    def column_of(self, field_name: str) -> str:
        """Return the column of a model field, to name it in an error."""
        ...


def may_import(user: User, model: type[models.Model]) -> bool:
    """Return whether an account may import tables of a kind: a row may add or change a record."""
    meta = model._meta
    return all(user.has_perm(f"{meta.app_label}.{right}_{meta.model_name}") for right in ("add", "change"))


def import_table(
    importer: Importer,
    table: TableFile,
    *,
    by: User | None,
    is_dry_run: bool = False,
    on_row: Callable[[ImportedRow], None] = lambda row: None,
) -> ImportOutcome:
    """Write all rows of a table, or none where one is refused or it is a dry run; `on_row` is called with each row."""
    outcome = ImportOutcome(is_dry_run=is_dry_run)
    with transaction.atomic(), act():
        try:
            for number, row in table.rows():
                _write_row(importer, number, row, outcome, by, on_row)
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
    on_row: Callable[[ImportedRow], None],
) -> None:
    try:
        with transaction.atomic():
            imported = importer.write(row, by=by)
    except CellRefusedError as error:
        outcome.refuse(error.in_row(number))
    except ValidationError as error:
        outcome.refuse(*_refusals(importer, number, row, error))
    else:
        outcome.count(imported.result)
        on_row(imported)


def _refusals(importer: Importer, number: int, row: dict[str, str], error: ValidationError) -> Iterator[Refusal]:
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, errors in by_field.items():
        column = "" if name == NON_FIELD_ERRORS else importer.column_of(name)
        for field_error in errors:
            yield Refusal(number, column, row.get(column, ""), *_expected(field_error))


def _expected(error: ValidationError) -> tuple[str, dict[str, Word]]:
    """Return the msgid of a lazy message and its words: a refusal is stored untranslated, and shown translated.

    A plural message has no msgid before it has its number; it is stored in both languages.
    """
    with translation.override(None):
        msgid = str(error.message)
    if not msgid:
        return "%(said)s", {"said": in_both_languages(lambda: error.messages[0])}
    return msgid, {key: in_both_languages(partial(str, value)) for key, value in (error.params or {}).items()}
