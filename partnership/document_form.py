"""The form by which a file is hung on a record."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnership.models import Document
from partnership.services.documents import accepted_types, check_upload
from partnership.upload_field import UploadField


class DocumentForm(forms.Form):
    """A file, what it is, and what it is called."""

    title = forms.CharField(label=_("Title"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind"), choices=Document.Kind.choices)
    file = UploadField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ",".join(settings.DOCUMENT_TYPES)}),
        accepts=lambda: gettext("Files of these types: %(types)s.") % {"types": accepted_types()},
    )

    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        check_upload(upload)
        return upload
