"""The two report definitions of the samples: the monthly one for managers, the weekly one for owners."""

from __future__ import annotations

from django.db.models import Q

from partnership.models import Recipient, Report, ReportSectionChoice, User
from partnership.records.changes import act
from partnership.records.saving import save_record
from partnership.reports.schedule.clock import reschedule

MONTHLY, WEEKLY = "monthly-cooperation", "weekly-due"
MONTHLY_SECTIONS = ("agreements", "meetings", "projects", "outputs", "pilots", "talent", "due", "changes")


def ensure_sample_reports() -> None:
    """Create the two definitions and their recipients among the sample accounts, where missing."""
    managers = User.for_workers.filter(is_sample=True, groups__name="manager")
    monthly = ensure_report(
        Report(
            key=MONTHLY,
            name_zh="合作月报",
            name_en="Monthly cooperation report",
            introduction_zh="每月初向双方主管寄送上月合作进展。",
            introduction_en="At the beginning of a month the managers of both parties get what the last one brought.",
            cadence=Report.Cadence.MONTHLY,
            has_pdf=True,
            has_xlsx=True,
        ),
        MONTHLY_SECTIONS,
    )
    owners = User.for_workers.filter(is_sample=True).filter(Q(person__isnull=False) | Q(groups__name="manager"))
    weekly = ensure_report(
        Report(
            key=WEEKLY,
            name_zh="每周到期事项",
            name_en="What is due this week",
            introduction_zh="每周一提醒负责人即将到期和已逾期的事项。",
            introduction_en="Every Monday, those who own something are reminded of what is due and overdue.",
            cadence=Report.Cadence.WEEKLY,
            looks_ahead=True,
            has_pdf=False,
            is_silent_when_empty=True,
        ),
        ("own_due",),
    )
    ensure_readers(monthly, managers.order_by("pk"))
    ensure_readers(weekly, owners.distinct().order_by("pk"))


def ensure_report(report: Report, sections: tuple[str, ...]) -> Report:
    existing = Report.for_workers.filter(key=report.key).first()
    if existing:
        return existing
    report.is_sample = True
    with act():
        save_record(report, by=None)
        for position, section in enumerate(sections, 1):
            save_record(ReportSectionChoice(report=report, section=section, position=position, is_sample=True), by=None)
    reschedule(report)
    return report


def ensure_readers(report: Report, users: object) -> None:
    known = set(report.recipients.values_list("user", flat=True))  # unscoped: readers of a sample definition
    for user in users:  # type: ignore[attr-defined]
        if user.pk not in known:
            save_record(Recipient(report=report, user=user, language=user.language, is_sample=True), by=None)
