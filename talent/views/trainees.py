"""Trainees with their supervisors and placements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.pages import Badge, Cell, Column, RecordDetail, RecordList, Section, section
from partnership.rules import formats
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer
from talent.columns import ENDED, ENDING, ENROLLED, FROM, NAME, TOPIC
from talent.filters import TraineeFilter
from talent.models import Trainee
from talent.models.trainee import dual_supervised_on, in_training_on

COHORT = Column("cohort", gettext_lazy("Cohort"), Cell.RECORD, sort="cohort__starts_on")


class TraineeList(RecordList):
    model = Trainee
    title = gettext_lazy("Trainees")
    filterset_class = TraineeFilter
    order = "-enrolled_on"
    select_related = ("person__organisation", "cohort__programme")
    related_lists = (
        (gettext_lazy("Supervision of trainees"), "supervision_list"),
        (gettext_lazy("Placements"), "placement_list"),
    )
    columns = (NAME, FROM, COHORT, TOPIC, ENROLLED, ENDED, ENDING)

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {
            "here": Count("pk", filter=in_training_on(today())),
            "dual": Count("pk", filter=dual_supervised_on(today())),
        }

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d trainee, %(here)d in training today, %(dual)d of them with supervisors of both sides.",
            "%(count)d trainees, %(here)d in training today, %(dual)d of them with supervisors of both sides.",
            totals["count"],
        )
        return text % totals


class TraineeDetail(RecordDetail):
    model = Trainee
    key = "pk"
    list_title = TraineeList.title
    select_related = ("person__organisation", "cohort__programme")
    facts = ("person", "cohort", "topic", "enrolled_on", "ended_on", "ending")

    def heading(self, record: Trainee) -> str:
        return record.person.name

    def state(self, record: Trainee) -> Badge:
        if record.ended_on is None or record.ended_on > today():
            return Badge(_("in training"), "good")
        return Badge(str(record.get_ending_display()) or _("ended"), "neutral")

    def sentence(self, record: Trainee, viewer: Viewer) -> str:
        if record.ended_on is None or record.ended_on > today():
            return _("In training since %(day)s.") % {"day": formats.day(record.enrolled_on)}
        return _("In training from %(first)s to %(last)s.") % {
            "first": formats.day(record.enrolled_on),
            "last": formats.day(record.ended_on),
        }

    def main_sections(self, record: Trainee, viewer: Viewer) -> list[Section]:
        supervisions = record.supervisions.visible_to(viewer).select_related("supervisor", "organisation")
        placements = record.placements.visible_to(viewer).select_related("base", "project")
        return [
            section(_("Supervisors"), SUPERVISION_COLUMNS, supervisions, viewer,
                    empty=_("No supervisor is named yet.")),
            section(_("Practice"), PLACEMENT_COLUMNS, placements, viewer, empty=_("No placement is recorded yet.")),
        ]  # fmt: skip


SUPERVISION_COLUMNS = (
    Column("supervisor", gettext_lazy("Supervisor"), Cell.RECORD),
    Column("organisation", gettext_lazy("Side"), Cell.RECORD),
    Column("starts_on", gettext_lazy("First day"), Cell.DAY),
    Column("ends_on", gettext_lazy("Last day"), Cell.LAST_DAY),
)
PLACEMENT_COLUMNS = (
    Column("base", gettext_lazy("Pilot test base"), Cell.RECORD),
    Column("project", gettext_lazy("Project"), Cell.RECORD),
    Column("purpose", gettext_lazy("Purpose")),
    Column("starts_on", gettext_lazy("First day"), Cell.DAY),
    Column("ends_on", gettext_lazy("Last day"), Cell.LAST_DAY),
)
