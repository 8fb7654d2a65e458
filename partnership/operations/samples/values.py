"""Converts the values of a sample file for their fields: days, texts with placeholders, references."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from partnership.models.base import TopRecord
from partnership.operations.data.files import Place
from partnership.operations.samples.sets import SampleSet

NAMES = {"name_zh", "name_en"}


class TextValues(dict[str, Any]):
    """The values of `{...}` in a text: a date of the record, the number of the set, or an offset (`{-20m:%Y}`)."""

    def __init__(self, samples: SampleSet, dates: Mapping[str, dt.date]) -> None:
        further = "" if samples.is_first else str(samples.number)
        super().__init__(dates, set=samples.number, further=further)
        self.samples = samples

    def __missing__(self, offset: str) -> dt.date:
        return self.samples.day_at(offset)


def field_of(model: type[models.Model], name: str, place: Place) -> Any:
    """Return a field of a model, or the relation of its children."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        field = None
    if field is None or (field.auto_created and not field.one_to_many):
        raise place.error(name, f"{model._meta.label} has no such field")
    return field


def convert(samples: SampleSet, model: type[models.Model], values: Mapping[str, Any], place: Place) -> dict[str, Any]:
    """Return values for their fields; dates come first, since texts may name them."""
    fields = {name: field_of(model, name, place) for name in values}
    converted: dict[str, Any] = {}
    for name in sorted(values, key=lambda name: not isinstance(fields[name], models.DateField)):
        field, value = fields[name], values[name]
        try:
            if field.is_relation:
                converted[name] = samples.find(field.related_model, value, place, name)
            elif isinstance(field, models.DateField):
                converted[name] = samples.day_at(value)
            else:
                if isinstance(value, str) and "{" in value:
                    value = value.format_map(TextValues(samples, converted))
                converted[name] = field.to_python(value)
        except (ValueError, ValidationError) as error:
            raise place.error(name, error.messages[0] if isinstance(error, ValidationError) else error) from None
        if name in NAMES and issubclass(model, TopRecord) and not samples.is_first:
            converted[name] += f" {samples.number}"
    return converted
