"""Imports of measurements as jobs: who may start one, how a worker or a command runs it, and what follows a check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from partnership.jobs.jobs import run_now, start_job
from partnership.jobs.progress import Progress
from partnership.models import Job, Organisation, User
from partnership.records.uploads import FILE_GONE, delete_old_uploads, store_upload, upload_path
from partnership.rules.registry import JobKind, NextStep
from partnership.rules.visibility import Viewer
from partnership.transfer.outcome import ImportOutcome
from pilots.models import PilotBase
from pilots.services.measurement_import import ImportOrder, import_measurements
from pilots.services.staging import discard_leftovers

KEY = "pilots.import_measurements"
PERMISSION = "pilots.change_pilotbase"
OPERATOR = Viewer(is_active=True, is_operator=True)
NOT_ALLOWED = gettext_noop("Whoever asked for this may not import measurements into this base any more.")


def importable_base(code: str, by: User | None) -> PilotBase:
    """Return the base, for somebody who may import into it (None is the operator at a terminal).

    Raises PilotBase.DoesNotExist where it is hidden or missing, PermissionDenied where it may only be read.
    """
    base = PilotBase.objects.visible_to(by if by is not None else OPERATOR).select_related("private_to").get(code=code)
    if by is not None and not by.has_perm(PERMISSION):
        raise PermissionDenied
    return base


def start_import(*, base: PilotBase, chunks: Iterable[bytes], options: dict[str, Any], by: User) -> Job:
    """Save the uploaded file and let a worker import it; `options` are those of an ImportOrder without its path."""
    delete_old_uploads()
    discard_leftovers()
    return _start(base, {**options, "upload": store_upload(chunks)}, by)


def import_checked(job: Job, *, base: PilotBase, by: User) -> Job:
    """Start the import of a checked file with the options of the check."""
    return _start(base, {**job.options, "is_dry_run": False}, by)


def import_now(*, base: PilotBase, chunks: Iterable[bytes], options: dict[str, Any], by: User | None) -> Job:
    """Import a file in this process, for the command."""
    delete_old_uploads()
    discard_leftovers()
    options = _options(base, {**options, "upload": store_upload(chunks), "is_operators": by is None})
    return run_now(kind=KEY, options=options, by=by, private_to=_audience(base, by))


def is_checked(job: Job) -> bool:
    """Return whether a job was a check that found something to import, and its file is still there."""
    outcome = job.result.get("outcome")
    if job.kind != KEY or job.state != Job.State.DONE or not outcome or not job.options["is_dry_run"]:
        return False
    checked = ImportOutcome.from_json(outcome)
    is_accepted = not checked.refused_count or job.options["takes_good_rows"]
    return is_accepted and bool(checked.created or checked.updated) and upload_path(job.options["upload"]).exists()


def run(job: Job, progress: Progress) -> tuple[str, dict[str, Any]]:
    """Run an import; the callable of the job kind."""
    options = job.options
    path = upload_path(options["upload"])
    if not path.exists():
        return Job.State.FAILED, {"error": FILE_GONE}
    try:
        base = _job_base(job)
    except (PilotBase.DoesNotExist, PermissionDenied):
        return Job.State.FAILED, {"error": NOT_ALLOWED}
    order = ImportOrder(
        path, options["file_name"], options["origin"], options["takes_good_rows"], options["is_dry_run"]
    )
    outcome = import_measurements(order, base=base, by=job.by, progress=progress)
    is_done = outcome.is_taken_in or outcome.is_dry_run
    return Job.State.DONE if is_done else Job.State.FAILED, {"outcome": outcome.as_json()}


def next_steps(job: Job, viewer: Viewer) -> list[NextStep]:
    """Return the steps after a job: import what was checked, upload another file, open the base."""
    base = PilotBase.objects.visible_to(viewer).filter(code=job.options.get("base")).first()
    if base is None:
        return []
    steps = []
    if job.by_id == viewer.user_id:
        if is_checked(job):
            steps.append(NextStep(_("Import these values"), reverse("import_take_in", args=[base.code, job.pk]), True))
        elif not job.result.get("outcome", {}).get("is_taken_in"):
            steps.append(NextStep(_("Upload another file"), reverse("measurement_import", args=[base.code])))
    return [*steps, NextStep(_("Open %(base)s") % {"base": base.name}, base.get_absolute_url())]


KIND = JobKind(KEY, gettext_lazy("Import of measurements"), run, next_steps)


def _job_base(job: Job) -> PilotBase:
    if job.by is None and not job.options.get("is_operators"):
        raise PermissionDenied  # the account was deleted while the job waited
    return importable_base(job.options["base"], job.by)


def _start(base: PilotBase, options: dict[str, Any], by: User) -> Job:
    return start_job(kind=KEY, options=_options(base, options), by=by, private_to=_audience(base, by))


def _options(base: PilotBase, options: dict[str, Any]) -> dict[str, Any]:
    title = f"{options['file_name']} · {base.code}"
    return {"takes_good_rows": False, "is_dry_run": False, **options, "base": base.code, "title": title}


def _audience(base: PilotBase, by: User | None) -> Organisation | None:
    """Return the party that sees the job: the one to which the base is private, else that of the account."""
    return base.private_to or (by.organisation if by else None)
