"""Documents: their list, upload and download, each for those who may see the document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partnership.cooperation.filters import DocumentFilter
from partnership.models import Document
from partnership.models.base import TopRecord
from partnership.pages import Cell, Column, RecordList
from partnership.pages.actions import changeable_record
from partnership.records.documents import accepted_types, add_document, annotate_target_code, check_upload
from partnership.rules.types import AuthenticatedRequest
from partnership.rules.visibility import as_viewer
from partnership.transfer.files.upload_field import UploadField


class DocumentForm(forms.Form):
    """A file with its kind and title."""

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


def _target_text(document: Any) -> str:
    """Return the kind and code of the record that a document belongs to."""
    model = ContentType.objects.get_for_id(document.target_type_id).model_class()
    return f"{model._meta.verbose_name} {document.target_code}".strip() if model else ""


class DocumentList(RecordList):
    model = Document
    title = _("Documents")
    summary = ngettext_lazy("%(count)d document.", "%(count)d documents.", "count")
    filterset_class = DocumentFilter
    order = "-created_at"
    select_related = ("by",)
    has_add_link = False
    hint = _("A document belongs to a record: open the record's page and upload it there.")
    columns = (
        Column("title", _("Title"), sort="title", is_link=True),
        Column("file_name", _("File name"), sort="file_name"),
        Column("kind", _("Kind"), Cell.CHOICE, choices=Document.Kind, sort="kind"),
        Column("version", _("Version"), Cell.NUMBER, sort="version"),
        Column("target", _("Hangs on"), value=_target_text, sort="target_type"),
        Column("created_at", _("Uploaded"), Cell.MOMENT, sort="created_at"),
        Column("by", _("Uploaded by"), value=lambda document: str(document.by) if document.by else ""),
    )

    def row_queryset(self, records: QuerySet) -> QuerySet:
        return annotate_target_code(records)


@login_required
@require_safe
def document_detail(request: AuthenticatedRequest, key: int) -> HttpResponse:
    """Redirect to the record that the document belongs to."""
    document = get_object_or_404(Document.objects.visible_to(as_viewer(request.user)), pk=key)
    kind = ContentType.objects.get_for_id(document.target_type_id)
    return redirect("record", f"{kind.app_label}.{kind.model}", document.target_id)


@login_required
@require_safe
def document_download(request: AuthenticatedRequest, key: int) -> FileResponse:
    """Send the file as an attachment whose type the browser does not guess."""
    document = get_object_or_404(Document.objects.visible_to(as_viewer(request.user)), pk=key)
    try:
        stream = document.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(stream, as_attachment=True, filename=document.file_name, content_type=document.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@login_required
def document_upload(request: AuthenticatedRequest, kind: str, key: int) -> HttpResponse:
    """Add a file to a record."""
    record = changeable_record(request, kind, key, base=TopRecord)
    if not request.user.has_perm("partnership.add_document"):
        raise PermissionDenied
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            document = add_document(
                target=record, upload=data["file"], kind=data["kind"], title=data["title"], by=request.user
            )
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            messages.success(request, _("%(document)s is uploaded.") % {"document": document})
            return redirect(record)
    context = {"title": _("Upload a document"), "record": record, "form": form}
    return render(request, "cooperation/upload.html", context)
