"""Import and export pages of the administration: what the reader sees goes out, what is checked comes in whole."""

from __future__ import annotations

import time
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

from diff_match_patch import diff_match_patch
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV, XLSX
from import_export.forms import ExportForm
from import_export.results import Result, RowResult
from import_export.tmp_storages import TempFolderStorage

from partnership.exports import Sheet, write_csv, write_xlsx
from partnership.services.record_import import RecordImporter, cell_value, columns_of, with_columns
from partnership.services.table_import import CREATED, UNCHANGED, UPDATED, Importer, Written, import_table
from partnership.services.text_files import Problem, Table, UnreadableFile, read_table
from partnership.visibility import as_viewer

IMPORT_TYPES = {
    CREATED: RowResult.IMPORT_TYPE_NEW,
    UPDATED: RowResult.IMPORT_TYPE_UPDATE,
    UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
}
UPLOADS_KEPT_SECONDS = 24 * 3600


class UploadFolder(TempFolderStorage):
    """Keeps an uploaded table between preview and import: under DATA_DIR, by a name that nobody guesses."""

    def get_full_path(self) -> str:
        return str(self._folder() / Path(self.name).name)

    def _open(self, mode: str = "r") -> Any:
        if not self.name:  # type: ignore[has-type]
            self.name = uuid4().hex
            _forget_old(self._folder())
        return open(self.get_full_path(), "wb" if mode == "w" else "rb")

    def _folder(self) -> Path:
        folder = settings.DATA_DIR / "imports"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _forget_old(folder: Path) -> None:
    for file in folder.iterdir():
        if file.stat().st_mtime < time.time() - UPLOADS_KEPT_SECONDS:
            file.unlink(missing_ok=True)


class RawTable:
    """A format that hands the file on as it came: text_files finds out what it is."""

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, content: bytes) -> bytes:
        return content


class AnyCSV(RawTable, CSV):
    """CSV in UTF-8 or GB 18030."""


class AnyXLSX(RawTable, XLSX):
    """The first sheet of a workbook."""


class ImportResult(Result):
    """The outcome in the library's form, for its pages; refused rows are told by row, column, found and expected."""

    problems: Sequence[Problem] = ()

    def has_errors(self) -> bool:
        return bool(self.problems)


class ImportDoor:
    """What the library calls a resource: here the service that takes a table in."""

    def __init__(self, model_admin: TransferAdmin, request: HttpRequest) -> None:
        self.admin, self.request = model_admin, request

    def __call__(self, **kwargs: Any) -> ImportDoor:
        return self

    def get_display_name(self) -> str:
        return str(self.admin.opts.verbose_name_plural)

    def get_user_visible_fields(self) -> list[Any]:
        return [_Column(name) for name in self.admin.import_columns(self.request)]

    def import_data(self, content: bytes, *, dry_run: bool = False, **kwargs: Any) -> ImportResult:
        result = ImportResult()
        try:
            table = read_table(content)
            importer = self.admin.importer_for(self.request, table)
        except UnreadableFile as error:
            result.problems = [error.problem]
            return result
        report = import_table(importer, table, by=self.request.user, dry_run=dry_run)
        result.problems = report.refused
        result.diff_headers = table.columns
        result.total_rows = len(table.rows)
        for written in report.written:
            row = _as_row(written, table.columns)
            result.increment_row_result_total(row)
            result.append_row_result(row)
        return result


class _Column:
    def __init__(self, name: str) -> None:
        self.column_name = name


def _as_row(written: Written, columns: list[str]) -> RowResult:
    row = RowResult()
    row.import_type = IMPORT_TYPES[written.outcome]
    row.diff = [_difference(written.before.get(name, ""), written.after.get(name, "")) for name in columns]
    row.add_instance_info(written.record)
    return row


def _difference(before: str, after: str) -> SafeString:
    """Before and after as insertions and deletions, without a style attribute, which the page's policy forbids."""
    if before == after:
        return format_html("{}", after)
    matcher = diff_match_patch()
    parts = matcher.diff_main(before, after)
    matcher.diff_cleanupSemantic(parts)
    tags = {-1: "del", 0: "span", 1: "ins"}
    return format_html_join("", "<{0}>{1}</{0}>", ((tags[kind], text) for kind, text in parts))


class TransferAdmin(ImportExportMixin):
    """For an administration of top records: import with preview, export of what is filtered."""

    import_template_name = "admin/import_table.html"
    export_form_class = ExportForm
    formats: ClassVar[list] = [AnyCSV, AnyXLSX]
    tmp_storage_class = UploadFolder
    skip_admin_log = True
    import_key: Sequence[str] = ("code",)

    def importer_for(self, request: HttpRequest, table: Table) -> Importer:
        """The importer that understands these columns; raises UnreadableFile."""
        return RecordImporter(self.model, as_viewer(request.user), key=self.import_key)

    def import_columns(self, request: HttpRequest) -> list[str]:
        return [field.name for field in columns_of(self.model, as_viewer(request.user))]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_import_resource_classes(self, request: HttpRequest) -> list[ImportDoor]:
        return [ImportDoor(self, request)]

    get_export_resource_classes = get_import_resource_classes

    def get_valid_export_item_pks(self, request: HttpRequest) -> Any:
        return self.get_queryset(request).values_list("pk", flat=True)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().process_import(request, **kwargs)
        except FileNotFoundError:
            messages.error(request, _("The file is no longer kept: send it again."))
            return HttpResponseRedirect(self._import_address())

    def _import_address(self) -> str:
        return reverse("admin:{}_{}_import".format(*self.get_model_info()))

    def process_result(self, result: ImportResult, request: HttpRequest) -> HttpResponse:
        if not result.has_errors():
            return super().process_result(result, request)
        for problem in result.problems:
            messages.error(request, str(problem))
        return HttpResponseRedirect(self._import_address())

    def add_success_message(self, result: ImportResult, request: HttpRequest) -> None:
        text = _("Imported: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.")
        counts = [result.totals[IMPORT_TYPES[one]] for one in (CREATED, UPDATED, UNCHANGED)]
        messages.success(request, text % dict(zip(("new", "changed", "unchanged"), counts, strict=True)))

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> bytes:
        viewer = as_viewer(request.user)
        fields = columns_of(self.model, viewer)
        records = with_columns(queryset, viewer).iterator(chunk_size=1000)
        rows = ([cell_value(record, field) for field in fields] for record in records)
        names = [field.name for field in fields]
        if isinstance(file_format, XLSX):
            return write_xlsx([Sheet(str(self.opts.verbose_name_plural), names, rows)])
        stream = StringIO(newline="")
        write_csv(names, rows, stream)
        return stream.getvalue().encode()
