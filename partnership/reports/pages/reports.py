"""The pages of scheduled reports: definitions, their runs, and the state of each mail."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from partnership.models import Delivery, Recipient, Rendering, Report, ReportRun
from partnership.pages.editing import add_url, change_url
from partnership.pages.tables import columns as tables
from partnership.reports.orders import SEND_PERMISSION, latest_period
from partnership.reports.pages import columns as report_columns
from partnership.reports.pages.audience import AudienceLabels, audience_labels
from partnership.reports.pages.selectors import RunLine, recent_runs, report_lines, run_lines
from partnership.rules.visibility import Viewer, as_viewer


@login_required
def report_list(request: HttpRequest) -> HttpResponse:
    """Show the definitions that the viewer may see, with when they are due next."""
    viewer = as_viewer(request.user)
    table = tables.build_table(
        _("Scheduled reports"),
        report_columns.report_columns(audience_labels(viewer)),
        report_lines(viewer),
        viewer,
        row_url=lambda line: line.report.get_absolute_url(),
        empty=_("No report has been defined yet. An administrator adds one in the administration."),
    )
    context = {"title": _("Reports"), "current": "reports", "table": table, "add_url": add_url(request.user, Report)}
    return render(request, "reports/list.html", context)


@login_required
def report_detail(request: HttpRequest, key: str) -> HttpResponse:
    """Show a definition: its sections, when it is due, its readers whom the viewer may see, and its runs."""
    viewer = as_viewer(request.user)
    report = find_report(viewer, key)
    labels = audience_labels(viewer)
    readers = Recipient.objects.visible_to(viewer).filter(report=report).select_related("user", "private_to")
    context = {
        "title": report.name,
        "current": "reports",
        "report": report,
        "facts": report_columns.report_facts(report),
        "runs": runs_table(recent_runs(viewer, report), viewer),
        "readers": tables.build_table(
            labels.readers,
            report_columns.READERS,
            readers,
            viewer,
            empty=labels.no_readers,
        ),
        "labels": labels,
        "can_send": request.user.has_perm(SEND_PERMISSION),
        "next_period": latest_period(report),
        "edit_url": change_url(request.user, report),
    }
    return render(request, "reports/detail.html", context)


@login_required
def report_run(request: HttpRequest, key: str, run_id: int) -> HttpResponse:
    """Show a run: the mails that the viewer may see and what was sent in them."""
    viewer = as_viewer(request.user)
    run = find_run(viewer, key, run_id)
    mails = Delivery.objects.visible_to(viewer).filter(run=run).select_related("recipient__user", "user", "private_to")
    can_send = request.user.has_perm(SEND_PERMISSION)
    line, labels = run_lines(viewer, [run])[0], audience_labels(viewer)
    context = {
        "title": f"{run.report.name} · {run.period.label}",
        "current": "reports",
        "run": run,
        "line": line,
        "facts": report_columns.run_facts(line, labels),
        "mails": mails_table(mails, viewer, labels),
        "labels": labels,
        "renderings": renderings_table(run, viewer),
        "can_retry": can_send and (run.state == ReportRun.State.FAILED or Delivery.State.FAILED in line.counts),
    }
    return render(request, "reports/run.html", context)


def runs_table(runs: list[RunLine], viewer: Viewer) -> tables.Table:
    return tables.build_table(
        _("Runs"),
        report_columns.run_columns(audience_labels(viewer)),
        runs,
        viewer,
        row_url=lambda line: line.run.get_absolute_url(),
        tone=lambda line: "late" if line.tone == "late" else "",
        empty=_("It has not run yet."),
    )


def mails_table(mails: object, viewer: Viewer, labels: AudienceLabels) -> tables.Table:
    return tables.build_table(
        labels.mails,
        report_columns.MAILS,
        mails,  # type: ignore[arg-type]
        viewer,
        row_url=lambda mail: "",
        tone=lambda mail: "late" if mail.state == Delivery.State.FAILED else "",
        empty=labels.no_mails,
    )


def renderings_table(run: ReportRun, viewer: Viewer) -> tables.Table:
    renderings = Rendering.objects.visible_to(viewer).filter(run=run).select_related("private_to", "reader")
    return tables.build_table(
        _("What was made"),
        report_columns.RENDERINGS,
        renderings.defer("html", "text", "images", "pdf", "xlsx", "snapshot"),
        viewer,
        row_url=report_columns.rendering_url,
        empty=_("Nothing has been made that you may see."),
    )


def find_report(viewer: Viewer, key: str) -> Report:
    reports = Report.objects.visible_to(viewer).current().select_related("clock", "owner", "private_to")
    return get_object_or_404(reports, key=key)


def find_run(viewer: Viewer, key: str, run_id: int) -> ReportRun:
    runs = ReportRun.objects.visible_to(viewer).select_related("report__owner", "asked_by")
    return get_object_or_404(runs, pk=run_id, report__key=key)
