"""The page of a job: how far it is, what came of it, what one does next; and cancelling it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from partnership import formats, registry
from partnership.import_outcome import ImportOutcome
from partnership.models import Job
from partnership.services.jobs import cancel_job
from partnership.tables import Column, Table, table_of
from partnership.visibility import Viewer, as_viewer

TONES = {
    Job.State.WAITING: "neutral",
    Job.State.RUNNING: "accent",
    Job.State.DONE: "good",
    Job.State.FAILED: "late",
    Job.State.CANCELLED: "attention",
}
REFUSED = (
    Column("row", gettext_lazy("Row"), value=lambda refusal: str(refusal.row or "")),
    Column("field", gettext_lazy("Column")),
    Column("found_text", gettext_lazy("Found")),
    Column("expected_text", gettext_lazy("Expected")),
)


@login_required
@never_cache
@require_safe
def job_page(request: HttpRequest, key: int) -> HttpResponse:
    """The whole page, or for htmx the part of it that changes."""
    viewer = as_viewer(request.user)
    job = get_object_or_404(Job.objects.visible_to(viewer).select_related("by", "private_to"), pk=key)
    context = {
        "title": registry.job_kinds[job.kind].label,
        "record": job,
        "address": job.get_absolute_url(),
        "job": _shown(job, viewer),
        "refused": _refused(job, viewer),
        "next_steps": registry.job_kinds[job.kind].next_steps(job, viewer) if job.is_ended else (),
    }
    template = "partnership/jobs/part.html" if request.htmx else "partnership/jobs/page.html"  # type: ignore[attr-defined]
    return render(request, template, context)


@login_required
@require_POST
def cancel(request: HttpRequest, key: int) -> HttpResponse:
    """The asker, or an operator, stops a job."""
    viewer = as_viewer(request.user)
    job = get_object_or_404(Job.objects.visible_to(viewer), pk=key)
    if not _is_theirs(job, viewer):
        raise PermissionDenied
    cancel_job(job)
    return redirect(job)


def _is_theirs(job: Job, viewer: Viewer) -> bool:
    return viewer.is_operator or job.by_id == viewer.user_id


def _may_cancel(job: Job, viewer: Viewer) -> bool:
    """The asker and the operators, as long as it runs and nobody has done so yet."""
    return _is_theirs(job, viewer) and not job.is_ended and not job.is_cancel_asked


def _shown(job: Job, viewer: Viewer) -> dict[str, Any]:
    """What ui/job.html shows."""
    is_running = not job.is_ended
    error = job.result.get("error", "")
    return {
        "title": job.options.get("title", ""),
        "state_label": job.get_state_display(),
        "tone": TONES[Job.State(job.state)],
        "is_running": is_running,
        "done_steps": job.done_steps,
        "all_steps": job.all_steps,
        "text": _progress(job) if is_running else _sentence(job),
        "error": _(error) % job.result.get("words", {}) if error else "",
        "cancel_url": reverse("job_cancel", args=[job.pk]) if _may_cancel(job, viewer) else "",
    }


def _progress(job: Job) -> str:
    """How far a job is, in words; empty before its first step."""
    if job.is_cancel_asked:
        return _("It stops at its next step.")
    steps = {"done": formats.number(job.done_steps), "all": formats.number(job.all_steps)}
    return _("%(done)s of %(all)s rows") % steps if job.all_steps else ""


def _outcome(job: Job) -> ImportOutcome | None:
    found = job.result.get("outcome")
    return ImportOutcome.from_json(found) if found else None


def _sentence(job: Job) -> str:
    """What came of an import, in words; empty for other kinds and unfinished ones."""
    outcome = _outcome(job)
    if outcome is None:
        return ""
    counts = _("%(created)s new, %(updated)s corrected, %(unchanged)s unchanged.") % {
        "created": formats.number(outcome.created),
        "updated": formats.number(outcome.updated),
        "unchanged": formats.number(outcome.unchanged),
    }
    if outcome.refused_count:
        refused = ngettext("%(count)d row is refused.", "%(count)d rows are refused.", outcome.refused_count)
        counts = formats.joined(counts, refused % {"count": outcome.refused_count})
    if outcome.is_taken_in:
        return counts
    nothing = _("This was a check: nothing has been imported.") if outcome.is_dry_run else _("Nothing was imported.")
    return formats.joined(counts, nothing)


def _refused(job: Job, viewer: Viewer) -> Table | None:
    outcome = _outcome(job)
    if outcome is None or not outcome.refused:
        return None
    return table_of(_("Refused rows"), REFUSED, outcome.refused, viewer)
