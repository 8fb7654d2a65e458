"""The columns and facts of the report pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from partnership.models import Delivery, Recipient, Rendering, Report
from partnership.models.reports.report import section_label
from partnership.pages import Cell, Column, Fact, markup
from partnership.reports.pages.audience import AudienceLabels
from partnership.reports.pages.selectors import ReportLine, RunLine
from partnership.rules import formats

MAIL_TONES = {"waiting": "attention", "sent": "good", "withheld": "neutral", "failed": "late"}


def cadence_text(report: Report) -> str:
    """Return when the report is sent as text: every month, on day 1, 08:00 (Asia/Shanghai)."""
    if report.cadence == Report.Cadence.WEEKLY:
        text = _("every week, on %(day)s, %(time)s") % {
            "day": report.get_weekday_display(),
            "time": f"{report.at:%H:%M}",
        }
    elif report.cadence == Report.Cadence.DAILY:
        text = _("every day, %(time)s") % {"time": f"{report.at:%H:%M}"}
    else:
        text = _("%(cadence)s, on day %(day)d, %(time)s") % {
            "cadence": report.get_cadence_display(),
            "day": report.day,
            "time": f"{report.at:%H:%M}",
        }
    return text if report.time_zone == "Asia/Shanghai" else formats.bracketed(text, report.time_zone)


def next_due_text(line: ReportLine) -> Any:
    if not line.report.is_active:
        return _("not active")
    return markup.moment(line.next_due_at) if line.next_due_at else _("not planned")


def state_badge(line: RunLine | None) -> Any:
    return markup.badge(line.state, line.tone) if line else None


def reason_text(mail: Delivery) -> str:
    """Return why a mail was withheld or failed, or when it is tried again."""
    if mail.reason:
        return str(mail.get_reason_display())
    if mail.next_attempt_at:
        again = _("Next attempt %(moment)s.") % {"moment": formats.moment(mail.next_attempt_at)}
        return formats.joined(mail.last_error, again)
    return mail.last_error


def rendering_url(rendering: Rendering) -> str:
    return reverse("report_rendering", args=[rendering.pk])


def report_columns(labels: AudienceLabels) -> list[Column]:
    """Return the columns of the list of reports."""
    readers = Column("readers", labels.readers, Cell.NUMBER, value=lambda line: line.reader_count)
    return [*REPORTS, *([readers] if labels.are_shown else []), AUDIENCE_OF_REPORT]


def run_columns(labels: AudienceLabels) -> list[Column]:
    """Return the columns of a report's runs."""
    mails = Column("mails", labels.mails, value=lambda line: line.mails)
    return [*RUNS, *([mails] if labels.are_shown else [])]


REPORTS = (
    Column("name", gettext_lazy("Report"), value=lambda line: line.report.name, is_link=True),
    Column("cadence", gettext_lazy("Goes out"), value=lambda line: cadence_text(line.report)),
    Column("next", gettext_lazy("Next due"), value=next_due_text),
    Column(
        "latest", gettext_lazy("Latest run"), value=lambda line: line.latest.run.period.label if line.latest else None
    ),
    Column("state", gettext_lazy("State"), value=lambda line: state_badge(line.latest)),
)
AUDIENCE_OF_REPORT = Column("audience", gettext_lazy("Seen by"), Cell.AUDIENCE, value=lambda line: line.report)
RUNS = (
    Column("period", gettext_lazy("Period"), value=lambda line: line.run.period.label, is_link=True),
    Column("kind", gettext_lazy("Kind"), value=lambda line: line.run.get_kind_display()),
    Column("due", pgettext_lazy("report", "Due"), Cell.MOMENT, value=lambda line: line.run.due_at),
    Column("built", gettext_lazy("Prepared"), Cell.MOMENT, value=lambda line: line.run.built_at),
    Column("state", gettext_lazy("State"), value=state_badge),
)
READERS = (
    Column("reader", gettext_lazy("Reader"), value=str),
    Column("party", gettext_lazy("Reads in the name of"), value=lambda recipient: str(recipient.private_to or "")),
    Column("language", gettext_lazy("Language"), value=lambda recipient: recipient.get_language_display()),
    Column("state", gettext_lazy("State"), value=lambda recipient: reader_state(recipient)),
)
MAILS = (
    Column("reader", gettext_lazy("Reader"), value=lambda mail: str(mail.recipient or mail.user or mail.address)),
    Column("address", gettext_lazy("Address")),
    Column("party", gettext_lazy("Reads in the name of"), value=lambda mail: str(mail.private_to or "")),
    Column("state", gettext_lazy("State"), Cell.STATE, choices=Delivery.State, tones=MAIL_TONES),
    Column("reason", gettext_lazy("Why"), value=reason_text),
    Column("attempts", gettext_lazy("Attempts"), Cell.NUMBER),
    Column("sent_at", gettext_lazy("Sent"), Cell.MOMENT),
    Column("sent", gettext_lazy("What was sent"), value=lambda mail: sent_link(mail)),
)
RENDERINGS = (
    Column("subject", gettext_lazy("Subject"), is_link=True),
    Column("party", gettext_lazy("Made for"), value=lambda rendering: str(rendering.private_to or _("operators"))),
    Column(
        "reader",
        gettext_lazy("Reader"),
        value=lambda rendering: str(rendering.reader) if rendering.reader else _("all with these rights"),
    ),
    Column("language", gettext_lazy("Language"), value=lambda rendering: rendering.get_language_display()),
    Column(
        "amounts",
        gettext_lazy("Amounts"),
        value=lambda rendering: _("shown") if rendering.shows_amounts else _("left out"),
    ),
)


def reader_state(recipient: Recipient) -> str:
    if recipient.unsubscribed_at:
        return _("unsubscribed")
    if not recipient.is_active:
        return _("not active")
    is_sample = recipient.is_sample or (recipient.user is not None and recipient.user.is_sample)
    return _("sample: nothing is sent") if is_sample else _("active")


def sent_link(mail: Delivery) -> Any:
    if mail.rendering_id is None:
        return None
    return markup.link(reverse("report_rendering", args=[mail.rendering_id]), pgettext("link", "open"))


def report_facts(report: Report) -> list[Fact]:
    """Return what a report contains and when it is sent."""
    keys = report.sections.order_by("position", "pk").values_list("section", flat=True)  # unscoped: its own sections
    forms = [_("HTML and text"), *(["PDF"] if report.has_pdf else []), *(["XLSX"] if report.has_xlsx else [])]
    clock = getattr(report, "clock", None)
    return [
        Fact(_("Goes out"), cadence_text(report)),
        Fact(_("On a day off"), report.get_day_off_display()),
        Fact(_("Next due"), next_due_text(ReportLine(report, clock.next_due_at if clock else None, None, 0))),
        Fact(_("Formats"), formats.listed(forms)),
        Fact(_("Whom readers may ask"), str(report.owner or "")),
        Fact(_("Key"), markup.code(report.key)),
        Fact(_("Sections"), " · ".join(map(section_label, keys)), is_wide=True),
        Fact(_("Introduction"), report.introduction, is_wide=True),
    ]


def run_facts(line: RunLine, labels: AudienceLabels) -> list[Fact]:
    run = line.run
    return [
        Fact(_("Kind"), run.get_kind_display()),
        Fact(_("Period"), run.period.label),
        Fact(pgettext("report", "Due"), markup.moment(run.due_at)),
        Fact(_("Prepared"), markup.moment(run.built_at) if run.built_at else None),
        Fact(_("State"), state_badge(line)),
        *([Fact(labels.mails, line.mails)] if labels.are_shown else []),
        Fact(_("Asked for by"), str(run.asked_by) if run.asked_by else None),
        Fact(_("Sections that failed"), formats.listed(map(section_label, run.missing_sections)), is_wide=True),
    ]
