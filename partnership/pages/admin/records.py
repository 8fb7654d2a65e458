"""The base of every administration of records: each way in is limited to the rows that the reader may see."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import router
from django.db.models import DecimalField, Field, FloatField, Model, QuerySet
from django.forms import BaseFormSet, Form, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.models.base import CodedRecord, TopRecord
from partnership.pages import markup
from partnership.pages.admin.actions import bring_back_selected, share_selected, withdraw_selected
from partnership.pages.admin.filters import VisibleRelatedFilter, WithdrawnFilter
from partnership.pages.admin.forms import VisibleFormsMixin, hidden_fields, load_visible_links
from partnership.pages.editing import RETURN_TO_PAGE, SHARE_PERMISSION
from partnership.pages.tables.columns import audience_party
from partnership.records.changes import act
from partnership.records.history import HistoryEntry, history_of
from partnership.records.saving import delete_record, save_record, set_links
from partnership.rules import formats
from partnership.rules.fields import MoneyField
from partnership.rules.visibility import MayBePrivate, VisibleModel, as_viewer

UNCHANGEABLE_RECORDS = gettext_lazy("records that you cannot change")
NUMBERS = (MoneyField, FloatField, DecimalField)
# Each amount is written with its unit, so that the heading needs none.
AMOUNTS = {
    "amount": gettext_lazy("Amount"),
    "planned_amount": gettext_lazy("Planned"),
    "received_amount": gettext_lazy("Received"),
}


def _marks(party: str, is_sample: bool, is_withdrawn: bool) -> SafeString:
    marks = [("private", _("private to %(party)s") % {"party": party}) if party else ("shared", _("shared"))]
    marks += [("sample", _("sample"))] if is_sample else []
    marks += [("withdrawn", _("withdrawn"))] if is_withdrawn else []
    return format_html_join(" ", '<span class="mark mark-{}">{}</span>', marks)


@cache
def number_column(field: Field) -> Callable[[Any], str]:
    """Return a column of numbers, written as on the list pages and sorted by what is stored."""
    write = markup.money if isinstance(field, MoneyField) else formats.number

    @admin.display(description=AMOUNTS.get(field.name, field.verbose_name), ordering=field.name)
    def shown(record: Any) -> str:
        return write(getattr(record, field.name))

    shown.__name__ = f"{field.name} number"  # Django makes it the classes of the cells
    return shown


class VisibleAdminMixin(VisibleFormsMixin):
    """Permissions limited to rows that the reader may see; where `needs_amounts`, to readers who see amounts."""

    needs_amounts = False

    def view_on_site(self, record: Any) -> str | None:
        try:
            return record.get_absolute_url()
        except (AttributeError, NoReverseMatch):
            return None

    def is_within_reach(self, request: HttpRequest, obj: Model | None) -> bool:
        """Return whether the reader may see this row at all."""
        return not isinstance(obj, VisibleModel) or as_viewer(request.user).may_see(obj.audience_id)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and self.is_within_reach(request, obj)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return super().has_add_permission(request, *args) and self._may_write_amounts(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        is_allowed = super().has_change_permission(request, obj) and self.is_within_reach(request, obj)
        return is_allowed and self._may_write_amounts(request)

    def _may_write_amounts(self, request: HttpRequest) -> bool:
        return not self.needs_amounts or as_viewer(request.user).sees_amounts

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if issubclass(self.opts.model, TopRecord) and not as_viewer(request.user).is_operator:
            return False  # withdrawn instead; a real delete is the operator's
        return super().has_delete_permission(request, obj) and self.is_within_reach(request, obj)


class RowInline(VisibleAdminMixin, admin.TabularInline):
    """Rows that belong to a record and share its audience."""

    extra = 0
    show_change_link = False


# The lookups in the URLs of a list's filters and of its date hierarchy.
FILTER_LOOKUPS = ("", "__exact", "__isnull", "__id__exact")
HIERARCHY_LOOKUPS = ("__year", "__month", "__day")


class RecordAdmin(VisibleAdminMixin, admin.ModelAdmin):
    """The administration of a kind of record."""

    list_per_page = 50
    empty_value_display = formats.NOTHING
    show_full_result_count = False
    save_as = False

    class Media:
        css = {"all": ("css/administration.css",)}

    # Who sees what

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        record = super().get_object(request, object_id, from_field)
        if record is not None:
            load_visible_links(record, request)
        return record

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404  # a hidden record and none look the same

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allow only what the list's own filters write: any other path could ask about hidden rows or amounts."""
        filters = self.get_list_filter(request)
        names = [
            item[0] if isinstance(item, list | tuple) else getattr(item, "parameter_name", item) for item in filters
        ]
        allowed = {f"{name}{ending}" for name in names for ending in FILTER_LOOKUPS}
        allowed |= {f"{self.date_hierarchy}{ending}" for ending in HIERARCHY_LOOKUPS}
        return lookup in allowed

    def get_list_filter(self, request: HttpRequest) -> list:
        filters = [
            (name, VisibleRelatedFilter) if isinstance(name, str) and self._is_relation(name) else name
            for name in super().get_list_filter(request)
        ]
        return [*filters, WithdrawnFilter] if issubclass(self.model, TopRecord) else filters

    def _is_relation(self, name: str) -> bool:
        return "__" not in name and self.opts.get_field(name).is_relation

    def get_list_display(self, request: HttpRequest) -> list[str | Callable[[Any], str]]:
        hidden = hidden_fields(self.model, request)
        fields = {field.name: field for field in self.opts.concrete_fields if isinstance(field, NUMBERS)}
        shown = [name for name in super().get_list_display(request) if name not in hidden]
        return [number_column(fields[name]) if name in fields else name for name in shown]

    @admin.display(description=gettext_lazy("seen by"))
    def seen_by(self, record: VisibleModel) -> SafeString:
        party = audience_party(record)
        is_withdrawn = getattr(record, "withdrawn_at", None) is not None
        return _marks(party.code if party else "", getattr(record, "is_sample", False), is_withdrawn)

    # The form

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        top = ["code"] if obj and issubclass(self.model, CodedRecord) else []
        if issubclass(self.model, MayBePrivate):
            top.append("seen_by" if obj else "private_to")
        return [*top, *super().get_fields(request, obj)] if self.fields else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        fixed = list(super().get_readonly_fields(request, obj))
        if obj and issubclass(self.model, CodedRecord):
            fixed.append("code")
        if issubclass(self.model, MayBePrivate) and obj:
            fixed += ["seen_by", "private_to"]
        return fixed

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        try:
            # A record is entered with its rows in one act; of one that was there before each change is told in full.
            with nullcontext() if object_id else act():
                return super().changeform_view(request, object_id, *args, **kwargs)
        except ValidationError as error:  # found on saving only: a rule that spans several rows
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def response_post_save_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        is_from_page = RETURN_TO_PAGE.items() <= request.GET.dict().items()
        page = self.view_on_site(obj) if is_from_page else None
        return HttpResponseRedirect(page) if page else super().response_post_save_change(request, obj)

    response_post_save_add = response_post_save_change  # both of Django's lead to the list

    def save_model(self, request: HttpRequest, obj: Model, form: Form, change: bool) -> None:
        save_record(obj, by=request.user)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list[BaseFormSet], change: bool) -> None:
        for field in self.opts.many_to_many:
            if field.name in form.cleaned_data:
                set_links(form.instance, field.name, form.cleaned_data[field.name], by=request.user)
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request: HttpRequest, form: Form, formset: BaseFormSet, change: bool) -> None:
        for row in formset.save(commit=False):
            save_record(row, by=request.user)
        for row in formset.deleted_objects:
            delete_record(row, by=request.user)

    # Deletion

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404  # before the permission to delete is checked: a 403 would reveal that it exists
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        delete_record(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for record in queryset:
            delete_record(record, by=request.user)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:
        if self._reaches_hidden(objs, request):
            return [], {}, {UNCHANGEABLE_RECORDS}, []
        return super().get_deleted_objects(objs, request)

    def _reaches_hidden(self, objs: Any, request: HttpRequest) -> bool:
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        affected = [*collector.protected, *(row for rows in collector.model_objs.values() for row in rows)]
        return not all(self.is_within_reach(request, row) for row in affected)

    # History: ours, from the change table

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            raise Http404
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(record)s") % {"record": record},
            "entries": self.get_history_entries(request, record),
            "object": record,
            "opts": self.opts,
            "module_name": self.opts.verbose_name_plural,
        }
        return TemplateResponse(request, "admin/record_history.html", context)

    def get_history_entries(self, request: HttpRequest, record: Model) -> list[HistoryEntry]:
        return history_of(record, as_viewer(request.user))

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Write nothing: the change table has it, for those who may see it."""

    log_change = log_addition
    log_deletion = log_addition

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Write nothing, as above."""


class TopRecordAdmin(RecordAdmin):
    """The administration of a kind with pages of its own: its records are withdrawn, restored and shared."""

    actions = (withdraw_selected, bring_back_selected, share_selected)

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        related = list(super().get_list_select_related(request) or ())
        return [*related, "private_to"] if issubclass(self.model, MayBePrivate) else related

    def has_share_permission(self, request: HttpRequest) -> bool:
        return issubclass(self.model, MayBePrivate) and request.user.has_perm(SHARE_PERMISSION)

    @admin.display(description=gettext_lazy("name"), ordering="name_zh")
    def named(self, record: Any) -> str:
        return record.name
