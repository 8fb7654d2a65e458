"""The filters of the lists of the cooperation."""

from __future__ import annotations

from typing import ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.models import (
    Achievement,
    Agreement,
    CalendarDay,
    Consensus,
    Document,
    Organisation,
    ResearchDirection,
)
from partnership.models.cooperation import agreement as agreement_rules
from partnership.models.cooperation import meeting as meeting_rules
from partnership.models.cooperation.calendar import LAST_YEAR
from partnership.pages import RecordFilter
from partnership.pages.filters import (
    ActiveOnFilter,
    AmountActiveOnFilter,
    CodeFilter,
    IntegerFilter,
    choice_filter,
    day_range,
    direction_filter,
    party_filter,
    party_or_unit_filter,
)
from partnership.rules.fields import active_on


class AgreementFilter(RecordFilter):
    text_lookups = ("code", "number", "name_zh", "name_en", "remarks")
    states = {
        "in_force": (_("in force"), agreement_rules.in_force_on),
        "ending": (_("ending within 90 days"), agreement_rules.ending_after),
        "unsigned": (_("not signed"), lambda day: Q(signed_on__isnull=True)),
    }
    kind = choice_filter(Agreement.Kind, _("Kind"))
    party = party_filter(_("Party"), "parties__organisation")
    direction = direction_filter()
    in_force_on = ActiveOnFilter(_("In force on"), agreement_rules.in_force_on)
    amount_in_force_on = AmountActiveOnFilter(_("In force with an amount on"), agreement_rules.amount_in_force_on)
    ending_after = ActiveOnFilter(_("Ending within 90 days after"), agreement_rules.ending_after)
    signed_from, signed_before = day_range("signed_on", _("Signed from"), _("Signed before"), always=True)
    ends_from, ends_before = day_range("ends_on", _("Ends from"), _("Ends before"))


class ObligationFilter(RecordFilter):
    text_lookups = ("title", "agreement__code", "remarks")
    states = {
        "open": (_("open"), lambda day: Q(done_on__isnull=True)),
        "overdue": (_("overdue"), lambda day: Q(done_on__isnull=True, due_on__lt=day)),
        "done": (_("done"), lambda day: Q(done_on__isnull=False)),
    }
    party = party_or_unit_filter(_("Owed by"), "organisation")
    agreement = CodeFilter(field_name="agreement__code", label=_("Agreement"))
    due_from, due_before = day_range("due_on", _("Due from"), _("Due before"), always=True)
    done_from, done_before = day_range("done_on", _("Done from"), _("Done before"))


class PaymentFilter(RecordFilter):
    text_lookups = ("title", "agreement__code")
    states = {
        "open": (pgettext_lazy("payment", "open"), lambda day: Q(received_on__isnull=True)),
        "overdue": (_("overdue"), lambda day: Q(received_on__isnull=True, due_on__lt=day)),
        "received": (_("received"), lambda day: Q(received_on__isnull=False)),
    }
    payer = party_or_unit_filter(_("Payer"), "payer")
    agreement = CodeFilter(field_name="agreement__code", label=_("Agreement"))
    due_from, due_before = day_range("due_on", _("Due from"), _("Due before"), always=True)
    received_from, received_before = day_range("received_on", _("Received from"), _("Received before"))


class MeetingFilter(RecordFilter):
    text_lookups = ("code", "name_zh", "name_en", "place", "minutes")
    held_from, held_before = day_range("held_on", _("Held from"), _("Held before"), always=True)


class ConsensusFilter(RecordFilter):
    text_lookups = ("text", "meeting__code")
    states = {
        "real": (_("became an agreement"), lambda day: Q(agreement__isnull=False)),
        "open": (_("without an agreement yet"), lambda day: Q(agreement__isnull=True)),
    }
    topic = choice_filter(Consensus.Topic, _("Topic"))
    meeting = CodeFilter(field_name="meeting__code", label=_("Meeting"))
    held_from, held_before = day_range("meeting__held_on", _("Held from"), _("Held before"))


class ActionItemFilter(RecordFilter):
    text_lookups = ("title", "result", "meeting__code")
    states = {
        "open": (_("open"), meeting_rules.open_on),
        "overdue": (_("overdue"), meeting_rules.overdue_on),
        "done": (_("done"), lambda day: Q(done_on__lte=day)),
    }
    party = party_or_unit_filter(_("Party"), "organisation")
    meeting = CodeFilter(field_name="meeting__code", label=_("Meeting"))
    open_on = ActiveOnFilter(_("Open on"), meeting_rules.open_on)
    overdue_on = ActiveOnFilter(_("Overdue on"), meeting_rules.overdue_on)
    due_from, due_before = day_range("due_on", _("Due from"), _("Due before"), always=True)
    done_from, done_before = day_range("done_on", _("Done from"), _("Done before"))


class DirectionFilter(RecordFilter):
    text_lookups = ("code", "name_zh", "name_en", "summary_zh", "summary_en")
    stage = choice_filter(ResearchDirection.Stage, _("Stage of life"), method="in_stage")

    def in_stage(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.in_stage(value)  # type: ignore[attr-defined]


class OrganisationFilter(RecordFilter):
    text_lookups = ("code", "name_zh", "name_en", "credit_code")
    kind = choice_filter(Organisation.Kind, _("Kind"))
    parent = CodeFilter(field_name="parent__code", label=_("Part of"))


class PersonFilter(RecordFilter):
    text_lookups: ClassVar[tuple[str, ...]] = ("name_zh", "name_en", "unit", "organisation__code")
    party = party_or_unit_filter(_("Party"), "organisation")
    organisation = CodeFilter(field_name="organisation__code", label=_("Organisation"))


class AchievementFilter(RecordFilter):
    text_lookups = ("title_zh", "title_en", "person__name_zh", "person__name_en")
    kind = choice_filter(Achievement.Kind, _("Kind"))
    party = party_or_unit_filter(_("Party"), "person__organisation")
    person = IntegerFilter("person_id", _("Person"))
    year = django_filters.NumberFilter(
        field_name="achieved_on",
        lookup_expr="startswith",
        label=_("Year"),
        min_value=1000,
        max_value=9999,
        widget=forms.NumberInput(),
    )


class RoleFilter(PersonFilter):
    """Roles by person; party and organisation are those of the role."""

    text_lookups = (
        "title_zh", "title_en", "person__name_zh", "person__name_en",
        "organisation__code", "organisation__name_zh", "organisation__name_en",
    )  # fmt: skip
    states = {
        "held": (_("held today"), active_on),
        "past": (_("no longer held"), lambda day: Q(ends_on__lte=day)),
    }
    started_from, started_before = day_range("starts_on", _("Begun from"), _("Begun before"), always=True)


class StageFilter(RecordFilter):
    text_lookups = ("name_zh", "name_en", "summary_zh", "summary_en")


class DocumentFilter(RecordFilter):
    text_lookups = ("title", "file_name")
    kind = choice_filter(Document.Kind, _("Kind"))
    uploaded_from, uploaded_before = day_range(
        "created_at__date", _("Uploaded from"), _("Uploaded before"), always=True
    )


class CalendarYearFilter(RecordFilter):
    text_lookups = ("year", "source")


class CalendarDayFilter(RecordFilter):
    text_lookups = ("name_zh", "name_en")
    kind = choice_filter(CalendarDay.Kind, _("Kind"))
    year = IntegerFilter("date__year", _("Year"), max_value=LAST_YEAR)
    date_from, date_before = day_range(
        "date", pgettext_lazy("day", "From"), pgettext_lazy("day", "Before"), always=True
    )
