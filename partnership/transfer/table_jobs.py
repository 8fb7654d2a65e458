"""Imports of tables as jobs: checked first, then imported by a worker, with the permissions of whoever started them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from partnership.jobs.jobs import start_job
from partnership.jobs.progress import Progress
from partnership.models import Job, User
from partnership.models.base import TopRecord
from partnership.records.uploads import FILE_GONE, delete_old_uploads, store_upload, upload_path
from partnership.rules import formats
from partnership.rules.registry import JobKind, NextStep
from partnership.rules.visibility import Viewer
from partnership.transfer.files.encodings import ENCODINGS_READ
from partnership.transfer.files.table_files import MAX_UNPACKED_MB, TableFile, open_table
from partnership.transfer.outcome import FileRefusedError, ImportOutcome, Refusal
from partnership.transfer.table_import import ImportedRow, import_table, may_import
from partnership.transfer.table_kinds import importer_for

KEY = "partnership.import_table"
# A page checks this many rows while somebody waits; longer tables are checked by a worker.
MAX_ROWS_SHOWN = 300
# What a worker writes within its time limit, and on SQLite while others wait for the lock (20 s at most); the command
# has no such limits.
MAX_ROWS, MAX_ROWS_ON_SQLITE = 10_000, 1_000
ROWS_PER_STEP = 100
NOT_ALLOWED = gettext_noop("Whoever asked for this may not import such records any more.")
ROWS_FOUND = gettext_noop("more than %(most)s rows")
ROWS_EXPECTED = gettext_noop("at most %(most)s rows; divide the file")


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A table that was checked while somebody waited: what would happen to each row."""

    columns: list[str]
    rows: list[ImportedRow]
    outcome: ImportOutcome


def store_table(chunks: Iterable[bytes]) -> str:
    """Store an uploaded table; returns the name by which the other functions find it."""
    delete_old_uploads()
    return store_upload(chunks)


def check_table(upload: str, *, model: type[TopRecord], by: User) -> CheckedTable | None:
    """Check a table without writing anything; None where it is too long for somebody to wait for."""
    rows: list[ImportedRow] = []
    try:
        table = open_table(upload_path(upload))
        if table.count_rows(MAX_ROWS_SHOWN) > MAX_ROWS_SHOWN:
            return None
        importer = importer_for(model, table.columns, by)
    except FileRefusedError as error:
        return CheckedTable([], [], ImportOutcome.of_refused_file(error, is_dry_run=True))
    outcome = import_table(importer, table, by=by, is_dry_run=True, on_row=rows.append)
    return CheckedTable(table.columns, rows, outcome)


def start_import(upload: str, *, model: type[TopRecord], file_name: str, by: User, is_dry_run: bool = False) -> Job:
    """Start a job that imports a table, or only checks it."""
    options = {"upload": upload, "model": model._meta.label_lower, "file_name": file_name}
    return start_job(kind=KEY, options={**options, "is_dry_run": is_dry_run}, by=by, private_to=by.organisation)


def import_checked(job: Job, *, by: User) -> Job:
    """Start a job that imports the file of a check."""
    return start_job(kind=KEY, options={**job.options, "is_dry_run": False}, by=by, private_to=by.organisation)


def is_checked(job: Job) -> bool:
    """Return whether a job was a check that found something to import, and its file is still there."""
    outcome = job.result.get("outcome")
    if job.kind != KEY or job.state != Job.State.DONE or not outcome or not job.options["is_dry_run"]:
        return False
    checked = ImportOutcome.from_json(outcome)
    has_changes = not checked.refused_count and bool(checked.created or checked.updated)
    return has_changes and upload_path(job.options["upload"]).exists()


def run(job: Job, progress: Progress) -> tuple[str, dict[str, Any]]:
    """Run the import or check of a job."""
    if not upload_path(job.options["upload"]).exists():
        return Job.State.FAILED, {"error": FILE_GONE}
    if job.by is None or not may_import(job.by, imported_model(job)):
        return Job.State.FAILED, {"error": NOT_ALLOWED}
    # What Django joins into a refusal at once (the names of conflicting fields) is stored in this language.
    with translation.override(job.by.language):
        outcome = _import(job, job.by, progress)
    is_done = outcome.is_taken_in or outcome.is_dry_run
    return Job.State.DONE if is_done else Job.State.FAILED, {"outcome": outcome.as_json()}


def next_steps(job: Job, viewer: Viewer) -> list[NextStep]:
    """Return the links to import what was checked, upload another file, and open the list."""
    model = imported_model(job)
    if job.by_id != viewer.user_id:
        return []
    steps = []
    if is_checked(job):
        steps.append(NextStep(_("Import these rows"), reverse("table_take_in", args=[job.pk]), True))
    elif not job.result.get("outcome", {}).get("is_taken_in"):
        steps.append(NextStep(_("Upload another file"), _admin_url(model, "import")))
    kind = str(model._meta.verbose_name_plural)
    return [*steps, NextStep(_("Open the list: %(kind)s") % {"kind": kind}, _admin_url(model, "changelist"))]


def job_title(job: Job) -> str:
    """Return the file's name and its kind of records, in the reader's language."""
    return f"{job.options['file_name']} · {imported_model(job)._meta.verbose_name_plural}"


def imported_model(job: Job) -> Any:
    return apps.get_model(job.options["model"])


KIND = JobKind(
    KEY,
    gettext_lazy("Import of a table"),
    run,
    next_steps,
    is_personal=True,
    title_of=job_title,
)


def _import(job: Job, by: User, progress: Progress) -> ImportOutcome:
    """Check all rows or write them; the job is completed in the transaction that writes them."""
    is_dry_run = job.options["is_dry_run"]
    try:
        table = open_table(upload_path(job.options["upload"]))
        rows = _count(table)
        importer = importer_for(imported_model(job), table.columns, by)
    except FileRefusedError as error:
        return ImportOutcome.of_refused_file(error, is_dry_run=is_dry_run)
    progress.update(0, rows)
    with transaction.atomic():
        outcome = import_table(importer, table, by=by, is_dry_run=is_dry_run, on_row=_check_for_cancel(progress))
        if outcome.is_taken_in:
            progress.complete({"outcome": outcome.as_json()})
    return outcome


def accepted_tables() -> str:
    """Return what an uploaded table must be, in the reader's language."""
    text = _(
        "CSV (%(encodings)s) or XLSX, of at most %(rows)s rows; a workbook of at most %(unpacked)d MB once unpacked."
    )
    encodings, rows = formats.listed(ENCODINGS_READ.values()), formats.number(max_rows())
    return text % {"encodings": encodings, "rows": rows, "unpacked": MAX_UNPACKED_MB}


def max_rows() -> int:
    return MAX_ROWS_ON_SQLITE if connection.vendor == "sqlite" else MAX_ROWS


def _count(table: TableFile) -> int:
    limit = max_rows()
    rows = table.count_rows(limit)
    if rows > limit:
        words = {"most": str(limit)}
        raise FileRefusedError(Refusal(None, "", ROWS_FOUND, ROWS_EXPECTED, words, is_described=True))
    return rows


def _check_for_cancel(progress: Progress) -> Callable[[ImportedRow], None]:
    """Return what checks after every `ROWS_PER_STEP` rows whether the job is to be cancelled."""
    count = 0

    def on_row(row: ImportedRow) -> None:
        nonlocal count
        count += 1
        if count % ROWS_PER_STEP == 0:
            progress.check()

    return on_row


def _admin_url(model: type[TopRecord], page: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
