"""People, their present and former roles, achievements and open tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from partnership.cooperation.achievements import ACHIEVED, DATE, OF_KIND, OWN_ONLY
from partnership.cooperation.agreements import OF_AGREEMENT, OWED
from partnership.cooperation.filters import PersonFilter, RoleFilter
from partnership.cooperation.meetings import IN_MEETING, WHAT
from partnership.models import Person, Role
from partnership.pages import Cell, Column, Fact, RecordDetail, RecordList, Section, section
from partnership.pages.tables.columns import PERIOD, by_name, overdue_tone
from partnership.pages.tables.standard_columns import DUE, ENDS, IN_HOW_LONG, SOURCE, STARTS
from partnership.rules.fields import active_on
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer

PERSON = Column("name", pgettext_lazy("person", "Name"), sort=by_name(), is_link=True)
UNIT = Column("unit", gettext_lazy("Department"), sort="unit")
TITLE = Column("academic_title", gettext_lazy("Academic title"), sort="academic_title")
OF_WHOM = Column("organisation", gettext_lazy("Organisation"), Cell.RECORD, sort="organisation__code")
MAX_SHOWN = 50


class PersonList(RecordList):
    model = Person
    title = gettext_lazy("People")
    summary = ngettext_lazy("%(count)d person.", "%(count)d people.", "count")
    filterset_class = PersonFilter
    order = "name"
    select_related = ("organisation",)
    related_lists = ((gettext_lazy("Roles"), "role_list"), (gettext_lazy("Achievements"), "achievement_list"))
    columns = (PERSON, OF_WHOM, UNIT, TITLE)


def department(record: Person, viewer: Viewer) -> Fact:
    return Fact(UNIT.label, record.unit or None)


def email(record: Person, viewer: Viewer) -> Fact:
    return Fact(gettext_lazy("E-mail"), record.contact_for(viewer)[0] or None)


def telephone(record: Person, viewer: Viewer) -> Fact:
    return Fact(gettext_lazy("Telephone"), record.contact_for(viewer)[1] or None)


class PersonDetail(RecordDetail):
    model = Person
    key = "pk"
    list_title = PersonList.title
    select_related = ("organisation",)
    facts = ("name_zh", "name_en", "organisation", department, "academic_title", email, telephone)

    def sentence(self, record: Person, viewer: Viewer) -> str:
        """Return the roles held today."""
        held = record.roles.visible_to(viewer).active_on(today()).select_related("organisation")
        return " · ".join(
            _("%(title)s, %(organisation)s") % {"title": role.title, "organisation": role.organisation} for role in held
        )

    def side_sections(self, record: Person, viewer: Viewer) -> list[Section]:
        roles = record.roles.visible_to(viewer).select_related("organisation").order_by("-starts_on", "-pk")
        led = record.led_directions.visible_to(viewer).current().select_related("direction")
        return [
            section(_("Roles"), ROLE_COLUMNS, roles, viewer, empty=_("No role is recorded.")),
            section(_("Leads these directions"), LED_COLUMNS, led, viewer, empty=_("Leads no direction.")),
        ]

    def main_sections(self, record: Person, viewer: Viewer) -> list[Section]:
        owed = record.obligations.visible_to(viewer).current().filter(done_on__isnull=True)
        actions = record.actions.visible_to(viewer).current().filter(done_on__isnull=True)
        own = record.achievements.visible_to(viewer).order_by("-achieved_on", "-pk")
        return [
            section(_("Achievements"), (ACHIEVED, OF_KIND, DATE, SOURCE), own[:MAX_SHOWN], viewer,
                    url=f"{reverse('achievement_list')}?person={record.pk}", note=OWN_ONLY,
                    empty=_("No achievement is recorded.")),
            section(_("Open obligations"), (OWED, OF_AGREEMENT, DUE, IN_HOW_LONG), owed.select_related("agreement"),
                    viewer, tone=overdue_tone(), is_foreign=True, empty=_("No obligation is open.")),
            section(_("Open action items"), (WHAT, IN_MEETING, DUE, IN_HOW_LONG), actions.select_related("meeting"),
                    viewer, tone=overdue_tone(), is_foreign=True, empty=_("No action item is open.")),
        ]  # fmt: skip


ROLE_COLUMNS = (
    Column("title", gettext_lazy("Role")),
    Column("organisation", gettext_lazy("Organisation"), Cell.RECORD),
    PERIOD,
)
LED_COLUMNS = (
    Column("direction", gettext_lazy("Research direction"), Cell.RECORD),
    PERIOD,
)


class RoleList(RecordList):
    model = Role
    nav_key = "person"
    title = gettext_lazy("Roles")
    summary = ngettext_lazy(
        "%(count)d role, %(held)d held today; people: %(people)d.",
        "%(count)d roles, %(held)d held today; people: %(people)d.",
        "count",
    )
    filterset_class = RoleFilter
    order = "-starts_on"
    select_related = ("person", "organisation")
    hint = gettext_lazy("Editors enter it with the person, in the administration; it shows up here at once.")
    columns = (
        Column("person", gettext_lazy("Person"), sort=by_name("person__"), is_link=True),
        Column("title", gettext_lazy("Role"), sort=by_name(text="title")),
        Column("organisation", gettext_lazy("Organisation"), Cell.RECORD, sort="organisation__code"),
        STARTS,
        ENDS,
    )

    def row_url(self, record: Any) -> str:
        return record.person.get_absolute_url()

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"held": Count("pk", filter=active_on(today())), "people": Count("person", distinct=True)}
