"""The parts of which the lists' filters are made: each keeps what a figure counts or a reader asks for."""

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
from partnership.pages.choices import DIRECTION, PARTY, offered
from partnership.rules.periods import LATEST_DAY, today
from partnership.rules.visibility import as_viewer

Rule = Callable[[dt.date], Q]
WITHDRAWN = "withdrawn"
MAX_SEARCH_LENGTH = 100


class DayInput(forms.DateInput):
    """The browser's own picker of days, which reads and writes them in ISO's form in every language."""

    input_type = "date"

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class OnDay(django_filters.DateFilter):
    """Keeps what a rule says holds on a day: the function by which the figure of that name counts.

    It stands in the form only where the address asks for it.
    """

    is_shown_when_asked = True

    def __init__(self, label: Any, rule: Rule) -> None:
        # A rule may count days on from it.
        super().__init__(label=label, widget=DayInput(), validators=[MaxValueValidator(LATEST_DAY)])
        self.rule = rule

    def filter(self, qs: QuerySet, value: dt.date | None) -> QuerySet:
        return qs.filter(self.rule(value)) if value else qs


class OnDayOfAmount(OnDay):
    """Keeps what an amount sums up on a day; nothing for who may not know which records have an amount."""

    def filter(self, qs: QuerySet, value: dt.date | None) -> QuerySet:
        sees_amounts = as_viewer(self.parent.request.user).sees_amounts
        return super().filter(qs, value) if sees_amounts or not value else qs.none()


class DayBound(django_filters.DateFilter):
    """One end of a stretch of days."""

    def __init__(self, field: str, lookup: str, label: Any, *, always: bool) -> None:
        super().__init__(field_name=field, lookup_expr=lookup, label=label, widget=DayInput())
        self.is_shown_when_asked = not always


def stretch(field: str, from_label: Any, before_label: Any, *, always: bool = False) -> tuple[DayBound, DayBound]:
    """The filters `<name>_from` (day included) and `<name>_before` (not included) of a date."""
    return DayBound(field, "gte", from_label, always=always), DayBound(field, "lt", before_label, always=always)


def choice(choices: Any, label: Any, **options: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(choices=choices.choices, label=label, empty_label=_("all"), **options)


class OneOfFew(django_filters.ChoiceFilter):
    """One of the few records that are choices of many lists; the list's filter reads which there are."""

    def __init__(self, kind: str, label: Any, **options: Any) -> None:
        super().__init__(choices=(), label=label, empty_label=_("all"), **options)
        self.kind = kind


class OfPartyOrUnit(OneOfFew):
    """One of the parties, each with its units."""

    def filter(self, qs: QuerySet, value: str | None) -> QuerySet:
        of_unit = f"{self.field_name}__parent"
        return qs.filter(Q((self.field_name, value)) | Q((of_unit, value))) if value else qs


def party_or_unit(label: Any, field: str) -> OfPartyOrUnit:
    """What belongs to one of the parties of the cooperation, or to a unit of it."""
    return OfPartyOrUnit(PARTY, label, field_name=field)


def party(label: Any, field: str, **options: Any) -> OneOfFew:
    """One of the parties of the cooperation."""
    return OneOfFew(PARTY, label, field_name=field, **options)


def direction(field: str = "directions") -> OneOfFew:
    """One of the research directions."""
    return OneOfFew(DIRECTION, _("Research direction"), field_name=f"{field}__code")


class OfRecord(django_filters.CharFilter):
    """Keeps what hangs on one record, named by its code: where a detail page's "all of them" leads."""

    is_shown_when_asked = True


class OfNumber(django_filters.Filter):
    """Keeps what hangs on one record, or on one year, named by its number."""

    field_class = forms.IntegerField
    is_shown_when_asked = True

    def __init__(self, field: str, label: Any, *, most: int = BigIntegerField.MAX_BIGINT, **options: Any) -> None:
        super().__init__(field_name=field, label=label, min_value=1, max_value=most, **options)


def state_filter(label: Any) -> django_filters.ChoiceFilter:
    """What stands in a state that a list's own rules derive from dates, and what is withdrawn."""
    return django_filters.ChoiceFilter(method="in_state", label=label, empty_label=_("all"))


class RecordFilter(django_filters.FilterSet):
    """The filters that every list has: words, and the state, where withdrawn records are asked for by name."""

    text_lookups: ClassVar[tuple[str, ...]] = ()
    states: ClassVar[Mapping[str, tuple[Any, Rule]]] = {}

    q = django_filters.CharFilter(
        method="with_words",
        label=_("Search in this list"),
        max_length=MAX_SEARCH_LENGTH,
        widget=forms.SearchInput(attrs={"placeholder": _("Search in this list")}),
    )
    state = state_filter(_("State"))
    changed_with = OfNumber("pk", _("Changed together (number)"), method="of_one_act")

    def __init__(self, data: Any, queryset: QuerySet, *, request: Any) -> None:
        super().__init__(data, queryset, request=request)
        self.offered = offered()
        for name, one in list(self.filters.items()):
            if isinstance(one, OneOfFew):
                one.extra["choices"] = self.offered.choices[one.kind]
            if getattr(one, "is_shown_when_asked", False) and not self.data.get(name):
                del self.filters[name]
        states = [(key, label) for key, (label, _rule) in self.states.items()]
        if queryset.model.withdrawn_path():
            states.append((WITHDRAWN, _("withdrawn")))
        if states:
            self.filters["state"].extra["choices"] = states
        else:
            del self.filters["state"]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Nothing where a filter cannot be read: a list must never show more than was asked for."""
        if self.errors:
            return queryset.none()
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") == WITHDRAWN else found.current()

    def with_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Records in which every word typed occurs."""
        for word in value.split():
            queryset = queryset.filter(self.word_occurs(word))
        return queryset

    def word_occurs(self, word: str) -> Q:
        condition = Q()
        for lookup in self.text_lookups:
            condition |= Q(**{f"{lookup}__icontains": word})
        return condition

    def of_one_act(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        """The records of the changes that share a line with a change, its own included."""
        kind = ContentType.objects.get_for_model(queryset.model)
        seen = Change.objects.visible_to(as_viewer(self.request.user))
        changes = seen.filter(Exists(seen.in_line_with_outer().filter(pk=value)), target_type=kind)
        return queryset.filter(pk__in=changes.values("target_id"))

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == WITHDRAWN:
            return queryset.filter(**{f"{queryset.model.withdrawn_path()}__isnull": False})
        return queryset.filter(self.states[value][1](today()))
