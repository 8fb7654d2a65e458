"""The upload of a file of measurements into a base: checked first, and imported when that is confirmed."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partnership.models import Job
from partnership.rules.types import AuthenticatedRequest
from partnership.rules.visibility import as_viewer
from pilots.forms import ImportForm
from pilots.models import PilotBase
from pilots.services import import_jobs
from pilots.services.measurement_columns import PLACES, QUANTITIES


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: AuthenticatedRequest, code: str) -> HttpResponse:
    """Show the form; a POST starts the check and redirects to its job."""
    base = _base(request, code)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        file_name = PurePath(data["file"].name).name
        options = {"file_name": file_name, "origin": data["origin"], "takes_good_rows": data["takes_good_rows"]}
        job = import_jobs.start_import(
            base=base, chunks=data["file"].chunks(), options={**options, "is_dry_run": True}, by=request.user
        )
        return redirect(job)
    context = {
        "title": _("Import measurements"),
        "current": "pilotbase",
        "record": base,
        "form": form,
        "names": ", ".join(QUANTITIES),
        "points": ", ".join(filter(None, PLACES)),
    }
    return render(request, "pilots/import.html", context)


@login_required
@require_POST
def import_rows(request: AuthenticatedRequest, code: str, key: int) -> HttpResponse:
    """Import what was checked."""
    base = _base(request, code)
    checks = Job.objects.visible_to(as_viewer(request.user)).filter(kind=import_jobs.KEY, by=request.user)
    job = get_object_or_404(checks, pk=key, options__base=base.code)
    if not import_jobs.is_checked(job):
        messages.error(request, _("There is nothing to import: the file was refused, is known already, or is gone."))
        return redirect(job)
    return redirect(import_jobs.import_checked(job, base=base, by=request.user))


def _base(request: AuthenticatedRequest, code: str) -> PilotBase:
    """Return the base; 404 where it is hidden, 403 where the user may only read it."""
    try:
        return import_jobs.importable_base(code, request.user)
    except PilotBase.DoesNotExist:
        raise Http404 from None
