"""The facts of a record as label and value: what a detail page and a panel say of its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.template.defaultfilters import linebreaksbr
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partnership.models.base import in_reader_language
from partnership.pages import markup
from partnership.pages.tables.columns import may_show
from partnership.rules import formats
from partnership.rules.fields import EndDateField, MoneyField, last_day
from partnership.rules.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its finished value; long text stands on its own line."""

    label: Any
    value: Any
    is_wide: bool = False


FactMaker = Callable[[Any, Viewer], Fact | None]


def facts_of(record: models.Model, wanted: Sequence[str | FactMaker], viewer: Viewer) -> list[Fact]:
    """The columns named, and what the functions make of the record; amounts only for those who may see them."""
    made = [one(record, viewer) if callable(one) else column_fact(record, one, viewer) for one in wanted]
    return [fact for fact in made if fact is not None]


def column_fact(record: models.Model, name: str, viewer: Viewer) -> Fact | None:
    """A column in the reader's language; None for an amount that the reader may not see."""
    field = record._meta.get_field(name)
    if isinstance(field, MoneyField) and not viewer.sees_amounts:
        return None
    value = _shown(record, field, viewer)  # type: ignore[arg-type]
    return Fact(capfirst(field.verbose_name), value, isinstance(field, models.TextField))  # type: ignore[union-attr]


def in_two_languages(name: str, label: Any) -> FactMaker:
    """The text that stands in `<name>_zh` and `<name>_en`."""

    def make(record: Any, viewer: Viewer) -> Fact:
        text = in_reader_language(getattr(record, f"{name}_zh"), getattr(record, f"{name}_en"))
        return Fact(label, linebreaksbr(text) if text else None, is_wide=True)

    return make


def amount(record: Any, viewer: Viewer) -> Fact | None:
    """The record's amount, for those who may see it."""
    return Fact(_("Amount"), markup.money(record.amount)) if viewer.sees_amounts else None


def source_in(name: str) -> FactMaker:
    """Where facts come from, as a column says it, with a link where it names a web address."""

    def make(record: Any, viewer: Viewer) -> Fact:
        label = capfirst(record._meta.get_field(name).verbose_name)
        return Fact(label, markup.with_links(getattr(record, name)), is_wide=True)

    return make


source = source_in("source")


def _shown(record: models.Model, field: models.Field, viewer: Viewer) -> Any:
    value = getattr(record, field.name)
    if value is None or value == "":
        return None
    if isinstance(field, models.ForeignKey):
        return record_link(value, viewer)
    if field.choices:
        return getattr(record, f"get_{field.name}_display")()
    return value_shown(field, value)


def record_link(value: Any, viewer: Viewer) -> Any:
    """The record with a link to its page; None where the reader may not see it."""
    if value is None or not may_show(value, viewer):
        return None
    return markup.link(value.get_absolute_url(), value) if hasattr(value, "get_absolute_url") else str(value)


def value_shown(field: models.Field, value: Any) -> Any:
    """A plain value as its kind of column is read."""
    if isinstance(field, models.GeneratedField) and field.output_field is not None:
        field = field.output_field
    if isinstance(field, EndDateField):
        return markup.day(last_day(value))
    if isinstance(field, models.DateTimeField):
        return markup.moment(value)
    if isinstance(field, models.DateField):
        return markup.day(value)
    if isinstance(field, MoneyField):
        return markup.money(value)
    if isinstance(field, models.DecimalField | models.FloatField | models.IntegerField):
        return formats.number(value)
    if isinstance(field, models.URLField):
        return markup.outside_link(value)
    return linebreaksbr(value) if isinstance(field, models.TextField) else value
