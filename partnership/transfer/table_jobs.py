"""Imports of tables as jobs: looked at first, then taken in by a worker, in the name and the sight of who asked."""

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
from partnership.records.uploads import FILE_GONE, keep_upload, sweep_uploads, upload_path
from partnership.rules import formats
from partnership.rules.registry import JobKind, NextStep
from partnership.rules.visibility import Viewer
from partnership.transfer.files.encodings import READ
from partnership.transfer.files.table_files import MAX_UNPACKED_MB, TableFile, open_table
from partnership.transfer.outcome import FileRefusedError, ImportOutcome, Refusal
from partnership.transfer.table_import import Written, import_table, may_import
from partnership.transfer.table_kinds import importer_for

KEY = "partnership.import_table"
# What a page shows row by row while somebody waits; longer tables are looked at by a worker.
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
    """A table that was checked while somebody waited: what would become of each row."""

    columns: list[str]
    written: list[Written]
    outcome: ImportOutcome


def keep_table(chunks: Iterable[bytes]) -> str:
    """Store a table that was sent; returns the name under which the other functions find it."""
    sweep_uploads()
    return keep_upload(chunks)


def look_at(upload: str, *, model: type[TopRecord], by: User) -> CheckedTable | None:
    """Check a table without writing anything; None where it is too long for somebody to wait for."""
    written: list[Written] = []
    try:
        table = open_table(upload_path(upload))
        if table.count_rows(MAX_ROWS_SHOWN) > MAX_ROWS_SHOWN:
            return None
        importer = importer_for(model, table.columns, by)
    except FileRefusedError as error:
        return CheckedTable([], [], ImportOutcome.of_refused_file(error, is_dry_run=True))
    outcome = import_table(importer, table, by=by, is_dry_run=True, note=written.append)
    return CheckedTable(table.columns, written, outcome)


def start_import(upload: str, *, model: type[TopRecord], file_name: str, by: User, is_dry_run: bool = False) -> Job:
    """Let a worker take a table in, or only check it."""
    options = {"upload": upload, "model": model._meta.label_lower, "file_name": file_name}
    return start_job(kind=KEY, options={**options, "is_dry_run": is_dry_run}, by=by, private_to=by.organisation)


def import_checked(job: Job, *, by: User) -> Job:
    """After a check, import the same file."""
    return start_job(kind=KEY, options={**job.options, "is_dry_run": False}, by=by, private_to=by.organisation)


def is_checked(job: Job) -> bool:
    """Whether a job was a check that found something to take in, whose file is still there."""
    outcome = job.result.get("outcome")
    if job.kind != KEY or job.state != Job.State.DONE or not outcome or not job.options["is_dry_run"]:
        return False
    found = ImportOutcome.from_json(outcome)
    has_news = not found.refused_count and bool(found.created or found.updated)
    return has_news and upload_path(job.options["upload"]).exists()


def run(job: Job, progress: Progress) -> tuple[str, dict[str, Any]]:
    """Do an import; the kind's callable."""
    if not upload_path(job.options["upload"]).exists():
        return Job.State.FAILED, {"error": FILE_GONE}
    if job.by is None or not may_import(job.by, model_of(job)):
        return Job.State.FAILED, {"error": NOT_ALLOWED}
    # What Django joins at once into a refusal (the names of fields that clash) is kept as it is said here.
    with translation.override(job.by.language):
        outcome = _import(job, job.by, progress)
    is_done = outcome.is_taken_in or outcome.is_dry_run
    return Job.State.DONE if is_done else Job.State.FAILED, {"outcome": outcome.as_json()}


def next_steps(job: Job, viewer: Viewer) -> list[NextStep]:
    """Take in what was checked, send a corrected file, look at the records."""
    model = model_of(job)
    if job.by_id != viewer.user_id:
        return []
    steps = []
    if is_checked(job):
        steps.append(NextStep(_("Import these rows"), reverse("table_take_in", args=[job.pk]), True))
    elif not job.result.get("outcome", {}).get("is_taken_in"):
        steps.append(NextStep(_("Upload another file"), _admin_address(model, "import")))
    kind = str(model._meta.verbose_name_plural)
    return [*steps, NextStep(_("Open the list: %(kind)s") % {"kind": kind}, _admin_address(model, "changelist"))]


def title_of(job: Job) -> str:
    """The file's name and what it holds, in the reader's language."""
    return f"{job.options['file_name']} · {model_of(job)._meta.verbose_name_plural}"


def model_of(job: Job) -> Any:
    return apps.get_model(job.options["model"])


KIND = JobKind(
    KEY,
    gettext_lazy("Import of a table"),
    run,
    next_steps,
    is_personal=True,
    title_of=title_of,
)


def _import(job: Job, by: User, progress: Progress) -> ImportOutcome:
    """Check all rows or write them; the job is completed in the transaction that writes them."""
    is_dry_run = job.options["is_dry_run"]
    try:
        table = open_table(upload_path(job.options["upload"]))
        rows = _count(table)
        importer = importer_for(model_of(job), table.columns, by)
    except FileRefusedError as error:
        return ImportOutcome.of_refused_file(error, is_dry_run=is_dry_run)
    progress.hold(0, rows)
    with transaction.atomic():
        outcome = import_table(importer, table, by=by, is_dry_run=is_dry_run, note=_heeding(progress))
        if outcome.is_taken_in:
            progress.complete({"outcome": outcome.as_json()})
    return outcome


def accepted_tables() -> str:
    """What a table that is sent to a page must be, in the reader's language."""
    text = _(
        "CSV (%(encodings)s) or XLSX, of at most %(rows)s rows; a workbook of at most %(unpacked)d MB once unpacked."
    )
    encodings, rows = formats.listed(READ.values()), formats.number(most_rows())
    return text % {"encodings": encodings, "rows": rows, "unpacked": MAX_UNPACKED_MB}


def most_rows() -> int:
    return MAX_ROWS_ON_SQLITE if connection.vendor == "sqlite" else MAX_ROWS


def _count(table: TableFile) -> int:
    most = most_rows()
    rows = table.count_rows(most)
    if rows > most:
        words = {"most": str(most)}
        raise FileRefusedError(Refusal(None, "", ROWS_FOUND, ROWS_EXPECTED, words, is_described=True))
    return rows


def _heeding(progress: Progress) -> Callable[[Written], None]:
    """Looks now and then whether the job is to be cancelled."""
    count = 0

    def note(written: Written) -> None:
        nonlocal count
        count += 1
        if count % ROWS_PER_STEP == 0:
            progress.heed()

    return note


def _admin_address(model: type[TopRecord], page: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
