"""The base of every form of the administration: only rows, choices and columns that the reader may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field, ForeignKey, Model, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partnership.models import Organisation, Person
from partnership.rules.fields import EndDateField, MoneyField, last_day
from partnership.rules.visibility import VisibleQuerySet, as_viewer

CONTACT_FIELDS = ("email", "phone")


def visible_queryset(model: type[Model], request: HttpRequest) -> QuerySet | None:
    """Return the rows of a model that the reader may see; None for models without the rule (groups, kinds)."""
    rows = model._default_manager.all()  # unscoped: narrowed in the next line
    return rows.visible_to(request.user) if hasattr(rows, "visible_to") else None


def amount_fields(model: type[Model]) -> set[str]:
    """Return the names of a model's columns of money."""
    return {field.name for field in model._meta.concrete_fields if isinstance(field, MoneyField)}


def hidden_fields(model: type[Model], request: HttpRequest, record: Model | None = None) -> set[str]:
    """Return the columns that the reader may not see: amounts, contacts of the other party's people."""
    viewer = as_viewer(request.user)
    hidden = set() if viewer.sees_amounts else amount_fields(model)
    if isinstance(record, Person) and record.pk and not (viewer.is_operator or record.is_of(viewer)):
        hidden |= {*CONTACT_FIELDS, "contact_purpose"}
    return hidden | (_hidden_foreign_keys(record, request) if record is not None and record.pk else set())


def _hidden_foreign_keys(record: Model, request: HttpRequest) -> set[str]:
    """Return foreign keys to hidden rows with a rule of their own (accounts): the reader must not empty them."""
    return {
        field.name
        for field in record._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and getattr(record, field.attname) is not None
        and _has_own_rule(field.related_model)
        and not visible_queryset(field.related_model, request).filter(pk=getattr(record, field.attname)).exists()
    }


def _has_own_rule(model: type[Model]) -> bool:
    rule = getattr(type(model._default_manager.none()), "visible_to", None)
    return rule not in (None, VisibleQuerySet.visible_to)


def load_visible_links(record: Model, request: HttpRequest) -> None:
    """Prefetch the record's links that the reader sees, so that nothing later shows or compares the others."""
    narrowed = [
        Prefetch(field.name, queryset=rows)
        for field in record._meta.many_to_many
        if (rows := visible_queryset(field.related_model, request)) is not None
    ]
    prefetch_related_objects([record], *narrowed)


class VisibleFormsMixin:
    """A ModelAdmin or inline whose choices, columns and rows are limited to what the reader may see."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_field_queryset(self, db: str | None, db_field: Field, request: HttpRequest) -> QuerySet | None:
        if db_field.name == "private_to":
            return own_parties(request)
        rows = visible_queryset(db_field.remote_field.model, request)
        return super().get_field_queryset(db, db_field, request) if rows is None else rows

    def formfield_for_foreignkey(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "private_to":
            kwargs["empty_label"] = _("shared by all parties")
        # Set here: a caller may pass a queryset, or leave it to the field, which would offer every row.
        rows = self.get_field_queryset(kwargs.get("using"), db_field, request)
        if rows is not None:
            kwargs["queryset"] = rows
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        rows = self.get_field_queryset(kwargs.get("using"), db_field, request)
        if rows is not None:
            kwargs["queryset"] = rows
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [*(super().get_exclude(request, obj) or ()), *hidden_fields(self.model, request, obj)]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list:
        hidden = hidden_fields(self.model, request, obj)
        replaced = {"ends_on": "last_day"} if self._only_reads(request, obj) else {}
        return [
            (title, _visible_options(options, hidden, replaced))
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *(["last_day"] if self._only_reads(request, obj) else ())]

    def _only_reads(self, request: HttpRequest, obj: Model | None) -> bool:
        has_end = any(isinstance(field, EndDateField) for field in self.model._meta.concrete_fields)
        return has_end and obj is not None and not self.has_change_permission(request, obj)

    @admin.display(description=_("last day"), ordering="ends_on")
    def last_day(self, record: Any) -> dt.date | None:
        """Return the last day of the period: what is stored is the day after it."""
        return last_day(record.ends_on)


def own_parties(request: HttpRequest) -> QuerySet[Organisation]:
    """Return the parties to which the reader may make a new record private."""
    viewer = as_viewer(request.user)
    parties = Organisation.objects.visible_to(viewer).filter(is_party=True)
    return parties if viewer.is_operator else parties.filter(pk=viewer.party_id)


def own_people(people: QuerySet, request: HttpRequest) -> QuerySet:
    """Keep people of the reader's own party: who of another party has an account is not theirs to know."""
    viewer = as_viewer(request.user)
    if viewer.is_operator:
        return people
    return people.filter(Q(organisation=viewer.party_id) | Q(organisation__parent=viewer.party_id))


def _visible_options(options: dict[str, Any], hidden: set[str], replaced: dict[str, str]) -> dict[str, Any]:
    rows = []
    for row in options["fields"]:
        names = row if isinstance(row, list | tuple) else [row]
        names = [replaced.get(name, name) for name in names if name not in hidden]
        if names:
            rows.append(tuple(names) if len(names) > 1 else names[0])
    return {**options, "fields": tuple(rows)}
