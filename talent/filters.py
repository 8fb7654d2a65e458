"""The filters of the lists of programmes, cohorts, trainees, their supervisions and placements."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partnership.pages import RecordFilter
from partnership.pages.filters import (
    ActiveOnFilter,
    CodeFilter,
    DayInput,
    IntegerFilter,
    choice_filter,
    day_range,
    party_filter,
)
from partnership.rules.states import RUNNING_STATES, planned_on
from talent.models import Programme, Trainee
from talent.models import trainee as trainee_rules


class ProgrammeFilter(RecordFilter):
    text_lookups = ("code", "name_zh", "name_en", "summary")
    states = RUNNING_STATES
    kind = choice_filter(Programme.Kind, _("Kind"))
    agreement = CodeFilter(field_name="agreement__code", label=_("Agreement"))
    started_from, started_before = day_range("starts_on", _("Begun from"), _("Begun before"))


class CohortFilter(RecordFilter):
    text_lookups = ("name", "programme__code", "programme__name_zh", "programme__name_en")
    states = RUNNING_STATES
    programme = CodeFilter(field_name="programme__code", label=_("Programme"))
    started_from, started_before = day_range("starts_on", _("Begun from"), _("Begun before"))


class Completed(django_filters.DateFilter):
    """One end of the days in which trainees completed; those who left early did not complete."""

    is_shown_only_when_set = True

    def __init__(self, lookup: str, label: Any) -> None:
        super().__init__(label=label, widget=DayInput())
        self.lookup = lookup

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs.filter(trainee_rules.COMPLETED, **{f"ended_on__{self.lookup}": value}) if value else qs


class TraineeFilter(RecordFilter):
    text_lookups = ("person__name_zh", "person__name_en", "topic", "cohort__name", "cohort__programme__code")
    states = {
        "in_training": (_("in training"), trainee_rules.in_training_on),
        "dual": (_("in training, with supervisors of both sides"), trainee_rules.dual_supervised_on),
        "ended": (_("ended"), lambda day: Q(ended_on__lte=day)),
    }
    ending = choice_filter(Trainee.Ending, _("How it ended"))
    programme = CodeFilter(field_name="cohort__programme__code", label=_("Programme"))
    cohort = IntegerFilter("cohort", _("Cohort"))
    base = CodeFilter(field_name="placements__base__code", label=_("Practises at"), distinct=True)
    project = CodeFilter(field_name="placements__project__code", label=_("Practises in"), distinct=True)
    in_training_on = ActiveOnFilter(_("In training on"), trainee_rules.in_training_on)
    dual_supervised_on = ActiveOnFilter(_("With supervisors of both sides on"), trainee_rules.dual_supervised_on)
    enrolled_from, enrolled_before = day_range("enrolled_on", _("Enrolled from"), _("Enrolled before"), always=True)
    completed_from = Completed("gte", _("Completed from"))
    completed_before = Completed("lt", _("Completed before"))


class SupervisionFilter(RecordFilter):
    text_lookups = (
        "trainee__person__name_zh", "trainee__person__name_en", "supervisor__name_zh", "supervisor__name_en",
        "trainee__cohort__programme__code",
    )  # fmt: skip
    states = RUNNING_STATES
    party = party_filter(_("Side"), "organisation")
    kind = choice_filter(Programme.Kind, _("Kind of programme"), field_name="trainee__cohort__programme__kind")
    programme = CodeFilter(field_name="trainee__cohort__programme__code", label=_("Programme"))
    started_from, started_before = day_range("starts_on", _("Begun from"), _("Begun before"), always=True)


class PlacementFilter(RecordFilter):
    text_lookups = (
        "trainee__person__name_zh", "trainee__person__name_en", "purpose", "trainee__cohort__programme__code",
        "base__code", "base__name_zh", "base__name_en", "project__code", "project__name_zh", "project__name_en",
    )  # fmt: skip
    states = {"ahead": (_("planned"), planned_on), **RUNNING_STATES}
    kind = choice_filter(Programme.Kind, _("Kind of programme"), field_name="trainee__cohort__programme__kind")
    programme = CodeFilter(field_name="trainee__cohort__programme__code", label=_("Programme"))
    base = CodeFilter(field_name="base__code", label=_("Pilot test base"))
    project = CodeFilter(field_name="project__code", label=_("Project"))
    started_from, started_before = day_range("starts_on", _("Begun from"), _("Begun before"), always=True)
