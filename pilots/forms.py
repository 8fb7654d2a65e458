"""The forms of measurements: the upload of a file, and the days that a page of a series shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.pages.filters import DayInput
from partnership.rules import formats
from partnership.rules.periods import LATEST_DAY, ONE_DAY, Period
from partnership.transfer.files.encodings import ENCODINGS_READ
from partnership.transfer.files.upload_field import UploadField
from pilots.models import Series
from pilots.models.series import Flag
from pilots.services.measurement_times import FIRST_YEAR

DAYS_SHOWN, MAX_DAYS = 365, 3660
FIRST_DAY = dt.date(FIRST_YEAR, 1, 1)
ORIGINS = (Series.Origin.SENSOR, Series.Origin.LABORATORY)


def accepted_files() -> str:
    """Describe which files of measurements are accepted, in the language of the user."""
    text = _(
        "CSV (%(encodings)s) with any number of rows; "
        "times are those of the clock in Shanghai unless the file says a zone."
    )
    return text % {"encodings": formats.listed(ENCODINGS_READ.values())}


class ImportForm(forms.Form):
    """A file, the origin of its values, and whether its good rows are imported where others are refused."""

    file = UploadField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        accepts=accepted_files,
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("What measured the values"),
        choices=[(origin.value, origin.label) for origin in ORIGINS],
    )
    takes_good_rows = forms.BooleanField(
        label=gettext_lazy("Import the good rows where others are refused"), required=False
    )


class WindowForm(forms.Form):
    """The days of a series that are shown and exported; those up to its newest where none are given."""

    measured_from = forms.DateField(
        label=gettext_lazy("Measured from"),
        required=False,
        widget=DayInput(),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LATEST_DAY)],
    )
    measured_before = forms.DateField(
        label=gettext_lazy("Measured before"),
        required=False,
        widget=DayInput(),
        validators=[MinValueValidator(FIRST_DAY + ONE_DAY), MaxValueValidator(LATEST_DAY)],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, end = data.get("measured_from"), data.get("measured_before")
        if first and end and not first < end <= first + MAX_DAYS * ONE_DAY:
            message = gettext_lazy("Give a day after the first, at most %(days)d days on.")
            self.add_error("measured_before", forms.ValidationError(message, params={"days": MAX_DAYS}))
        return data

    def period(self, newest: dt.date) -> Period | None:
        """Return the days asked for; None where the form is invalid."""
        if not self.is_valid():
            return None
        first, end = self.cleaned_data["measured_from"], self.cleaned_data["measured_before"]
        if first and not end:
            end = min(max(newest, first) + ONE_DAY, first + MAX_DAYS * ONE_DAY)
        end = end or newest + ONE_DAY
        return Period(first or end - DAYS_SHOWN * ONE_DAY, end)


class ValuesForm(WindowForm):
    """The days of a series whose values are listed, and their flag."""

    flag = forms.TypedChoiceField(
        label=gettext_lazy("Flag"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("all")), *Flag.choices],
    )
