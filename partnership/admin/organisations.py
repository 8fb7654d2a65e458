"""The administration of organisations, and of people with their roles and achievements."""

from typing import ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from partnership.models import Achievement, Organisation, Person, Role
from partnership.pages.admin.forms import own_people
from partnership.pages.admin.records import RecordAdmin, RowInline, TopRecordAdmin
from partnership.transfer.admin import TransferAdmin


@admin.register(Organisation)
class OrganisationAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("code", "named", "seen_by", "kind", "parent", "is_party")
    list_filter = ("kind", "is_party")
    list_select_related = ("parent",)
    search_fields = ("code", "name_zh", "name_en", "credit_code")
    fields = ("code", "name_zh", "name_en", "kind", "parent", "is_party", "credit_code", "website", "source")
    autocomplete_fields = ("parent",)
    formfield_overrides: ClassVar[dict] = {models.URLField: {"assume_scheme": "https"}}  # of an address without one


class RoleInline(RowInline):
    model = Role
    fields = ("organisation", "title_zh", "title_en", "starts_on", "ends_on", "source")
    autocomplete_fields = ("organisation",)


class AchievementInline(RowInline):
    model = Achievement
    fields = ("kind", "title_zh", "title_en", "achieved_on", "source")


@admin.register(Person)
class PersonAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("named", "seen_by", "organisation", "unit", "academic_title")
    list_filter = ("organisation",)
    list_select_related = ("organisation",)
    search_fields = ("name_zh", "name_en", "unit")
    fields = (
        "name_zh",
        "name_en",
        "organisation",
        "unit",
        "academic_title",
        "email",
        "phone",
        "contact_purpose",
        "source",
    )
    autocomplete_fields = ("organisation",)
    inlines = (RoleInline, AchievementInline)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Offer the form of an account only the people that it accepts."""
        if request.GET.get("model_name") == "user":
            queryset = own_people(queryset, request)
        return super().get_search_results(request, queryset, search_term)


@admin.register(Achievement)
class AchievementAdmin(RecordAdmin):
    list_display = ("stated", "seen_by", "person", "kind", "achieved_on")
    list_filter = ("kind",)
    list_select_related = ("person",)
    search_fields = ("title_zh", "title_en", "person__name_zh", "person__name_en")
    fields = ("person", "kind", "title_zh", "title_en", "achieved_on", "source")
    autocomplete_fields = ("person",)

    @admin.display(description=gettext_lazy("What was achieved"), ordering="title_zh")
    def stated(self, record: Achievement) -> str:
        return record.title
