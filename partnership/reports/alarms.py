"""Alarms that operators see on every page: the scheduler does not run, a report is late, a mail has failed."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partnership.jobs.heartbeat import is_scheduler_alive
from partnership.models import Delivery, ReportRun
from partnership.models.reports.delivery import FAILURES_SHOWN
from partnership.rules.visibility import Viewer

CACHE_SECONDS = 30
MAX_RUNS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Alarm:
    """A sentence, and the address of the page to act on it."""

    text: str
    url: str


def alarms_for(viewer: Viewer) -> list[Alarm]:
    """Return the alarms that a viewer may see, cached for half a minute, so that pages stay cheap."""
    key = f"alarms-{viewer.party_id}-{viewer.is_operator}-{get_language()}"
    alarms = cache.get(key)
    if alarms is None:
        alarms = [*_scheduler_alarms(), *_late_run_alarms(viewer), *_failed_mail_alarms(viewer)]
        cache.set(key, alarms, CACHE_SECONDS)
    return alarms


def _scheduler_alarms() -> list[Alarm]:
    if is_scheduler_alive():
        return []
    text = _("The scheduler has not ticked for 5 minutes: no report goes out. Start a beat process and a worker.")
    return [Alarm(text, reverse("report_list"))]


def _late_run_alarms(viewer: Viewer) -> list[Alarm]:
    late = ReportRun.objects.visible_to(viewer).late()
    text = _("The report “%(name)s” is late.")
    runs = late.select_related("report").order_by("due_at")[:MAX_RUNS_NAMED]
    return [Alarm(text % {"name": run.report.name}, run.get_absolute_url()) for run in runs]


def _failed_mail_alarms(viewer: Viewer) -> list[Alarm]:
    failed = Delivery.objects.visible_to(viewer).filter(
        state=Delivery.State.FAILED, created_at__gte=timezone.now() - FAILURES_SHOWN
    )
    text = _("A mail of “%(name)s” could not be delivered.")
    runs_by_id = {mail.run_id: mail.run for mail in failed.select_related("run__report").order_by("-created_at")}
    runs = list(runs_by_id.values())[:MAX_RUNS_NAMED]
    return [Alarm(text % {"name": run.report.name}, run.get_absolute_url()) for run in runs]
