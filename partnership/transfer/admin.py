"""Import and export in the administration: exports have what the reader sees, imports are checked and then whole."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from pathlib import PurePath
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm

from partnership.models import Job
from partnership.pages.tables.spreadsheets import Sheet, write_csv, write_xlsx
from partnership.records.uploads import is_upload_stored
from partnership.rules.visibility import as_viewer
from partnership.transfer.files.upload_field import UploadField
from partnership.transfer.import_preview import Preview
from partnership.transfer.record_tables import cell_value, table_fields, with_table_relations
from partnership.transfer.table_jobs import accepted_tables, check_table, start_import, store_table
from partnership.transfer.table_kinds import table_columns


class TableForm(forms.Form):
    """A table to be checked before it is imported."""

    import_file = UploadField(label=gettext_lazy("File to import"), accepts=accepted_tables)


class ConfirmForm(forms.Form):
    """The table that was checked; the upload is known by a name that nobody can guess."""

    import_file_name = forms.CharField(widget=forms.HiddenInput)
    original_file_name = forms.CharField(widget=forms.HiddenInput, max_length=255)  # no upload has a longer name


class ExportResource:
    """The part of a django-import-export resource that the export page uses."""

    def __init__(self, model_admin: TransferAdmin, request: HttpRequest) -> None:
        self.admin, self.request = model_admin, request

    def __call__(self, **kwargs: Any) -> ExportResource:
        return self

    def get_display_name(self) -> str:
        return str(self.admin.opts.verbose_name_plural)

    def get_user_visible_fields(self) -> list[Any]:
        return [_Column(field.name) for field in table_fields(self.admin.model, as_viewer(self.request.user))]


@dataclass(frozen=True, slots=True)
class _Column:
    column_name: str


class TransferAdmin(ImportExportMixin):
    """For an administration of top records: import with preview, export of what is filtered."""

    import_template_name = "admin/import_table.html"
    export_form_class = ExportForm
    formats: ClassVar[list] = [CSV, XLSX]
    skip_admin_log = True

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_export_resource_classes(self, request: HttpRequest) -> list[ExportResource]:
        return [ExportResource(self, request)]

    def get_valid_export_item_pks(self, request: HttpRequest) -> Any:
        return self.get_queryset(request).values_list("pk", flat=True)

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the form; a POST shows what the table would change."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = TableForm(request.POST or None, request.FILES or None)
        checked = self._check(request, form.cleaned_data["import_file"]) if form.is_valid() else {}
        if isinstance(checked, Job):
            return redirect(checked)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import"),
            "form": form,
            "opts": self.opts,
            "media": self.media + form.media,
            "fields_list": [("", table_columns(self.model, as_viewer(request.user)))],
            **checked,
        }
        return TemplateResponse(request, self.import_template_name, context)

    def _check(self, request: HttpRequest, file: UploadedFile) -> dict[str, Any] | Job:
        """Return the context that shows a checked table; a job that checks it where it is long."""
        upload, file_name = store_table(file.chunks()), PurePath(file.name or "").name
        checked = check_table(upload, model=self.model, by=request.user)
        if checked is None:
            return start_import(upload, model=self.model, file_name=file_name, by=request.user, is_dry_run=True)
        preview = Preview.of(checked, as_viewer(request.user))
        names = {"import_file_name": upload, "original_file_name": file_name}
        return {"result": preview} | ({} if preview.has_errors else {"confirm_form": ConfirmForm(initial=names)})

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Import the table that was checked."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = ConfirmForm(request.POST)
        if not form.is_valid() or not is_upload_stored(form.cleaned_data["import_file_name"]):
            messages.error(request, _("The file is no longer kept: send it again."))
            return redirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))
        names = form.cleaned_data
        upload, file_name = names["import_file_name"], names["original_file_name"]
        return redirect(start_import(upload, model=self.model, file_name=file_name, by=request.user))

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> bytes:
        viewer = as_viewer(request.user)
        fields = table_fields(self.model, viewer)
        records = with_table_relations(queryset, viewer).iterator(chunk_size=1000)
        rows = ([cell_value(record, field) for field in fields] for record in records)
        names = [field.name for field in fields]
        if isinstance(file_format, XLSX):
            return write_xlsx([Sheet(str(self.opts.verbose_name_plural), names, rows)])
        stream = StringIO(newline="")
        write_csv(names, rows, stream)
        return stream.getvalue().encode()
