"""The form by which a file of measurements is uploaded."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from partnership.filtering import Select
from partnership.upload_field import UploadField
from pilots.models import Series

ORIGINS = (Series.Origin.SENSOR, Series.Origin.LABORATORY)


class ImportForm(forms.Form):
    """A file, what measured it, and what is done with rows that are refused."""

    file = UploadField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        help_text=gettext_lazy(
            "CSV in UTF-8 or GB 18030; times are those of the clock in Shanghai unless the file says a zone."
        ),
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("What measured the values"),
        choices=[(one.value, one.label) for one in ORIGINS],
        widget=Select,
    )
    takes_good_rows = forms.BooleanField(
        label=gettext_lazy("Import the good rows where others are refused"), required=False
    )
