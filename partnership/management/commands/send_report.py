"""`manage.py send_report KEY --period 2026-10`: build the scheduled run if missing, and send its waiting mails."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from partnership.management.platform_command import PlatformCommand
from partnership.management.terminal import operator_language
from partnership.models import Delivery, Report, ReportRun
from partnership.reports.build import build_run
from partnership.reports.delivery.send import send_delivery
from partnership.reports.orders import scheduled_run
from partnership.reports.schedule.clock import cadence_of
from partnership.reports.schedule.occurrences import period_of
from partnership.rules import formats
from partnership.rules.periods import Period, month_from_text, today


class Command(PlatformCommand):
    help = "Send the scheduled report of a period here and now: make its run if missing, otherwise send what is unsent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", help="the report's key, such as monthly-cooperation")
        parser.add_argument("--period", required=True, help="a month (2026-10), or a day (2026-10-05)")
        parser.add_argument("--json", action="store_true", help="print one object for a script")

    def handle(self, *args: Any, **options: Any) -> None:
        with operator_language():
            report = self.report(options["key"])
            period = self.period(report, options["period"])
            self.refuse_future_period(report, period)
        run, is_new = scheduled_run(report, period)
        was_built = run.state == ReportRun.State.BUILT
        build_run(run.pk)
        run.refresh_from_db()
        tried = self.send_waiting(run)
        with operator_language():
            self.show(outcome(run, is_new=is_new, was_built=was_built, tried=tried), as_json=options["json"])
        if run.state in (ReportRun.State.WAITING, ReportRun.State.FAILED):
            raise SystemExit(1)

    def report(self, key: str) -> Report:
        reports = Report.for_workers.current()
        report = reports.filter(key=key).first()
        if report is None:
            text = _("There is no report with the key %(key)r. Known: %(known)s.")
            known = formats.listed(reports.values_list("key", flat=True)) or formats.NOTHING
            raise CommandError(text % {"key": key, "known": known})
        return report

    def period(self, report: Report, text: str) -> Period:
        """Return the period of the report's cadence with the day, or with the first day of the month."""
        try:
            day = dt.date.fromisoformat(text) if text.count("-") > 1 else month_from_text(text).start
        except ValueError as error:
            message = _("A period is a month such as 2026-10 or a day in it such as 2026-10-05, and not %(found)r.")
            raise CommandError(message % {"found": text}) from error
        return period_of(replace(cadence_of(report), looks_ahead=True), day)

    def refuse_future_period(self, report: Report, period: Period) -> None:
        """Refuse a period that is not over: its only run would have half of the figures."""
        first = period.start if report.looks_ahead else period.end
        if first > today():
            text = _("The report of %(period)s cannot be sent before %(day)s.")
            raise CommandError(text % {"period": period.label, "day": formats.day(first)})

    def send_waiting(self, run: ReportRun) -> int:
        waiting = Delivery.for_workers.filter(run=run, state=Delivery.State.WAITING)
        keys = list(waiting.order_by("pk").values_list("pk", flat=True))
        for key in keys:
            send_delivery(key)
        return len(keys)

    def show(self, result: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(result, ensure_ascii=False))
            return
        if result["is_new_run"]:
            text = _("%(report)s %(period)s: run made, %(state)s.")
        else:
            text = _("%(report)s %(period)s: run found, %(state)s.")
        self.stdout.write(text % {**result, "state": ReportRun.State(result["state"]).label})
        counts = [f"{count} {Delivery.State(state).label}" for state, count in result["deliveries"].items()]
        text = _("Mails worked on now: %(now)d. All mails of the run: %(counts)s.")
        self.stdout.write(text % {"now": result["worked_on"], "counts": formats.listed(counts) or formats.NOTHING})


def outcome(run: ReportRun, *, is_new: bool, was_built: bool, tried: int) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for state in Delivery.for_workers.filter(run=run).values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return {
        "report": run.report.key,
        "period": f"{run.period_start}/{run.period_end}",
        "run": run.pk,
        "is_new_run": is_new,
        "was_built_before": was_built,
        "state": run.state,
        "worked_on": tried,
        "deliveries": dict(sorted(counts.items())),
        "error": run.last_error,
    }
