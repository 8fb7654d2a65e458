"""The records of the core."""

from partnership.models.base import CodeSequence
from partnership.models.change import Change
from partnership.models.cooperation.achievement import Achievement
from partnership.models.cooperation.agreement import Agreement, AgreementParty, Obligation, Payment
from partnership.models.cooperation.calendar import CalendarDay, CalendarYear
from partnership.models.cooperation.direction import DirectionLead, DirectionStep, ResearchDirection
from partnership.models.cooperation.meeting import ActionItem, Consensus, Meeting
from partnership.models.cooperation.organisation import Organisation
from partnership.models.cooperation.person import Person, Role
from partnership.models.cooperation.stage import CooperationStage
from partnership.models.document import Document
from partnership.models.job import Job
from partnership.models.notice import Notice
from partnership.models.reports.delivery import Delivery, Rendering, ReportRun
from partnership.models.reports.report import Recipient, Report, ReportClock, ReportSectionChoice
from partnership.models.user import User

__all__ = [
    "Achievement",
    "ActionItem",
    "Agreement",
    "AgreementParty",
    "CalendarDay",
    "CalendarYear",
    "Change",
    "CodeSequence",
    "Consensus",
    "CooperationStage",
    "Delivery",
    "DirectionLead",
    "DirectionStep",
    "Document",
    "Job",
    "Meeting",
    "Notice",
    "Obligation",
    "Organisation",
    "Payment",
    "Person",
    "Recipient",
    "Rendering",
    "Report",
    "ReportClock",
    "ReportRun",
    "ReportSectionChoice",
    "ResearchDirection",
    "Role",
    "User",
]
