"""Ready columns, shared by the tables of several kinds of record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy

from partnership.pages.tables.columns import Cell, Column, by_name


def open_due_on(record: Any) -> dt.date | None:
    """Return the day on which a record is due, until it is done."""
    return record.due_on if record.done_on is None else None


NAME = Column("name", gettext_lazy("Name"), sort=by_name(), is_link=True)
CODE = Column("code", gettext_lazy("Code"), Cell.CODE, sort="code")
STARTS = Column("starts_on", gettext_lazy("First day"), Cell.DAY, sort="starts_on")
ENDS = Column("ends_on", gettext_lazy("Last day"), Cell.LAST_DAY, sort="ends_on")
OWNER = Column("owner", gettext_lazy("Owner"), Cell.RECORD, sort=by_name("owner__"))
DUE = Column("due_on", gettext_lazy("Due"), Cell.DAY, sort="due_on")
IN_HOW_LONG = Column("due_in", gettext_lazy("Time left"), Cell.DUE, value=open_due_on)
DONE = Column("done_on", gettext_lazy("Done"), Cell.DAY, sort="done_on")
SOURCE = Column("source", gettext_lazy("Source"), Cell.SOURCE)
