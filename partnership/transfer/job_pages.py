"""The page of a job: its progress, its outcome, the next steps; and cancelling it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partnership.jobs.jobs import cancel_job
from partnership.models import Job
from partnership.rules import formats, registry
from partnership.rules.types import AuthenticatedRequest
from partnership.rules.visibility import Viewer, as_viewer
from partnership.transfer import table_jobs
from partnership.transfer.outcome import ImportOutcome
from partnership.transfer.outcome_pages import refused_rows

TONES = {
    Job.State.WAITING: "neutral",
    Job.State.RUNNING: "accent",
    Job.State.DONE: "good",
    Job.State.FAILED: "late",
    Job.State.CANCELLED: "attention",
}


@login_required
@never_cache
@require_safe
def job_detail(request: AuthenticatedRequest, key: int) -> HttpResponse:
    """Show the whole page; for htmx the part of it that changes."""
    viewer = as_viewer(request.user)
    job = _job(viewer, key)
    outcome = _outcome(job)
    context = {
        "title": registry.job_kinds[job.kind].label,
        "record": job,
        "address": job.get_absolute_url(),
        "job": _job_context(job, viewer),
        "refused": refused_rows(outcome, viewer) if outcome else None,
        "next_steps": registry.job_kinds[job.kind].next_steps(job, viewer) if job.is_ended else (),
    }
    template = "transfer/job_part.html" if request.htmx else "transfer/job.html"
    return render(request, template, context)


@login_required
@require_POST
def job_cancel(request: AuthenticatedRequest, key: int) -> HttpResponse:
    """Cancel a job, for whoever started it and for operators."""
    viewer = as_viewer(request.user)
    job = _job(viewer, key)
    if not _may_manage(job, viewer):
        raise PermissionDenied
    cancel_job(job)
    return redirect(job)


@login_required
@require_POST
def import_checked_table(request: AuthenticatedRequest, key: int) -> HttpResponse:
    """Import a table that a worker has checked."""
    job = _job(as_viewer(request.user), key)
    if job.by_id != request.user.pk or job.kind != table_jobs.KEY:
        raise Http404
    if not table_jobs.is_checked(job):
        messages.error(request, _("There is nothing to import: the file was refused, is known already, or is gone."))
        return redirect(job)
    return redirect(table_jobs.import_checked(job, by=request.user))


def _job(viewer: Viewer, key: int) -> Job:
    """Return the job; 404 where it is another party's, or personal and a colleague's."""
    job = get_object_or_404(Job.objects.visible_to(viewer).select_related("by", "private_to"), pk=key)
    if registry.job_kinds[job.kind].is_personal and not _may_manage(job, viewer):
        raise Http404
    return job


def _may_manage(job: Job, viewer: Viewer) -> bool:
    return viewer.is_operator or job.by_id == viewer.user_id


def _may_cancel(job: Job, viewer: Viewer) -> bool:
    """Return whether the viewer may cancel the job, which runs and is not being cancelled already."""
    return _may_manage(job, viewer) and not job.is_ended and not job.is_cancel_asked


def _job_context(job: Job, viewer: Viewer) -> dict[str, Any]:
    """Return the context of ui/job.html."""
    is_running = not job.is_ended
    error, outcome = job.result.get("error", ""), _outcome(job)
    return {
        "title": registry.job_kinds[job.kind].title_of(job),
        "state_label": job.get_state_display(),
        "tone": "attention" if outcome and outcome.refused_count else TONES[Job.State(job.state)],
        "is_running": is_running,
        "done_steps": job.done_steps,
        "all_steps": job.all_steps,
        "text": _progress_text(job) if is_running else outcome.sentence if outcome else "",
        "remarks": outcome.remark_texts if outcome and not is_running else (),
        "error": _(error) % job.result.get("words", {}) if error else "",
        "cancel_url": reverse("job_cancel", args=[job.pk]) if _may_cancel(job, viewer) else "",
    }


def _progress_text(job: Job) -> str:
    """Return how far a job is, in words; empty before its first step."""
    if job.is_cancel_asked:
        return _("It stops at its next step.")
    steps = {"done": formats.number(job.done_steps), "all": formats.number(job.all_steps)}
    return _("%(done)s of %(all)s rows") % steps if job.all_steps else ""


def _outcome(job: Job) -> ImportOutcome | None:
    outcome = job.result.get("outcome")
    return ImportOutcome.from_json(outcome) if outcome else None
