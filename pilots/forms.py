"""The form by which a file of measurements is uploaded."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership import formats
from partnership.filtering import Select
from partnership.services.encodings import READ
from partnership.upload_field import UploadField
from pilots.models import Series


def accepted_files() -> str:
    """What a file of measurements must be, in the reader's language."""
    text = _(
        "CSV (%(encodings)s) with any number of rows; "
        "times are those of the clock in Shanghai unless the file says a zone."
    )
    return text % {"encodings": formats.listed(READ.values())}


ORIGINS = (Series.Origin.SENSOR, Series.Origin.LABORATORY)


class ImportForm(forms.Form):
    """A file, what measured it, and what is done with rows that are refused."""

    file = UploadField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        accepts=accepted_files,
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("What measured the values"),
        choices=[(one.value, one.label) for one in ORIGINS],
        widget=Select,
    )
    takes_good_rows = forms.BooleanField(
        label=gettext_lazy("Import the good rows where others are refused"), required=False
    )
