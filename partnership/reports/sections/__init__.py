"""The sections of a report that the core itself contributes."""

from partnership.reports.sections.agreements import AGREEMENTS
from partnership.reports.sections.changes import CHANGES
from partnership.reports.sections.due import DUE, OWN_DUE
from partnership.reports.sections.meetings import MEETINGS

FIRST_SECTIONS = (AGREEMENTS, MEETINGS)
LAST_SECTIONS = (DUE, OWN_DUE, CHANGES)

__all__ = ["FIRST_SECTIONS", "LAST_SECTIONS"]
