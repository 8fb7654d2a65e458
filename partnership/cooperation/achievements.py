"""Achievements of people, which are their own and not counted as the cooperation's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from partnership.cooperation.filters import AchievementFilter
from partnership.models import Achievement
from partnership.pages import Cell, Column, RecordList
from partnership.pages.tables.columns import by_name
from partnership.pages.tables.standard_columns import SOURCE

OWN_ONLY = gettext_lazy("The person's own totals; nothing of it is counted as the cooperation's.")
WHAT = Column("title", gettext_lazy("What was achieved"), sort=by_name(text="title"), is_link=True)
ACHIEVED = Column("title", WHAT.label)
OF_WHOM = Column("person", gettext_lazy("Person"), Cell.RECORD, sort=by_name("person__"))
OF_KIND = Column("kind", gettext_lazy("Kind"), Cell.CHOICE, choices=Achievement.Kind, sort="kind")
DATE = Column("achieved_on", pgettext_lazy("achievement", "Date"), Cell.PARTIAL_DAY, sort="achieved_on")


class AchievementList(RecordList):
    model = Achievement
    nav_key = "person"
    title = gettext_lazy("Achievements")
    summary = ngettext_lazy(
        "%(count)d achievement of a person; it is that person's own and not counted as the cooperation's.",
        "%(count)d achievements of people; they are their own and not counted as the cooperation's.",
        "count",
    )
    filterset_class = AchievementFilter
    order = "-achieved_on"
    select_related = ("person",)
    columns = (WHAT, OF_WHOM, OF_KIND, DATE, SOURCE)

    def row_url(self, record: Any) -> str:
        return record.person.get_absolute_url()
