"""The records of the core."""

from partnership.models.achievement import Achievement
from partnership.models.agreement import Agreement, AgreementParty, Obligation, Payment
from partnership.models.base import CodeSequence
from partnership.models.calendar import CalendarDay, CalendarYear
from partnership.models.change import Change
from partnership.models.delivery import Delivery, Rendering, ReportRun
from partnership.models.direction import DirectionLead, DirectionStep, ResearchDirection
from partnership.models.document import Document
from partnership.models.job import Job
from partnership.models.meeting import ActionItem, Consensus, Meeting
from partnership.models.notice import Notice
from partnership.models.organisation import Organisation
from partnership.models.person import Person, Role
from partnership.models.report import Recipient, Report, ReportClock, ReportSectionChoice
from partnership.models.stage import CooperationStage
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
