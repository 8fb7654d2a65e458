"""The form field of an uploaded file: no larger than the site takes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from partnership.services.uploads import check_size


class UploadField(forms.FileField):
    """A file within the limit of size."""

    def clean(self, data: Any, initial: Any = None) -> UploadedFile:
        upload = super().clean(data, initial)
        check_size(upload)
        return upload
