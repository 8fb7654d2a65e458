"""The administration of projects, outcomes, patents and engineering cases."""

from django.contrib import admin

from partnership.pages.admin.records import RecordAdmin, RowInline, TopRecordAdmin
from partnership.transfer.admin import TransferAdmin
from projects.models import (
    EngineeringCase,
    Inventor,
    Milestone,
    Outcome,
    Patent,
    PatentApplicant,
    Project,
    ProjectBudget,
    ProjectLead,
    ReadinessAssessment,
)


class ProjectLeadInline(RowInline):
    model = ProjectLead
    fields = ("organisation", "person", "starts_on", "ends_on")
    autocomplete_fields = ("organisation", "person")


class ProjectBudgetInline(RowInline):
    model = ProjectBudget
    needs_amounts = True
    fields = ("origin", "funder", "year", "amount", "source")


class MilestoneInline(RowInline):
    model = Milestone
    fields = ("title", "organisation", "owner", "due_on", "done_on")
    autocomplete_fields = ("organisation", "owner")


@admin.register(Project)
class ProjectAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("code", "named", "seen_by", "agreement", "starts_on", "last_day")
    list_filter = ("directions",)
    list_select_related = ("agreement",)
    search_fields = ("code", "name_zh", "name_en")
    date_hierarchy = "starts_on"
    fields = (
        "name_zh",
        "name_en",
        "agreement",
        "directions",
        "summary",
        ("starts_on", "ends_on", "stopped_on"),
        "source",
    )
    autocomplete_fields = ("agreement", "directions")
    inlines = (ProjectLeadInline, ProjectBudgetInline, MilestoneInline)


@admin.register(Milestone)
class MilestoneAdmin(RecordAdmin):
    list_display = ("title", "seen_by", "project", "organisation", "owner", "due_on", "done_on")
    list_filter = ("organisation",)
    list_select_related = ("project__private_to", "organisation", "owner")
    search_fields = ("title", "project__code")
    date_hierarchy = "due_on"
    fields = ("project", "title", "organisation", "owner", "due_on", "done_on", "remarks", "source")
    autocomplete_fields = ("project", "organisation", "owner")


class ReadinessAssessmentInline(RowInline):
    model = ReadinessAssessment
    fields = ("level", "assessed_on", "assessor", "evidence", "source")
    autocomplete_fields = ("assessor",)


@admin.register(Outcome)
class OutcomeAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("code", "named", "seen_by", "kind", "achieved_on", "project")
    list_filter = ("kind", "direction")
    list_select_related = ("project",)
    search_fields = ("code", "name_zh", "name_en")
    date_hierarchy = "achieved_on"
    fields = ("name_zh", "name_en", "kind", "project", "direction", "achieved_on", "summary", "source")
    autocomplete_fields = ("project", "direction")
    inlines = (ReadinessAssessmentInline,)


class PatentApplicantInline(RowInline):
    model = PatentApplicant
    fields = ("part", "position", "name", "organisation")
    autocomplete_fields = ("organisation",)


class InventorInline(RowInline):
    model = Inventor
    fields = ("position", "name", "person")
    autocomplete_fields = ("person",)


@admin.register(Patent)
class PatentAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("code", "named", "seen_by", "application_number", "publication_number", "filed_on", "status")
    list_filter = ("kind", "status", "office")
    search_fields = ("code", "name_zh", "name_en", "application_number", "publication_number")
    date_hierarchy = "filed_on"
    fields = (
        "name_zh",
        "name_en",
        "kind",
        "office",
        ("application_number", "publication_number"),
        ("filed_on", "priority_on", "published_on"),
        ("granted_on", "ended_on"),
        "status",
        "ipc",
        "projects",
        "note",
        "source",
    )
    autocomplete_fields = ("projects",)
    inlines = (PatentApplicantInline, InventorInline)


@admin.register(EngineeringCase)
class EngineeringCaseAdmin(TransferAdmin, TopRecordAdmin):
    list_display = ("code", "named", "seen_by", "site_owner", "place", "commissioned_on", "capacity_m3_d")
    list_filter = ("direction",)
    list_select_related = ("site_owner",)
    search_fields = ("code", "name_zh", "name_en", "place")
    date_hierarchy = "commissioned_on"
    fields = (
        "name_zh",
        "name_en",
        "outcomes",
        "direction",
        "site_owner",
        "place",
        "commissioned_on",
        "capacity_m3_d",
        "energy_saved_kwh_m3",
        "benefit",
        "source",
    )
    autocomplete_fields = ("outcomes", "direction", "site_owner")
