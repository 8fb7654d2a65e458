"""The administration of research directions, their steps and leads, and of the stages of the cooperation."""

from django.contrib import admin

from partnership.models import CooperationStage, DirectionLead, DirectionStep, ResearchDirection
from partnership.pages.admin.records import RowInline, TopRecordAdmin
from partnership.transfer.admin import TransferAdmin


class DirectionStepInline(RowInline):
    model = DirectionStep
    fields = ("stage", "reached_on", "reason", "source")


class DirectionLeadInline(RowInline):
    model = DirectionLead
    fields = ("person", "starts_on", "ends_on", "source")
    autocomplete_fields = ("person",)


@admin.register(ResearchDirection)
class ResearchDirectionAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("code", "named", "seen_by", "predecessor", "updated_at")
    list_select_related = ("predecessor",)
    search_fields = ("code", "name_zh", "name_en")
    fields = (
        "name_zh",
        "name_en",
        "summary_zh",
        "summary_en",
        "front_evidence_zh",
        "front_evidence_en",
        "front_source",
        "predecessor",
        "source",
    )
    autocomplete_fields = ("predecessor",)
    inlines = (DirectionStepInline, DirectionLeadInline)


@admin.register(CooperationStage)
class CooperationStageAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("number", "named", "seen_by", "starts_on", "last_day")
    search_fields = ("name_zh", "name_en")
    fields = ("number", "name_zh", "name_en", "summary_zh", "summary_en", ("starts_on", "ends_on"), "source")
