"""Talent programmes, their cohorts and trainees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.pages import Badge, Cell, Column, RecordDetail, RecordList, Section, section
from partnership.pages.sections import MAX_SECTION_ROWS
from partnership.pages.tables.standard_columns import CODE, ENDS, NAME, STARTS
from partnership.rules import formats
from partnership.rules.fields import active_on, last_day
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer
from talent.columns import ENROLLED, FROM, TOPIC, TRAINEES
from talent.columns import NAME as TRAINEE
from talent.filters import CohortFilter, ProgrammeFilter
from talent.models import Cohort, Programme, Trainee
from talent.models.trainee import in_training_on
from talent.views.trainees import COHORT

KIND = Column("kind", gettext_lazy("Kind"), Cell.CHOICE, choices=Programme.Kind, sort="kind")
AGREEMENT = Column("agreement", gettext_lazy("Agreement"), Cell.RECORD, sort="agreement__code")


def period_text(starts_on: Any, ends_on: Any) -> str:
    """Describe whether a dated record is planned, running or ended."""
    values = {"first": formats.day(starts_on), "last": formats.day(last_day(ends_on))}
    if starts_on > today():
        return _("Begins on %(first)s.") % values
    if ends_on is None:
        return _("Running since %(first)s, without an end.") % values
    return _("Running until %(last)s.") % values if ends_on > today() else _("Ended on %(last)s.") % values


def running_state(record: Any) -> Badge:
    """Return the badge of a dated record."""
    if record.starts_on > today():
        return Badge(_("planned"), "accent")
    has_ended = record.ends_on is not None and record.ends_on <= today()
    return Badge(_("ended")) if has_ended else Badge(_("running"), "good")


class ProgrammeList(RecordList):
    model = Programme
    title = gettext_lazy("Talent programmes")
    filterset_class = ProgrammeFilter
    order = "-starts_on"
    select_related = ("agreement",)
    related_lists = ((gettext_lazy("Cohorts"), "cohort_list"), (gettext_lazy("Trainees"), "trainee_list"))
    columns = (NAME, CODE, KIND, STARTS, ENDS, AGREEMENT)

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"running": Count("pk", filter=active_on(today()))}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d talent programme, %(running)d running.",
            "%(count)d talent programmes, %(running)d running.",
            totals["count"],
        )
        return text % totals


class ProgrammeDetail(RecordDetail):
    model = Programme
    list_title = ProgrammeList.title
    select_related = ("agreement",)
    facts = ("kind", "agreement", "starts_on", "ends_on", "summary")

    def state(self, record: Programme) -> Badge:
        return running_state(record)

    def sentence(self, record: Programme, viewer: Viewer) -> str:
        return period_text(record.starts_on, record.ends_on)

    def main_sections(self, record: Programme, viewer: Viewer) -> list[Section]:
        return [self._cohorts(record, viewer), self._trainees(record, viewer)]

    def _cohorts(self, record: Programme, viewer: Viewer) -> Section:
        counted = Count("trainees", filter=Q(trainees__ended_on__isnull=True))
        cohorts = record.cohorts.visible_to(viewer).annotate(all_trainees=Count("trainees"), in_training=counted)
        url = f"{reverse('cohort_list')}?programme={record.code}"
        return section(_("Cohorts"), COHORT_COLUMNS, cohorts, viewer, url=url, empty=_("No cohort has begun yet."))

    def _trainees(self, record: Programme, viewer: Viewer) -> Section:
        trainees = (
            Trainee.objects.visible_to(viewer)
            .filter(in_training_on(today()), cohort__programme=record)
            .select_related("person__organisation", "cohort__programme")
        )
        url = f"{reverse('trainee_list')}?programme={record.code}"
        columns = (TRAINEE, FROM, COHORT, TOPIC, ENROLLED)
        return section(_("In training now"), columns, trainees[:MAX_SECTION_ROWS], viewer, url=url,
                       empty=_("Nobody is in training now."))  # fmt: skip


COHORT_COLUMNS = (
    Column("name", gettext_lazy("Cohort"), is_link=True),
    Column("starts_on", gettext_lazy("First day"), Cell.DAY),
    Column("places", gettext_lazy("Places"), Cell.NUMBER),
    Column("all_trainees", gettext_lazy("Trainees"), Cell.NUMBER),
    Column("in_training", gettext_lazy("In training"), Cell.NUMBER),
)
PROGRAMME = Column("programme", gettext_lazy("Programme"), Cell.RECORD, sort="programme__code")


class CohortList(RecordList):
    model = Cohort
    nav_key = "programme"
    title = gettext_lazy("Cohorts")
    filterset_class = CohortFilter
    order = "-starts_on"
    select_related = ("programme",)
    columns = (
        Column("name", gettext_lazy("Cohort"), sort="name", is_link=True),
        PROGRAMME,
        STARTS,
        ENDS,
        Column("places", gettext_lazy("Places"), Cell.NUMBER, sort="places"),
    )

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"running": Count("pk", filter=active_on(today()))}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d cohort, %(running)d running.", "%(count)d cohorts, %(running)d running.", totals["count"]
        )
        return text % totals


class CohortDetail(RecordDetail):
    model = Cohort
    nav_key = "programme"
    key = "pk"
    list_title = CohortList.title
    select_related = ("programme",)
    facts = ("programme", "places", "starts_on", "ends_on")

    def state(self, record: Cohort) -> Badge:
        return running_state(record)

    def sentence(self, record: Cohort, viewer: Viewer) -> str:
        return period_text(record.starts_on, record.ends_on)

    def main_sections(self, record: Cohort, viewer: Viewer) -> list[Section]:
        trainees = record.trainees.visible_to(viewer).select_related("person__organisation")
        url = f"{reverse('trainee_list')}?cohort={record.pk}"
        return [section(_("Trainees"), TRAINEES, trainees, viewer, url=url,
                        empty=_("Nobody is enrolled yet."))]  # fmt: skip
