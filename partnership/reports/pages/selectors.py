"""The rows of the report pages: definitions with when they are due next, runs with their mails by state."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.models import Delivery, Recipient, Report, ReportRun
from partnership.models.reports.delivery import LATE_AFTER
from partnership.rules.registry import Responsibility
from partnership.rules.visibility import Viewer

MAX_RUNS = 60


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run with its mails to the viewer's own party, by state."""

    run: ReportRun
    counts: dict[str, int]

    @property
    def state(self) -> str:
        """Return the state of the run as text."""
        if self.run.state != ReportRun.State.BUILT:
            return str(self.run.get_state_display())
        return _("sending") if self.counts.get(Delivery.State.WAITING) else _("done")

    @property
    def tone(self) -> str:
        if self.run.state == ReportRun.State.FAILED or self.counts.get(Delivery.State.FAILED):
            return "late"
        is_late = self.run.state == ReportRun.State.WAITING and self.run.due_at < timezone.now() - LATE_AFTER
        return "attention" if is_late or self.counts.get(Delivery.State.WAITING) else "good"

    @property
    def mails(self) -> str:
        """Return how many mails to the viewer's party are in which state: "3 sent · 1 failed"."""
        texts = {
            Delivery.State.SENT: lambda n: ngettext("%(n)d sent", "%(n)d sent", n),
            Delivery.State.WAITING: lambda n: ngettext("%(n)d waiting", "%(n)d waiting", n),
            Delivery.State.WITHHELD: lambda n: ngettext("%(n)d withheld", "%(n)d withheld", n),
            Delivery.State.FAILED: lambda n: ngettext("%(n)d failed", "%(n)d failed", n),
        }
        counted = ((text, self.counts[state]) for state, text in texts.items() if state in self.counts)
        return " · ".join(text(count) % {"n": count} for text, count in counted)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A definition with when it is due next and its latest scheduled run."""

    report: Report
    next_due_at: dt.datetime | None
    latest: RunLine | None
    reader_count: int


def report_lines(viewer: Viewer) -> list[ReportLine]:
    """Return every definition that the viewer may see; readers and mails are those of their own party."""
    reports = list(Report.objects.visible_to(viewer).current().select_related("clock", "private_to").order_by("key"))
    latest = _latest_runs(viewer, [report.pk for report in reports])
    lines = {line.run.report_id: line for line in run_lines(viewer, latest)}
    readers = dict(
        Recipient.objects.visible_to(viewer)
        .filter(is_active=True, unsubscribed_at__isnull=True)
        .values_list("report")
        .annotate(count=Count("pk"))
    )
    return [
        ReportLine(report, _next_due(report), lines.get(report.pk), readers.get(report.pk, 0)) for report in reports
    ]


def run_lines(viewer: Viewer, runs: Iterable[ReportRun]) -> list[RunLine]:
    """Return the runs with their mails to the viewer's own party counted, in one query."""
    listed = list(runs)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Delivery.objects.visible_to(viewer).filter(run__in=[run.pk for run in listed]).order_by()
    for run_id, state, count in rows.values_list("run", "state").annotate(count=Count("pk")):
        counts[run_id][state] = count
    return [RunLine(run, counts[run.pk]) for run in listed]


def recent_runs(viewer: Viewer, report: Report) -> list[RunLine]:
    """Return the newest runs of a report."""
    runs = ReportRun.objects.visible_to(viewer).filter(report=report).select_related("asked_by", "report")
    return run_lines(viewer, runs.order_by("-due_at", "-pk")[:MAX_RUNS])


def _latest_runs(viewer: Viewer, report_ids: list[int]) -> QuerySet[ReportRun]:
    runs = ReportRun.objects.visible_to(viewer).filter(report__in=report_ids, kind=ReportRun.Kind.SCHEDULED)
    newest = runs.filter(report=OuterRef("report")).order_by("-due_at", "-pk").values("pk")[:1]
    return runs.filter(pk=Subquery(newest)).select_related("report")


def _next_due(report: Report) -> dt.datetime | None:
    return report.clock.next_due_at if hasattr(report, "clock") else None


def report_responsibilities(viewer: Viewer, day: dt.date) -> list[Responsibility]:
    """Return the active reports for which the viewer is the contact."""
    owned = Report.objects.visible_to(viewer).current().filter(owner=viewer.user_id, is_active=True)
    return [
        Responsibility(_("Report"), report, report.name, _("active"), "good", _next_day(report))
        for report in owned.select_related("clock", "private_to").order_by("key")
    ]


def _next_day(report: Report) -> dt.date | None:
    moment = _next_due(report)
    return timezone.localdate(moment) if moment else None
