"""The form field of an uploaded file: its help text names what it accepts, and it refuses larger files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy

from partnership.records.uploads import check_size, size_limit
from partnership.rules import formats


class UploadField(forms.FileField):
    """A file within the size limit; `accepts` returns what else it must be, in the reader's language."""

    def __init__(self, *, accepts: Callable[[], str], **options: Any) -> None:
        # Lazy: limits are settings, and each reader has a language.
        help_text = lazy(lambda: formats.joined(accepts(), size_limit()), str)()
        super().__init__(help_text=help_text, **options)

    def clean(self, data: Any, initial: Any = None) -> UploadedFile:
        upload = super().clean(data, initial)
        check_size(upload)
        return upload
