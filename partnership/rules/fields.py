"""Model fields for money (fen in the database, yuan in Python), the end of a period and partial dates."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership.rules.periods import EARLIEST_DAY, LATEST_DAY, ONE_DAY

FEN_A_YUAN = 100
MAX_YUAN = Decimal("99999999999999.99")
PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


class MoneyField(models.BigIntegerField):
    """Whole fen in the database, yuan as Decimal in Python: sums and constraints are exact on every database."""

    # What django-stubs reads of a field that gives and takes another type than its base.
    _pyi_private_set_type: Decimal | int | str  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    description = _("Amount in yuan")

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            return Decimal(str(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        except ArithmeticError as error:
            message = _("An amount in yuan was expected, found: %(found)s")
            raise ValidationError(message, params={"found": value}) from error

    def get_prep_value(self, value: Any) -> int | None:
        yuan = self.to_python(value)
        return None if yuan is None else int(yuan * FEN_A_YUAN)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    @property
    def validators(self) -> list:
        # The limits of BigIntegerField are those of fen; the value to check is yuan.
        own = self._validators  # type: ignore[attr-defined]  # what Field keeps of its argument
        return [*own, MinValueValidator(-MAX_YUAN), MaxValueValidator(MAX_YUAN)]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        options = {"form_class": forms.DecimalField, "max_digits": 16, "decimal_places": 2, **kwargs}
        return models.Field.formfield(self, **options)


class LastDayField(forms.DateField):
    """Reads and shows the last day of a period whose stored end is the day after."""

    default_validators = [
        MinValueValidator(EARLIEST_DAY),
        MaxValueValidator(LATEST_DAY, _("Leave this empty where there is no end. The latest day is %(limit_value)s.")),
    ]

    def prepare_value(self, value: Any) -> Any:
        return value - ONE_DAY if isinstance(value, dt.date) else value

    def clean(self, value: Any) -> dt.date | None:
        last_day = super().clean(value)
        return None if last_day is None else last_day + ONE_DAY

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class EndDateField(models.DateField):
    """The end of a half-open period (first day outside); people enter and read the last day inside."""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": LastDayField, **kwargs})


def last_day(end: dt.date | None) -> dt.date | None:
    """Return the last day inside a period whose stored end is the day after."""
    return None if end is None else end - ONE_DAY


def first_day(text: str) -> dt.date:
    """Return the first day of a year, of a month, or the day itself; raise ValueError for other text."""
    if not PARTIAL_DATE.fullmatch(text):
        raise ValueError(text)
    return dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def check_partial_date(text: str) -> None:
    """Raise ValidationError unless the text is a day, a month or a year of the calendar."""
    try:
        first_day(text)
    except ValueError as error:
        message = _("A year, a month or a day was expected (2021, 2021-11 or 2021-11-03), found: %(found)s")
        raise ValidationError(message, params={"found": text}) from error


class PartialDateField(models.CharField):
    """A day, a month or a year, as precisely as it is known, stored as ISO 8601 text."""

    default_validators = [check_partial_date]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": 10, **options})


def ends_after_start(name: str, *, start: str = "starts_on", end: str = "ends_on") -> models.CheckConstraint:
    """Return the constraint of a dated record: its half-open period has at least one day."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{end}__gt": models.F(start)}),
        name=name,
        violation_error_message=_("The last day comes before the first."),
    )


def active_on(day: dt.date) -> models.Q:
    """Dated records that are active on a day: begun, and not ended; one without a first day has always been active."""
    begun = models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=day)
    return begun & (models.Q(ends_on__isnull=True) | models.Q(ends_on__gt=day))


class DaysBefore(models.Func):
    """A date minus a number of days, computed by the database: `DaysBefore("ends_on", "notice_days")`."""

    arity = 2
    template = "(%(expressions)s)"
    arg_joiner = " - "

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        return super().as_sql(
            compiler, connection, template="date(%(expressions)s || ' days')", arg_joiner=", -", **context
        )
