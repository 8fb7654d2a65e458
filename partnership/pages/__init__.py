"""The kit from which all apps build pages; what nearly every page needs is imported from here.

Everything else has its module: `filters` the filters of a list, `facts` how columns read, `charts`, `markup` small
pieces of HTML, `editing` who may change what, `tables` ready columns, downloads and spreadsheets, `admin` the base of
the administration. Inside this room, modules import each other.
"""

from partnership.pages.details import Badge, RecordDetail
from partnership.pages.facts import Fact
from partnership.pages.filters import RecordFilter
from partnership.pages.lists import DeadlineList, RecordList
from partnership.pages.sections import Section, section
from partnership.pages.tables.columns import Cell, Column
from partnership.pages.urls import pages

__all__ = [
    "Badge",
    "Cell",
    "Column",
    "DeadlineList",
    "Fact",
    "RecordDetail",
    "RecordFilter",
    "RecordList",
    "Section",
    "pages",
    "section",
]
