"""The administration of pilot bases, their units, campaigns, variables and series; values come by import only."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from partnership.pages.admin.records import RecordAdmin, RowInline, TopRecordAdmin
from partnership.rules.visibility import as_viewer
from partnership.transfer.admin import TransferAdmin
from pilots.models import Campaign, PilotBase, ProcessUnit, Series, Variable
from pilots.services.series import delete_series


class ProcessUnitInline(RowInline):
    model = ProcessUnit
    fields = ("code", "name_zh", "name_en", "kind", "volume_m3", "starts_on", "ends_on")


class CampaignInline(RowInline):
    model = Campaign
    fields = ("title", "project", "aim", "starts_on", "ends_on")
    autocomplete_fields = ("project",)


@admin.register(PilotBase)
class PilotBaseAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("code", "named", "seen_by", "operator", "place", "starts_on", "last_day")
    list_filter = ("operator",)
    list_select_related = ("operator",)
    search_fields = ("code", "name_zh", "name_en", "place")
    fields = (
        "name_zh",
        "name_en",
        "place",
        "operator",
        "manager",
        "design_flow_m3_d",
        ("starts_on", "ends_on"),
        "summary",
        "source",
    )
    autocomplete_fields = ("operator", "manager")
    inlines = (ProcessUnitInline, CampaignInline)


@admin.register(ProcessUnit)
class ProcessUnitAdmin(RecordAdmin):
    list_display = ("code", "seen_by", "base", "kind", "starts_on", "last_day")
    list_filter = ("kind",)
    list_select_related = ("base__private_to",)
    search_fields = ("code", "name_zh", "name_en", "base__code")
    fields = ("base", "code", "name_zh", "name_en", "kind", "volume_m3", ("starts_on", "ends_on"), "source")
    autocomplete_fields = ("base",)


@admin.register(Variable)
class VariableAdmin(RecordAdmin):
    list_display = ("code", "name_zh", "name_en", "unit", "hard_min", "hard_max")
    search_fields = ("code", "name_zh", "name_en")
    fields = ("code", "name_zh", "name_en", "unit", "hard_min", "hard_max", "source")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        # Files and figures name a variable by its symbol.
        return [*super().get_readonly_fields(request, obj), *(["code"] if obj else [])]


@admin.register(Series)
class SeriesAdmin(RecordAdmin):
    list_display = ("base", "seen_by", "unit", "point", "variable", "origin", "interval_seconds")
    list_filter = ("point", "origin", "variable")
    list_select_related = ("base__private_to", "unit", "variable")
    search_fields = ("base__code", "variable__code")
    fields = ("base", "unit", "variable", "point", "origin", "interval_seconds", "ends_on", "source")
    autocomplete_fields = ("base", "unit", "variable")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        # What the values are of: with another variable or point they would be other values.
        fixed = ["base", "unit", "variable", "point", "origin"] if obj and obj.has_values else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Its measurements would go with it.
        return as_viewer(request.user).is_operator and super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Series) -> None:
        delete_series(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for series in queryset:
            delete_series(series, by=request.user)
