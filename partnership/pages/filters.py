"""The filters of lists, for django-filter: the base filterset of a kind, and the filters that kinds share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator
from django.db.models import BigIntegerField, Exists, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from partnership.models import Change
from partnership.pages.choices import DIRECTION, PARTY, shared_choices
from partnership.rules.periods import LATEST_DAY, today
from partnership.rules.visibility import as_viewer

Rule = Callable[[dt.date], Q]
WITHDRAWN = "withdrawn"
MAX_SEARCH_LENGTH = 100


class DayInput(forms.DateInput):
    """The browser's own date picker, which reads and writes ISO dates in every language."""

    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ActiveOnFilter(django_filters.DateFilter):
    """Keep the records for which a rule holds on a day: the rule by which the figure of that name counts.

    The form shows it only where it is set.
    """

    is_shown_only_when_set = True

    def __init__(self, label: Any, rule: Rule) -> None:
        # A rule may add days to it.
        super().__init__(label=label, widget=DayInput(), validators=[MaxValueValidator(LATEST_DAY)])
        self.rule = rule

    def filter(self, qs: QuerySet, value: dt.date | None) -> QuerySet:
        return qs.filter(self.rule(value)) if value else qs


class AmountActiveOnFilter(ActiveOnFilter):
    """Keep the records that an amount sums up on a day; none for readers who may not see amounts."""

    def filter(self, qs: QuerySet, value: dt.date | None) -> QuerySet:
        sees_amounts = as_viewer(self.parent.request.user).sees_amounts
        return super().filter(qs, value) if sees_amounts or not value else qs.none()


class DayBoundFilter(django_filters.DateFilter):
    """One end of a range of days."""

    def __init__(self, field: str, lookup: str, label: Any, *, always: bool) -> None:
        super().__init__(field_name=field, lookup_expr=lookup, label=label, widget=DayInput())
        self.is_shown_only_when_set = not always


def day_range(
    field: str, from_label: Any, before_label: Any, *, always: bool = False
) -> tuple[DayBoundFilter, DayBoundFilter]:
    """Return the filters `<name>_from` (day included) and `<name>_before` (not included) of a date."""
    first = DayBoundFilter(field, "gte", from_label, always=always)
    return first, DayBoundFilter(field, "lt", before_label, always=always)


def choice_filter(choices: Any, label: Any, **options: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(choices=choices.choices, label=label, empty_label=_("all"), **options)


class RecordChoiceFilter(django_filters.ChoiceFilter):
    """One of the parties or directions, whose choices the filterset reads in one query for all its filters."""

    def __init__(self, kind: str, label: Any, **options: Any) -> None:
        super().__init__(choices=(), label=label, empty_label=_("all"), **options)
        self.kind = kind


class PartyOrUnitFilter(RecordChoiceFilter):
    """One of the parties, with its units."""

    def filter(self, qs: QuerySet, value: str | None) -> QuerySet:
        parent = f"{self.field_name}__parent"
        return qs.filter(Q((self.field_name, value)) | Q((parent, value))) if value else qs


def party_or_unit_filter(label: Any, field: str) -> PartyOrUnitFilter:
    """Filter by one of the parties of the cooperation or a unit of it."""
    return PartyOrUnitFilter(PARTY, label, field_name=field)


def party_filter(label: Any, field: str, **options: Any) -> RecordChoiceFilter:
    """Filter by one of the parties of the cooperation."""
    return RecordChoiceFilter(PARTY, label, field_name=field, **options)


def direction_filter(field: str = "directions") -> RecordChoiceFilter:
    """Filter by one of the research directions."""
    return RecordChoiceFilter(DIRECTION, _("Research direction"), field_name=f"{field}__code")


class CodeFilter(django_filters.CharFilter):
    """Keep what belongs to one record, named by its code; detail pages link to their lists with it."""

    is_shown_only_when_set = True


class IntegerFilter(django_filters.Filter):
    """Keep what belongs to one record, named by its key, or to one year."""

    field_class = forms.IntegerField
    is_shown_only_when_set = True

    def __init__(self, field: str, label: Any, *, max_value: int = BigIntegerField.MAX_BIGINT, **options: Any) -> None:
        super().__init__(field_name=field, label=label, min_value=1, max_value=max_value, **options)


def state_filter(label: Any) -> django_filters.ChoiceFilter:
    """Filter by the states that the filterset derives from dates, and for withdrawn records."""
    return django_filters.ChoiceFilter(method="filter_state", label=label, empty_label=_("all"))


class RecordFilter(django_filters.FilterSet):
    """The filters that every list has: words, the state, and the records changed together.

    `text_lookups` are searched for words; `states` are a label and a rule by key. Withdrawn records are shown only
    where that state is chosen.
    """

    text_lookups: ClassVar[tuple[str, ...]] = ()
    states: ClassVar[Mapping[str, tuple[Any, Rule]]] = {}

    q = django_filters.CharFilter(
        method="filter_words",
        label=_("Search in this list"),
        max_length=MAX_SEARCH_LENGTH,
        widget=forms.SearchInput(attrs={"placeholder": _("Search in this list")}),
    )
    state = state_filter(_("State"))
    changed_with = IntegerFilter("pk", _("Changed together (number)"), method="filter_changed_with")

    def __init__(self, data: Any, queryset: QuerySet, *, request: Any) -> None:
        super().__init__(data, queryset, request=request)
        self.shared_choices = shared_choices()
        for name, filter_ in list(self.filters.items()):
            if isinstance(filter_, RecordChoiceFilter):
                filter_.extra["choices"] = self.shared_choices.choices[filter_.kind]
            if getattr(filter_, "is_shown_only_when_set", False) and not self.data.get(name):
                del self.filters[name]
        states = [(key, label) for key, (label, _rule) in self.states.items()]
        if queryset.model.withdrawn_path():
            states.append((WITHDRAWN, _("withdrawn")))
        if states:
            self.filters["state"].extra["choices"] = states
        else:
            del self.filters["state"]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Return no records where a value is invalid: a list must never show more than was asked for."""
        if self.errors:
            return queryset.none()
        records = super().filter_queryset(queryset)
        return records if self.form.cleaned_data.get("state") == WITHDRAWN else records.current()

    def filter_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep the records in which every word occurs."""
        for word in value.split():
            queryset = queryset.filter(self.word_lookup(word))
        return queryset

    def word_lookup(self, word: str) -> Q:
        condition = Q()
        for lookup in self.text_lookups:
            condition |= Q(**{f"{lookup}__icontains": word})
        return condition

    def filter_changed_with(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        """Keep the records of the changes that share a line with a change, its own included."""
        kind = ContentType.objects.get_for_model(queryset.model)
        visible = Change.objects.visible_to(as_viewer(self.request.user))
        changes = visible.filter(Exists(visible.in_line_with_outer().filter(pk=value)), target_type=kind)
        return queryset.filter(pk__in=changes.values("target_id"))

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == WITHDRAWN:
            return queryset.filter(**{f"{queryset.model.withdrawn_path()}__isnull": False})
        return queryset.filter(self.states[value][1](today()))
