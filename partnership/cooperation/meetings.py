"""Meetings, the consensus reached in them, and the actions agreed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from partnership.cooperation.filters import ActionItemFilter, ConsensusFilter, MeetingFilter
from partnership.models import ActionItem, Consensus, Meeting
from partnership.pages import Cell, Column, DeadlineList, RecordDetail, RecordList, Section, section
from partnership.pages.tables.columns import by_name, overdue_tone
from partnership.pages.tables.standard_columns import CODE, DONE, DUE, IN_HOW_LONG, NAME, OWNER
from partnership.rules import formats
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer

HELD = Column("held_on", gettext_lazy("Held"), Cell.DAY, sort="held_on")
PLACE = Column("place", gettext_lazy("Place"), sort="place")


class MeetingList(RecordList):
    model = Meeting
    title = gettext_lazy("Meetings")
    summary = ngettext_lazy(
        "%(count)d meeting, the last on %(last)s.", "%(count)d meetings, the last on %(last)s.", "count"
    )
    filterset_class = MeetingFilter
    order = "-held_on"
    related_lists = ((gettext_lazy("Consensus"), "consensus_list"), (gettext_lazy("Action items"), "actionitem_list"))
    columns = (NAME, CODE, HELD, PLACE)

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"last": Max("held_on")}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        return self.summary % {"count": totals["count"], "last": formats.day(totals["last"])}


TEXT = Column("text", gettext_lazy("Consensus"), is_link=True)
TOPIC = Column("topic", gettext_lazy("Topic"), Cell.CHOICE, choices=Consensus.Topic, sort="topic")
IN_MEETING = Column("meeting", gettext_lazy("Meeting"), Cell.RECORD, sort="meeting__code")
CAME_OF_IT = Column("agreement", gettext_lazy("Agreement that came of it"), Cell.RECORD, sort="agreement__code")


class ConsensusList(RecordList):
    model = Consensus
    nav_key = "meeting"
    title = gettext_lazy("Consensus")
    summary = ngettext_lazy(
        "%(count)d point of consensus; %(real)d became an agreement.",
        "%(count)d points of consensus; %(real)d became an agreement.",
        "count",
    )
    filterset_class = ConsensusFilter
    order = "-held_on"
    select_related = ("meeting", "agreement")
    columns = (
        TEXT,
        TOPIC,
        IN_MEETING,
        Column("held_on", gettext_lazy("Held"), Cell.DAY, value=lambda consensus: consensus.meeting.held_on,
               sort="meeting__held_on"),
        CAME_OF_IT,
    )  # fmt: skip

    def row_url(self, record: Any) -> str:
        return record.meeting.get_absolute_url()

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"real": Count("pk", filter=Q(agreement__isnull=False))}


TO_DO = Column("title", gettext_lazy("What is to be done"), sort="title", is_link=True)
BY_PARTY = Column("organisation", gettext_lazy("Party"), Cell.RECORD, sort="organisation__code")


class ActionItemList(DeadlineList):
    model = ActionItem
    title = gettext_lazy("Action items")
    summary = ngettext_lazy(
        "%(count)d action item, %(open)d open, %(overdue)d overdue.",
        "%(count)d action items, %(open)d open, %(overdue)d overdue.",
        "count",
    )
    filterset_class = ActionItemFilter
    select_related = ("meeting", "organisation", "owner")
    columns = (TO_DO, IN_MEETING, BY_PARTY, OWNER, DUE, IN_HOW_LONG, DONE)

    def row_url(self, record: Any) -> str:
        return record.meeting.get_absolute_url()


class MeetingDetail(RecordDetail):
    model = Meeting
    list_title = MeetingList.title
    facts = ("held_on", "place", "minutes")

    def sentence(self, record: Meeting, viewer: Viewer) -> str:
        values = {"day": formats.day(record.held_on), "distance": formats.distance(record.held_on)}
        if record.held_on > today():
            return _("To be held on %(day)s (%(distance)s).") % values
        return _("Held on %(day)s (%(distance)s).") % values

    def side_sections(self, record: Meeting, viewer: Viewer) -> list[Section]:
        organisations = record.organisations.visible_to(viewer)
        people = record.attendees.visible_to(viewer).select_related("organisation")
        return [
            section(_("Organisations"), (WHO, KIND_OF_WHO), organisations, viewer, empty=_("None is recorded yet.")),
            section(_("Attendees"), (WHO, FROM), people, viewer, empty=_("Nobody is recorded yet.")),
        ]

    def main_sections(self, record: Meeting, viewer: Viewer) -> list[Section]:
        consensus = record.consensus.visible_to(viewer).select_related("agreement").order_by("pk")
        actions = record.actions.visible_to(viewer).select_related("organisation", "owner", "consensus")
        query = f"?meeting={record.code}"
        return [
            section(_("Consensus"), (AGREED, TOPIC, CAME_OF_IT), consensus, viewer,
                    url=reverse("consensus_list") + query, empty=_("No consensus is recorded yet.")),
            section(_("Action items"), (WHAT, BY_PARTY, OWNER, DUE, IN_HOW_LONG, DONE, RESULT), actions, viewer,
                    tone=overdue_tone(), url=reverse("actionitem_list") + query, empty=_("No action was agreed.")),
        ]  # fmt: skip


WHO = Column("name", gettext_lazy("Name"), sort=by_name(), is_link=True)
KIND_OF_WHO = Column("get_kind_display", gettext_lazy("Kind"), value=lambda record: record.get_kind_display())
FROM = Column("organisation", gettext_lazy("Organisation"), Cell.RECORD)
AGREED = Column("text", gettext_lazy("Consensus"))
WHAT = Column("title", gettext_lazy("What is to be done"))
RESULT = Column("result", gettext_lazy("What came of it"))
