"""Facts: a record's columns as label and value, for detail pages and panels."""

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
from partnership.pages.tables.columns import visible_link
from partnership.rules import formats
from partnership.rules.fields import EndDateField, MoneyField, last_day
from partnership.rules.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its finished value; long text takes the whole width."""

    label: Any
    value: Any
    is_wide: bool = False


FactBuilder = Callable[[Any, Viewer], Fact | None]


def build_facts(record: models.Model, names: Sequence[str | FactBuilder], viewer: Viewer) -> list[Fact]:
    """Return a fact for each column or function named; amounts only for those who may see them."""
    facts = [name(record, viewer) if callable(name) else column_fact(record, name, viewer) for name in names]
    return [fact for fact in facts if fact is not None]


def column_fact(record: models.Model, name: str, viewer: Viewer) -> Fact | None:
    """Return a column in the reader's language; None for an amount that the reader may not see."""
    field = record._meta.get_field(name)
    if isinstance(field, MoneyField) and not viewer.sees_amounts:
        return None
    value = _field_value(record, field, viewer)  # type: ignore[arg-type]
    return Fact(capfirst(field.verbose_name), value, isinstance(field, models.TextField))  # type: ignore[union-attr]


def in_two_languages(name: str, label: Any) -> FactBuilder:
    """Return what builds a fact of the text in `<name>_zh` and `<name>_en`."""

    def build(record: Any, viewer: Viewer) -> Fact:
        text = in_reader_language(getattr(record, f"{name}_zh"), getattr(record, f"{name}_en"))
        return Fact(label, linebreaksbr(text) if text else None, is_wide=True)

    return build


def amount(record: Any, viewer: Viewer) -> Fact | None:
    """Return the record's amount, for those who may see it."""
    return Fact(_("Amount"), markup.money(record.amount)) if viewer.sees_amounts else None


def source_in(name: str) -> FactBuilder:
    """Return what builds a fact of a column that names a source, web addresses as links."""

    def build(record: Any, viewer: Viewer) -> Fact:
        label = capfirst(record._meta.get_field(name).verbose_name)
        return Fact(label, markup.with_links(getattr(record, name)), is_wide=True)

    return build


source = source_in("source")


def _field_value(record: models.Model, field: models.Field, viewer: Viewer) -> Any:
    value = getattr(record, field.name)
    if value is None or value == "":
        return None
    if isinstance(field, models.ForeignKey):
        return visible_link(value, viewer)
    if field.choices:
        return getattr(record, f"get_{field.name}_display")()
    return format_value(field, value)


def format_value(field: models.Field, value: Any) -> Any:
    """Return a plain value as people read that type of field."""
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
