"""Reports and their readers for tests."""

import datetime as dt

from django.contrib.auth.models import Permission

from partnership.models import Recipient, Report, ReportSectionChoice
from partnership.reports.schedule.clock import reschedule
from tests.factories import UserFactory

ALL_SECTIONS = ("agreements", "meetings", "projects", "outputs", "pilots", "talent", "due", "changes")


def manager_of(party, email, language, *, sees_amounts=True):
    user = UserFactory(email=email, organisation=party, language=language, name=email.split("@")[0])
    names = ["send_report", *(["view_amounts"] if sees_amounts else [])]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


def make_report(readers, sections=ALL_SECTIONS, **columns):
    """A saved monthly report with its clock, whose readers are these accounts."""
    given = {
        "key": "monthly",
        "name_en": "Monthly report",
        "name_zh": "月报",
        "day_off": Report.DayOff.ANYWAY,
        "at": dt.time(8, 0),
    }
    report = Report.objects.create(**given | columns)
    for position, section in enumerate(sections, 1):
        ReportSectionChoice.objects.create(report=report, section=section, position=position)
    for user in readers:
        Recipient.objects.create(report=report, user=user, private_to=user.organisation, language=user.language)
    reschedule(report)
    return report
