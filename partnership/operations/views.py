"""/healthz: whether this process can serve pages, for balancers and monitors."""

import shutil

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from partnership.jobs.heartbeat import is_scheduler_alive
from partnership.operations.doctor import LOW_SPACE_BYTES, database_answers, tables_answer


@never_cache
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Return 200 where the database answers; `degraded` names the parts that do not work."""
    if not database_answers():
        return JsonResponse({"status": "unavailable", "degraded": ["database"]}, status=503)
    degraded = degraded_parts()
    return JsonResponse({"status": "degraded" if degraded else "ok", "degraded": degraded})


def degraded_parts() -> list[str]:
    parts = []
    if not is_scheduler_alive():
        parts.append("scheduler")
    if not tables_answer():
        parts.append("tables")
    if free_bytes() < LOW_SPACE_BYTES:
        parts.append("space")
    return parts


def free_bytes() -> int:
    try:
        return shutil.disk_usage(settings.DATA_DIR).free
    except OSError:  # a folder that is not there has no space
        return 0
