"""The offices that people hold or have held: presidents change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy, ngettext

from partnership.cooperation.filters import RoleFilter
from partnership.models import Role
from partnership.pages.lists import RecordList
from partnership.pages.tables.columns import Cell, Column, by_name
from partnership.pages.tables.standard_columns import ENDS, STARTS
from partnership.rules.fields import held_on
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer


class RoleList(RecordList):
    model = Role
    menu = "person"
    title = gettext_lazy("Roles")
    filters = RoleFilter
    order = "-starts_on"
    related = ("person", "organisation")
    opens = ("person_list", "person.pk")
    hint = gettext_lazy("Editors enter it with the person, in the administration; it shows up here at once.")
    columns = (
        Column("person", gettext_lazy("Person"), sort=by_name("person__"), is_link=True),
        Column("title", gettext_lazy("Role"), sort=by_name(text="title")),
        Column("organisation", gettext_lazy("Organisation"), Cell.RECORD, sort="organisation__code"),
        STARTS,
        ENDS,
    )

    def measures(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"held": Count("pk", filter=held_on(today())), "people": Count("person", distinct=True)}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d role, %(held)d held today; people: %(people)d.",
            "%(count)d roles, %(held)d held today; people: %(people)d.",
            totals["count"],
        )
        return text % totals
