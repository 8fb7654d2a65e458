"""The administration of what the system writes, read only: changes, jobs, sequences; and of documents."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy, pgettext

from partnership.models import Change, CodeSequence, Document, Job
from partnership.pages.admin.records import RecordAdmin
from partnership.records.history import HistoryEntry, entries
from partnership.rules import registry
from partnership.rules.visibility import as_viewer


class ReadOnlyAdmin(RecordAdmin):
    """Rows that nobody adds, changes or deletes here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ("at", "action", "called", "seen_by", "by")
    list_filter = ("action",)
    list_select_related = ("by", "private_to")
    search_fields = ("label_zh", "label_en")
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("record"), ordering="label_zh")
    def called(self, change: Change) -> str:
        return change.label

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show before and after as the history does: without what the reader may not see."""
        change = self.get_object(request, object_id)
        if change is None or not self.has_view_permission(request, change):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": pgettext("history", "Change"),
            "entries": entries([cast(Change, change)], as_viewer(request.user)),
            "object": change,
            "opts": self.opts,
            "module_name": self.opts.verbose_name_plural,
        }
        return TemplateResponse(request, "admin/record_history.html", context)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("called", "about", "state", "done_steps", "all_steps", "created_at", "ended_at")
    list_filter = ("state",)
    fields = ("called", "about", "state", "done_steps", "all_steps", "attempts", "by", "created_at", "ended_at")

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def called(self, job: Job) -> str:
        return str(registry.job_kinds[job.kind].label)

    @admin.display(description=gettext_lazy("what it is about"))
    def about(self, job: Job) -> str:
        return registry.job_kinds[job.kind].title_of(job)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        jobs = super().get_queryset(request)
        return jobs if as_viewer(request.user).is_operator else jobs.filter(by=request.user)

    def is_within_reach(self, request: HttpRequest, obj: Model | None) -> bool:
        own = not isinstance(obj, Job) or as_viewer(request.user).is_operator or obj.by_id == request.user.pk
        return own and super().is_within_reach(request, obj)


@admin.register(CodeSequence)
class CodeSequenceAdmin(ReadOnlyAdmin):
    list_display = ("key", "last_number")
    search_fields = ("key",)

    def get_history_entries(self, request: HttpRequest, record: Model) -> list[HistoryEntry]:
        return []  # no changes are written of sequences, and their keys are no numbers as those of records are


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    list_display = ("title", "seen_by", "kind", "version", "file_name", "size", "created_at")
    list_filter = ("kind",)
    list_select_related = ("private_to",)
    search_fields = ("title", "file_name")
    fields = ("title", "kind", "version", "file_name", "content_type", "size", "sha256", "by", "source")
    readonly_fields = ("version", "file_name", "content_type", "size", "sha256", "by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # a file is added on the page of its record, whose audience it takes

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return as_viewer(request.user).is_operator and super().has_delete_permission(request, obj)
