"""The administration of talent programmes, cohorts, trainees, their supervisors and placements."""

from django.contrib import admin

from partnership.pages.admin.records import RecordAdmin, RowInline, TopRecordAdmin
from partnership.transfer.admin import TransferAdmin
from talent.models import Cohort, Placement, Programme, Supervision, Trainee


class CohortInline(RowInline):
    model = Cohort
    fields = ("name", "places", "starts_on", "ends_on", "source")


@admin.register(Programme)
class ProgrammeAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("code", "named", "seen_by", "kind", "starts_on", "last_day")
    list_filter = ("kind",)
    search_fields = ("code", "name_zh", "name_en")
    fields = ("name_zh", "name_en", "kind", "agreement", ("starts_on", "ends_on"), "summary", "source")
    autocomplete_fields = ("agreement",)
    inlines = (CohortInline,)


@admin.register(Cohort)
class CohortAdmin(RecordAdmin):
    list_display = ("name", "seen_by", "programme", "places", "starts_on", "last_day")
    list_select_related = ("programme__private_to",)
    search_fields = ("name", "programme__code")
    fields = ("programme", "name", "places", ("starts_on", "ends_on"), "source")
    autocomplete_fields = ("programme",)


class SupervisionInline(RowInline):
    model = Supervision
    fields = ("supervisor", "organisation", "starts_on", "ends_on")
    autocomplete_fields = ("supervisor", "organisation")


class PlacementInline(RowInline):
    model = Placement
    fields = ("base", "project", "purpose", "starts_on", "ends_on")
    autocomplete_fields = ("base", "project")


@admin.register(Trainee)
class TraineeAdmin(RecordAdmin):
    list_display = ("person", "seen_by", "cohort", "enrolled_on", "ended_on", "ending")
    list_filter = ("ending",)
    list_select_related = ("person", "cohort__programme__private_to")
    search_fields = ("person__name_zh", "person__name_en", "topic")
    date_hierarchy = "enrolled_on"
    fields = ("cohort", "person", "enrolled_on", "ended_on", "ending", "topic", "source")
    autocomplete_fields = ("cohort", "person")
    inlines = (SupervisionInline, PlacementInline)
