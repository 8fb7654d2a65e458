"""The filters of the lists of projects, milestones, outcomes, patents and engineering cases."""

from __future__ import annotations

import datetime as dt

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.pages import RecordFilter
from partnership.pages.filters import (
    ActiveOnFilter,
    CodeFilter,
    choice_filter,
    day_range,
    direction_filter,
    party_or_unit_filter,
    state_filter,
)
from partnership.rules.periods import today
from partnership.rules.states import planned_on
from projects.models import Inventor, Outcome, Patent, PatentApplicant
from projects.models import outcome as outcome_rules
from projects.models import patent as patent_rules
from projects.models import project as project_rules

READY = 7


class ProjectFilter(RecordFilter):
    text_lookups = ("code", "name_zh", "name_en", "summary")
    states = {
        "active": (pgettext_lazy("project", "active"), project_rules.active_on),
        "at_risk": (_("active, with an overdue milestone"), project_rules.at_risk_on),
        "healthy": (_("active, without an overdue milestone"), project_rules.healthy_on),
        "planned": (_("planned"), planned_on),
        "completed": (_("completed"), lambda day: Q(ends_on__lte=day, stopped_on__isnull=True)),
        "stopped": (_("stopped"), lambda day: Q(stopped_on__lte=day)),
    }
    direction = direction_filter()
    agreement = CodeFilter(field_name="agreement__code", label=_("Agreement"))
    active_on = ActiveOnFilter(_("Active on"), project_rules.active_on)
    at_risk_on = ActiveOnFilter(_("Active with an overdue milestone on"), project_rules.at_risk_on)
    healthy_on = ActiveOnFilter(_("Active without an overdue milestone on"), project_rules.healthy_on)
    started_from, started_before = day_range("starts_on", _("Begun from"), _("Begun before"), always=True)


class MilestoneFilter(RecordFilter):
    text_lookups = ("title", "project__code", "remarks")
    states = {
        "open": (_("open"), project_rules.milestone_open_on),
        "overdue": (_("overdue"), project_rules.milestone_overdue_on),
        "reached": (_("reached"), lambda day: Q(done_on__lte=day)),
    }
    party = party_or_unit_filter(_("Party"), "organisation")
    project = CodeFilter(field_name="project__code", label=_("Project"))
    overdue_on = ActiveOnFilter(_("Overdue on"), project_rules.milestone_overdue_on)
    due_from, due_before = day_range("due_on", _("Due from"), _("Due before"), always=True)
    done_from, done_before = day_range("done_on", _("Reached from"), _("Reached before"))


class OutcomeFilter(RecordFilter):
    text_lookups = ("code", "name_zh", "name_en", "summary")
    kind = choice_filter(Outcome.Kind, _("Kind"))
    direction = direction_filter("direction")
    project = CodeFilter(field_name="project__code", label=_("Project"))
    ready_on = ActiveOnFilter(
        _("At readiness level 7 and above on"), lambda day: outcome_rules.at_least_level(READY, day)
    )
    level_from = django_filters.NumberFilter(
        method="at_level", label=_("Readiness level from"), min_value=1, max_value=9, widget=forms.NumberInput()
    )
    level_on = ActiveOnFilter(_("Readiness level as of"), lambda day: Q())
    achieved_from, achieved_before = day_range("achieved_on", _("Achieved from"), _("Achieved before"), always=True)

    def at_level(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        """Filter by the level on the day `level_on`, or today."""
        day: dt.date = self.form.cleaned_data.get("level_on") or today()
        return queryset.filter(outcome_rules.at_least_level(int(value), day))


class AssessmentFilter(RecordFilter):
    text_lookups = (
        "outcome__code", "outcome__name_zh", "outcome__name_en", "assessor__name_zh", "assessor__name_en", "evidence",
    )  # fmt: skip
    states = {
        "latest": (_("latest of its outcome"), outcome_rules.latest_on),
        "superseded": (_("followed by a later one"), outcome_rules.superseded_on),
    }
    kind = choice_filter(Outcome.Kind, _("Kind of outcome"), field_name="outcome__kind")
    direction = direction_filter("outcome__direction")
    outcome = CodeFilter(field_name="outcome__code", label=_("Outcome"))
    level_from = django_filters.NumberFilter(
        field_name="level",
        lookup_expr="gte",
        label=_("Readiness level from"),
        min_value=1,
        max_value=9,
        widget=forms.NumberInput(),
    )
    assessed_from, assessed_before = day_range("assessed_on", _("Assessed from"), _("Assessed before"), always=True)


class PatentFilter(RecordFilter):
    text_lookups = ("code", "name_zh", "name_en", "application_number", "publication_number", "ipc")
    states = {
        "in_force_today": (_("in force"), patent_rules.in_force_on),
        "in_force_undated": (_("recorded as in force, grant date not known"), patent_rules.in_force_undated_on),
        "unconfirmed": (_("granted, not recorded whether in force"), patent_rules.unconfirmed_on),
    }
    state = state_filter(_("Protection today"))
    kind = choice_filter(Patent.Kind, _("Kind"))
    status = choice_filter(Patent.Status, _("Legal status as recorded"))
    in_force_on = ActiveOnFilter(_("In force on"), patent_rules.in_force_on)
    in_force_undated_on = ActiveOnFilter(
        _("Recorded as in force without a known grant date on"), patent_rules.in_force_undated_on
    )
    unconfirmed_on = ActiveOnFilter(_("Granted without a record of being in force on"), patent_rules.unconfirmed_on)
    filed_from, filed_before = day_range("filed_on", _("Filed from"), _("Filed before"), always=True)
    granted_from, granted_before = day_range("granted_on", _("Granted from"), _("Granted before"))

    def word_lookup(self, word: str) -> Q:
        """Also in the names of applicants and inventors."""
        applicants = PatentApplicant.objects.filter(name__icontains=word)  # unscoped: children of a visible patent
        inventors = Inventor.objects.filter(name__icontains=word)  # unscoped: children of a visible patent
        names = Q(pk__in=applicants.values("patent")) | Q(pk__in=inventors.values("patent"))
        return super().word_lookup(word) | names


class CaseFilter(RecordFilter):
    text_lookups = ("code", "name_zh", "name_en", "place", "benefit")
    direction = direction_filter("direction")
    commissioned_from, commissioned_before = day_range(
        "commissioned_on", _("In operation from"), _("In operation before"), always=True
    )
