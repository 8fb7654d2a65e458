"""The columns of a kind of record as a spreadsheet has them: how a cell is read, checked and written out."""

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
from partnership.transfer.table_import import Written

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
NEAR_DAY_EXPECTED = gettext_noop("a date from 1900 to 2999, or nothing where there is no end")
NUMBER_EXPECTED = gettext_noop("a number")
WHOLE_NUMBER_EXPECTED = gettext_noop("a whole number")
NEAR_NUMBER_EXPECTED = gettext_noop("a number from −%(most)s to %(most)s")
TRUTH_EXPECTED = gettext_noop("yes or no")
CHOICE_EXPECTED = gettext_noop("one of %(values)s")


def columns_of(model: type[Model], viewer: Viewer) -> list[Field]:
    """The fields of a kind that a table of it has as columns; amounts for those who may see them."""
    own = [one for one in model._meta.concrete_fields if one.editable and not one.primary_key]
    coded = [model._meta.get_field("code")] if issubclass(model, CodedRecord) else []
    seen = [one for one in own if viewer.sees_amounts or not isinstance(one, MoneyField)]
    return [*coded, *(one for one in seen if not _is_contact(one)), *model._meta.many_to_many]


def cell_value(record: Model, field: Field) -> Any:
    """The value of a field as a cell: a number or date as it is, the last day of a period, codes of records."""
    if isinstance(field, ManyToManyField):
        linked = getattr(record, field.name).all()
        return LIST_SEPARATOR.join(sorted(natural_key(one) for one in linked))
    if isinstance(field, ForeignKey):
        target = getattr(record, field.name)
        return "" if target is None else natural_key(target)
    value = getattr(record, field.attname)
    return last_day(value) if isinstance(field, EndDateField) else value


def natural_key(record: Model) -> str:
    """What a cell calls a record: its code, or its name."""
    return str(getattr(record, "code", "") or record)


def with_columns(rows: QuerySet, viewer: Viewer) -> QuerySet:
    """The rows with all that their cells need, links narrowed to what the reader sees."""
    fields = columns_of(rows.model, viewer)
    pointers = [one.name for one in fields if isinstance(one, ForeignKey)]
    links = [
        Prefetch(one.name, queryset=one.related_model.objects.visible_to(viewer))
        for one in fields
        if isinstance(one, ManyToManyField) and issubclass(one.related_model, VisibleModel)
    ]
    return rows.select_related(*pointers).prefetch_related(*links)


class RecordImporter:
    """Writes rows whose columns are the fields of a kind; a row with the key of a record changes that record."""

    def __init__(self, model: type[TopRecord], viewer: Viewer) -> None:
        self.model, self.viewer = model, viewer
        self.fields = {field.name: field for field in columns_of(model, viewer)}
        self.codes_are_given = issubclass(model, CodedRecord)

    def column_of(self, field_name: str) -> str:
        return field_name

    def write(self, row: dict[str, str], *, by: User | None) -> Written:
        record = self._find(row) or self.model()
        before = self._cells(record, row) if record.pk else {}
        links = self._fill(record, row)
        if record.pk and self._cells(record, row, links) == before:
            return Written(UNCHANGED, record, before, before)
        save_record(record, by=by, links=links)
        return Written(UPDATED if before else CREATED, record, before, self._cells(record, row, links))

    def _find(self, row: dict[str, str]) -> Any:
        rows = with_columns(self.model.objects.visible_to(self.viewer), self.viewer)
        wanted = {name: self._read(name, row.get(name, "")) for name in self.model.import_key}
        if not any(wanted.values()):
            return None
        given = {name: value for name, value in wanted.items() if value is not None}
        empty = {f"{name}__isnull": True for name, value in wanted.items() if value is None}
        found = rows.filter(**given, **empty).first()
        if found is None and self.codes_are_given:
            raise CellRefusedError("code", row["code"], CODE_EXPECTED)
        return found

    def _fill(self, record: Any, row: dict[str, str]) -> dict[str, list[Model]]:
        links = {}
        for name, text in row.items():
            if name not in self.fields:
                raise CellRefusedError(name, name, COLUMNS_EXPECTED, names=", ".join(self.fields))
            field = self.fields[name]
            if isinstance(field, ManyToManyField):
                links[name] = [self._target(field, one) for one in text.split(LIST_SEPARATOR.strip()) if one.strip()]
            elif name == "private_to":
                self._set_audience(record, text)
            elif field.editable:
                setattr(record, field.name, self._read(name, text))
        return links

    def _set_audience(self, record: Any, text: str) -> None:
        party = self._target(self.fields["private_to"], text) if text else None
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
            return self._target(field, text) if text else None
        if not text:
            return None if field.null else field.get_default() if field.has_default() else ""
        return read_cell(field, text)

    def _target(self, field: Any, text: str) -> Model:
        model = field.related_model
        found = list(model.objects.visible_to(self.viewer).filter(_named(model, text.strip()))[:2])
        if len(found) != 1:
            expected = ONE_NAME_EXPECTED if found else NAME_EXPECTED
            kind = in_both_languages(lambda: str(model._meta.verbose_name))
            raise CellRefusedError(field.name, text, expected, kind=kind)
        return found[0]

    def _cells(
        self, record: Model, row: dict[str, str], links: Mapping[str, list[Model]] | None = None
    ) -> dict[str, str]:
        """The record's cells in the columns of the row, with the links that are about to be set."""
        cells = {}
        for name in row:
            if links is not None and name in links:
                cells[name] = LIST_SEPARATOR.join(sorted(natural_key(one) for one in links[name]))
            elif name in self.fields:
                value = cell_value(record, self.fields[name])
                cells[name] = "" if value is None else str(value)
        return cells


def read_cell(field: Field, text: str) -> Any:
    """The value that a text means for a field; raises CellRefusedError."""
    if field.choices:
        return _read_choice(field, text)
    if isinstance(field, models.BooleanField):
        return _read_truth(field.name, text)
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
    """A date written 2026-03-01 or 2026/3/1; raises CellRefusedError."""
    try:
        day = parse_date(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        day = None
    if day is None:
        raise CellRefusedError(column, text, DAY_EXPECTED)
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise CellRefusedError(column, text, NEAR_DAY_EXPECTED)
    return day


def _read_number(column: str, text: str, kind: Callable[[str], Any], expected: str = NUMBER_EXPECTED) -> Any:
    try:
        number = kind(text.replace(",", ""))
        is_read = math.isfinite(number)
    except (ValueError, InvalidOperation, OverflowError):
        is_read = False
    if not is_read:
        raise CellRefusedError(column, text, expected)
    return number


def _yuan(field: MoneyField, number: Decimal) -> Decimal | None:
    try:
        return field.to_python(number)
    except ValidationError:  # more digits than a decimal holds
        raise _too_far(field, number, MAX_YUAN) from None


def _rounded(field: models.DecimalField, number: Decimal) -> Decimal:
    try:
        return number.quantize(Decimal(1).scaleb(-field.decimal_places))
    except InvalidOperation:  # more digits than a decimal holds
        most = Decimal("9" * field.max_digits).scaleb(-field.decimal_places)
        raise _too_far(field, number, most) from None


def _too_far(field: Field, number: Decimal, most: Decimal) -> CellRefusedError:
    return CellRefusedError(field.name, str(number), NEAR_NUMBER_EXPECTED, most=f"{most:,}")


def _read_truth(column: str, text: str) -> bool:
    words = {"yes": True, "true": True, "1": True, "是": True, "no": False, "false": False, "0": False, "否": False}
    if text.lower() not in words:
        raise CellRefusedError(column, text, TRUTH_EXPECTED)
    return words[text.lower()]


def _read_choice(field: Field, text: str) -> Any:
    """By the value stored, or by the word shown in either language."""
    for value, label in field.flatchoices:
        if text in (str(value), *_in_all_languages(label)):
            return value
    values = ", ".join(str(value) for value, _label in field.flatchoices)
    raise CellRefusedError(field.name, text, CHOICE_EXPECTED, values=values)


def _in_all_languages(label: Any) -> list[str]:
    shown = []
    for language in LANGUAGES:
        with override(language):
            shown.append(str(label))
    return shown


def _named(model: type[Model], text: str) -> Q:
    fields = {field.name for field in model._meta.concrete_fields}
    names = [name for name in ("code", "name_zh", "name_en") if name in fields]
    return Q(*((name, text) for name in names), _connector=Q.OR)


def _is_contact(field: Field) -> bool:
    return issubclass(field.model, Person) and field.name in ("email", "phone", "contact_purpose")
