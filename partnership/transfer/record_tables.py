"""The columns of a kind of record in a table: how their cells are read, checked and written."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Field, ForeignKey, ManyToManyField, Model, Prefetch, Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_noop, override

from partnership.models import Person, User
from partnership.models.base import CodedRecord, TopRecord, in_both_languages
from partnership.pages.tables.spreadsheets import FORMULA_STARTS
from partnership.records.saving import save_record
from partnership.rules.fields import MAX_YUAN, EndDateField, MoneyField, last_day
from partnership.rules.periods import EARLIEST_DAY, LATEST_DAY, ONE_DAY
from partnership.rules.visibility import Viewer, VisibleModel
from partnership.transfer.outcome import CREATED, UNCHANGED, UPDATED, CellRefusedError
from partnership.transfer.table_import import ImportedRow

LIST_SEPARATOR = "; "
LANGUAGES = ("en", "zh-hans")
CODE_EXPECTED = gettext_noop("the code of a record, or an empty cell for a new one")
COLUMNS_EXPECTED = gettext_noop("one of the columns %(names)s")
SAME_PARTY_EXPECTED = gettext_noop("%(party)s, as it is now; an import moves no record to another party")
SHARED_EXPECTED = gettext_noop("empty, since the record is shared")
OWN_PARTY_EXPECTED = gettext_noop("your own party, or an empty cell")
NAME_EXPECTED = gettext_noop("the code or name of one %(kind)s")
ONE_NAME_EXPECTED = gettext_noop("a %(kind)s whose name only one has")
DAY_EXPECTED = gettext_noop("a date such as 2026-03-01")
DAY_RANGE_EXPECTED = gettext_noop("a date from 1900 to 2999, or nothing where there is no end")
NUMBER_EXPECTED = gettext_noop("a number")
WHOLE_NUMBER_EXPECTED = gettext_noop("a whole number")
NUMBER_RANGE_EXPECTED = gettext_noop("a number from −%(most)s to %(most)s")
BOOLEAN_EXPECTED = gettext_noop("yes or no")
CHOICE_EXPECTED = gettext_noop("one of %(values)s")


def table_fields(model: type[Model], viewer: Viewer) -> list[Field]:
    """Return the fields that are columns in a table of a kind; amounts only for those who may see them."""
    own = [field for field in model._meta.concrete_fields if field.editable and not field.primary_key]
    coded = [model._meta.get_field("code")] if issubclass(model, CodedRecord) else []
    visible = [field for field in own if viewer.sees_amounts or not isinstance(field, MoneyField)]
    return [*coded, *(field for field in visible if not _is_contact(field)), *model._meta.many_to_many]


def cell_value(record: Model, field: Field) -> Any:
    """Return the value of a field as a cell: a number or date as it is, the last day of a period, codes of records."""
    if isinstance(field, ManyToManyField):
        linked = getattr(record, field.name).all()
        return LIST_SEPARATOR.join(sorted(natural_key(target) for target in linked))
    if isinstance(field, ForeignKey):
        target = getattr(record, field.name)
        return "" if target is None else natural_key(target)
    value = getattr(record, field.attname)
    return last_day(value) if isinstance(field, EndDateField) else value


def natural_key(record: Model) -> str:
    """Return how a cell names a record: by its code, or its name."""
    return str(getattr(record, "code", "") or record)


def with_table_relations(rows: QuerySet, viewer: Viewer) -> QuerySet:
    """Read with the rows all records that their cells name; links only where the reader sees them."""
    fields = table_fields(rows.model, viewer)
    foreign_keys = [field.name for field in fields if isinstance(field, ForeignKey)]
    links = [
        Prefetch(field.name, queryset=field.related_model.objects.visible_to(viewer))
        for field in fields
        if isinstance(field, ManyToManyField) and issubclass(field.related_model, VisibleModel)
    ]
    return rows.select_related(*foreign_keys).prefetch_related(*links)


class RecordImporter:
    """Import rows whose columns are the fields of a kind; a row with the key of a record changes that record."""

    def __init__(self, model: type[TopRecord], viewer: Viewer) -> None:
        self.model, self.viewer = model, viewer
        self.fields = {field.name: field for field in table_fields(model, viewer)}
        self.is_coded = issubclass(model, CodedRecord)

    def column_of(self, field_name: str) -> str:
        return field_name

    def write(self, row: dict[str, str], *, by: User | None) -> ImportedRow:
        record = self._find(row) or self.model()
        before = self._cells(record, row) if record.pk else {}
        links = self._fill(record, row)
        if record.pk and self._cells(record, row, links) == before:
            return ImportedRow(UNCHANGED, record, before, before)
        save_record(record, by=by, links=links)
        return ImportedRow(UPDATED if before else CREATED, record, before, self._cells(record, row, links))

    def _find(self, row: dict[str, str]) -> Any:
        rows = with_table_relations(self.model.objects.visible_to(self.viewer), self.viewer)
        key = {name: self._read(name, row.get(name, "")) for name in self.model.import_key}
        if not any(key.values()):
            return None
        given = {name: value for name, value in key.items() if value is not None}
        empty = {f"{name}__isnull": True for name, value in key.items() if value is None}
        record = rows.filter(**given, **empty).first()
        if record is None and self.is_coded:
            raise CellRefusedError("code", row["code"], CODE_EXPECTED)
        return record

    def _fill(self, record: Any, row: dict[str, str]) -> dict[str, list[Model]]:
        links = {}
        for name, text in row.items():
            if name not in self.fields:
                raise CellRefusedError(name, name, COLUMNS_EXPECTED, names=", ".join(self.fields))
            field = self.fields[name]
            if isinstance(field, ManyToManyField):
                parts = text.split(LIST_SEPARATOR.strip())
                links[name] = [self._find_target(field, part) for part in parts if part.strip()]
            elif name == "private_to":
                self._set_audience(record, text)
            elif field.editable:
                setattr(record, field.name, self._read(name, text))
        return links

    def _set_audience(self, record: Any, text: str) -> None:
        party = self._find_target(self.fields["private_to"], text) if text else None
        if record.pk and record.private_to != party:
            if not record.private_to:
                raise CellRefusedError("private_to", text, SHARED_EXPECTED)
            raise CellRefusedError("private_to", text, SAME_PARTY_EXPECTED, party=natural_key(record.private_to))
        if party and not self.viewer.is_operator and party.pk != self.viewer.party_id:
            raise CellRefusedError("private_to", text, OWN_PARTY_EXPECTED)
        record.private_to = party

    def _read(self, name: str, text: str) -> Any:
        field = self.fields[name]
        if isinstance(field, ForeignKey):
            return self._find_target(field, text) if text else None
        if not text:
            return None if field.null else field.get_default() if field.has_default() else ""
        return read_cell(field, text)

    def _find_target(self, field: Any, text: str) -> Model:
        model = field.related_model
        targets = list(model.objects.visible_to(self.viewer).filter(_name_lookup(model, text.strip()))[:2])
        if len(targets) != 1:
            expected = ONE_NAME_EXPECTED if targets else NAME_EXPECTED
            kind = in_both_languages(lambda: str(model._meta.verbose_name))
            raise CellRefusedError(field.name, text, expected, kind=kind)
        return targets[0]

    def _cells(
        self, record: Model, row: dict[str, str], links: Mapping[str, list[Model]] | None = None
    ) -> dict[str, str]:
        """Return the record's cells in the columns of the row, with the links that are about to be set."""
        cells = {}
        for name in row:
            if links is not None and name in links:
                cells[name] = LIST_SEPARATOR.join(sorted(natural_key(target) for target in links[name]))
            elif name in self.fields:
                value = cell_value(record, self.fields[name])
                cells[name] = "" if value is None else str(value)
        return cells


def read_cell(field: Field, text: str) -> Any:
    """Return the value that a text stands for in a field; raises CellRefusedError."""
    if field.choices:
        return _read_choice(field, text)
    if isinstance(field, models.BooleanField):
        return _read_boolean(field.name, text)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        day = read_day(field.name, text)
        return day + ONE_DAY if isinstance(field, EndDateField) else day
    if isinstance(field, MoneyField):
        return _yuan(field, _read_number(field.name, text, Decimal))
    if isinstance(field, models.DecimalField):
        return _rounded(field, _read_number(field.name, text, Decimal))
    if isinstance(field, models.IntegerField):
        return _read_number(field.name, text, int, WHOLE_NUMBER_EXPECTED)
    if isinstance(field, models.FloatField):
        return _read_number(field.name, text, float)
    # An apostrophe that an export put before the start of a formula is not part of the text.
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def read_day(column: str, text: str) -> dt.date:
    """Read a date written 2026-03-01 or 2026/3/1; raises CellRefusedError."""
    try:
        day = parse_date(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        day = None
    if day is None:
        raise CellRefusedError(column, text, DAY_EXPECTED)
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise CellRefusedError(column, text, DAY_RANGE_EXPECTED)
    return day


def _read_number(column: str, text: str, kind: Callable[[str], Any], expected: str = NUMBER_EXPECTED) -> Any:
    try:
        number = kind(text.replace(",", ""))
        is_number = math.isfinite(number)
    except (ValueError, InvalidOperation, OverflowError):
        is_number = False
    if not is_number:
        raise CellRefusedError(column, text, expected)
    return number


def _yuan(field: MoneyField, number: Decimal) -> Decimal | None:
    try:
        return field.to_python(number)
    except ValidationError:  # more digits than a decimal holds
        raise _out_of_range(field, number, MAX_YUAN) from None


def _rounded(field: models.DecimalField, number: Decimal) -> Decimal:
    try:
        return number.quantize(Decimal(1).scaleb(-field.decimal_places))
    except InvalidOperation:  # more digits than a decimal holds
        limit = Decimal("9" * field.max_digits).scaleb(-field.decimal_places)
        raise _out_of_range(field, number, limit) from None


def _out_of_range(field: Field, number: Decimal, limit: Decimal) -> CellRefusedError:
    return CellRefusedError(field.name, str(number), NUMBER_RANGE_EXPECTED, most=f"{limit:,}")


def _read_boolean(column: str, text: str) -> bool:
    words = {"yes": True, "true": True, "1": True, "是": True, "no": False, "false": False, "0": False, "否": False}
    if text.lower() not in words:
        raise CellRefusedError(column, text, BOOLEAN_EXPECTED)
    return words[text.lower()]


def _read_choice(field: Field, text: str) -> Any:
    """Return the choice with this value, or with this label in either language."""
    for value, label in field.flatchoices:
        if text in (str(value), *_in_all_languages(label)):
            return value
    values = ", ".join(str(value) for value, _label in field.flatchoices)
    raise CellRefusedError(field.name, text, CHOICE_EXPECTED, values=values)


def _in_all_languages(label: Any) -> list[str]:
    texts = []
    for language in LANGUAGES:
        with override(language):
            texts.append(str(label))
    return texts


def _name_lookup(model: type[Model], text: str) -> Q:
    fields = {field.name for field in model._meta.concrete_fields}
    names = [name for name in ("code", "name_zh", "name_en") if name in fields]
    return Q(*((name, text) for name in names), _connector=Q.OR)


def _is_contact(field: Field) -> bool:
    return issubclass(field.model, Person) and field.name in ("email", "phone", "contact_purpose")
