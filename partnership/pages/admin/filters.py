"""Filters of the lists in the administration; none offers a choice that the reader may not see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partnership.pages.admin.forms import visible_queryset


class VisibleRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by a related record, among those the reader sees."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = _("none")  # a choice is a word, not the dash of an empty cell

    def field_choices(self, field: Field, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple]:
        rows = visible_queryset(field.related_model, request)
        if rows is None:
            return super().field_choices(field, request, model_admin)
        return [(row.pk, str(row)) for row in rows.complex_filter(field.get_limit_choices_to())]


class WithdrawnFilter(admin.SimpleListFilter):
    """Records in use, unless withdrawn ones are asked for."""

    title = _("withdrawn")
    parameter_name = "withdrawn"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [("yes", _("Withdrawn")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        without, *others = super().choices(changelist)
        yield {**without, "display": _("In use")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        return queryset.filter(withdrawn_at__isnull=self.value() != "yes")
