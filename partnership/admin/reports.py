"""The administration of scheduled reports; saving one reschedules it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field
from django.http import HttpRequest

from partnership.models import Recipient, Report, ReportSectionChoice
from partnership.pages.admin.records import RowInline, TopRecordAdmin
from partnership.reports.schedule.clock import reschedule
from partnership.rules import registry


class SectionInline(RowInline):
    model = ReportSectionChoice
    fields = ("position", "section", "options")
    ordering = ("position", "pk")

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name == "section":
            choices = [(section.key, section.label) for section in registry.report_sections]
            return forms.ChoiceField(label=db_field.verbose_name, choices=[("", "---------"), *choices])
        if db_field.name == "options":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 1, "cols": 40})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class RecipientInline(RowInline):
    model = Recipient
    fields = ("user", "name", "address", "private_to", "language", "is_active", "unsubscribed_at")
    readonly_fields = ("unsubscribed_at",)
    autocomplete_fields = ("user",)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        if db_field.name in ("name", "address"):
            kwargs["widget"] = forms.TextInput(attrs={"size": 18})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Report)
class ReportAdmin(TopRecordAdmin):
    list_display = ("key", "named", "seen_by", "cadence", "is_active")
    list_filter = ("cadence", "is_active")
    search_fields = ("key", "name_zh", "name_en")
    fields = (
        "key",
        "name_zh",
        "name_en",
        "introduction_zh",
        "introduction_en",
        "cadence",
        ("weekday", "day", "month"),
        ("at", "time_zone"),
        "day_off",
        "looks_ahead",
        "catches_up",
        ("has_pdf", "has_xlsx"),
        "is_silent_when_empty",
        "is_active",
        "owner",
        "source",
    )
    autocomplete_fields = ("owner",)
    inlines = (SectionInline, RecipientInline)

    def save_related(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().save_related(request, *args, **kwargs)
        reschedule(args[0].instance)
