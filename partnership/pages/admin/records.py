"""The base of every administration of records: one place that holds each door of the other party's rows."""

from __future__ import annotations

from collections.abc import Callable
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
from partnership.pages.admin.forms import NarrowedForms, hidden_names, load_visible_links
from partnership.pages.editing import TO_PAGE
from partnership.records.changes import act
from partnership.records.history import history_of
from partnership.records.saving import delete_record, save_record, set_links
from partnership.rules import formats
from partnership.rules.fields import MoneyField
from partnership.rules.visibility import MayBePrivate, VisibleModel, as_viewer

NOTHING_ELSE = gettext_lazy("records that you cannot change")
NUMBERS = (MoneyField, FloatField, DecimalField)
# The unit stands with each amount, so that the heading needs none.
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


def audience_of(record: VisibleModel) -> Model | None:
    """The record, itself or up the chain of its parents, whose column says who sees it."""
    while not isinstance(record, MayBePrivate) and record.visibility_parent:
        record = getattr(record, record.visibility_parent)
    return record


@cache
def number_column(field: Field) -> Callable[[Any], str]:
    """A column of numbers as the list pages write them; it is sorted by what is stored."""
    write = markup.money if isinstance(field, MoneyField) else formats.number

    @admin.display(description=AMOUNTS.get(field.name, field.verbose_name), ordering=field.name)
    def shown(record: Any) -> str:
        return write(getattr(record, field.name))

    shown.__name__ = f"{field.name} number"  # Django makes it the classes of the cells
    return shown


class GuardedAdmin(NarrowedForms):
    """Rights that end at the other party's rows; writing through the one service."""

    def view_on_site(self, record: Any) -> str | None:
        try:
            return record.get_absolute_url()
        except (AttributeError, NoReverseMatch):
            return None

    def may_reach(self, request: HttpRequest, obj: Model | None) -> bool:
        """Whether this row is for the reader at all."""
        return not isinstance(obj, VisibleModel) or as_viewer(request.user).may_see(obj.audience_id)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_view_permission(request, obj) and self.may_reach(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.may_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if issubclass(self.opts.model, TopRecord) and not as_viewer(request.user).is_operator:
            return False  # withdrawn instead; a real delete is the operator's
        return super().has_delete_permission(request, obj) and self.may_reach(request, obj)


class RowInline(GuardedAdmin, admin.TabularInline):
    """Rows that hang on a record and share its audience."""

    extra = 0
    show_change_link = False
    needs_amounts = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None) -> bool:
        return super().has_add_permission(request, obj) and self._sees_what_it_needs(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._sees_what_it_needs(request)

    def _sees_what_it_needs(self, request: HttpRequest) -> bool:
        return not self.needs_amounts or as_viewer(request.user).sees_amounts


# The endings of the addresses to which a list's filters and its line of years, months and days lead.
WRITTEN_BY_FILTERS = ("", "__exact", "__isnull", "__id__exact")
WRITTEN_BY_HIERARCHY = ("__year", "__month", "__day")


class RecordAdmin(GuardedAdmin, admin.ModelAdmin):
    """The administration of a kind of record."""

    list_per_page = 50
    empty_value_display = formats.NOTHING
    show_full_result_count = False
    save_as = False
    needs_amounts = False

    class Media:
        css = {"all": ("css/administration.css",)}

    # Who sees what

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self._sees_what_it_needs(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._sees_what_it_needs(request)

    def _sees_what_it_needs(self, request: HttpRequest) -> bool:
        return not self.needs_amounts or as_viewer(request.user).sees_amounts

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        record = super().get_object(request, object_id, from_field)
        if record is not None:
            load_visible_links(record, request)
        return record

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404  # a hidden record and none look the same

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the list's own filters write: any other path could be asked about hidden rows or amounts."""
        filters = self.get_list_filter(request)
        names = [one[0] if isinstance(one, list | tuple) else getattr(one, "parameter_name", one) for one in filters]
        written = {f"{name}{ending}" for name in names for ending in WRITTEN_BY_FILTERS}
        written |= {f"{self.date_hierarchy}{ending}" for ending in WRITTEN_BY_HIERARCHY}
        return lookup in written

    def get_list_filter(self, request: HttpRequest) -> list:
        filters = [
            (name, VisibleRelatedFilter) if isinstance(name, str) and self._is_relation(name) else name
            for name in super().get_list_filter(request)
        ]
        return [*filters, WithdrawnFilter] if issubclass(self.model, TopRecord) else filters

    def _is_relation(self, name: str) -> bool:
        return "__" not in name and self.opts.get_field(name).is_relation

    def get_list_display(self, request: HttpRequest) -> list[str | Callable[[Any], str]]:
        hidden = hidden_names(self.model, request)
        fields = {one.name: one for one in self.opts.concrete_fields if isinstance(one, NUMBERS)}
        shown = [name for name in super().get_list_display(request) if name not in hidden]
        return [number_column(fields[name]) if name in fields else name for name in shown]

    @admin.display(description=gettext_lazy("seen by"))
    def seen_by(self, record: VisibleModel) -> SafeString:
        holder = audience_of(record)
        party = holder.private_to.code if getattr(holder, "private_to_id", None) else ""
        is_withdrawn = getattr(record, "withdrawn_at", None) is not None
        return _marks(party, getattr(record, "is_sample", False), is_withdrawn)

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

    @act()
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as error:  # found on saving only: a rule that spans several rows
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def response_post_save_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        is_from_page = TO_PAGE.items() <= request.GET.dict().items()
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
            raise Http404  # before the question whether the reader may delete: that would tell that it exists
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        delete_record(obj, by=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for record in queryset:
            delete_record(record, by=request.user)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:
        if self._reaches_hidden(objs, request):
            return [], {}, {NOTHING_ELSE}, []
        return super().get_deleted_objects(objs, request)

    def _reaches_hidden(self, objs: Any, request: HttpRequest) -> bool:
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        touched = [*collector.protected, *(one for found in collector.model_objs.values() for one in found)]
        return not all(self.may_reach(request, one) for one in touched)

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
            "entries": history_of(record, as_viewer(request.user)),
            "object": record,
            "opts": self.opts,
            "module_name": self.opts.verbose_name_plural,
        }
        return TemplateResponse(request, "admin/record_history.html", context)

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Nothing: the change table tells it, to those who may see it."""

    log_change = log_addition
    log_deletion = log_addition

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Nothing, as above."""


class TopRecordAdmin(RecordAdmin):
    """The administration of a kind with pages of its own: withdrawn and brought back, shared as a visible act."""

    actions = (withdraw_selected, bring_back_selected, share_selected)

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        related = list(super().get_list_select_related(request) or ())
        return [*related, "private_to"] if issubclass(self.model, MayBePrivate) else related

    def has_share_permission(self, request: HttpRequest) -> bool:
        return issubclass(self.model, MayBePrivate) and request.user.has_perm("partnership.share_record")

    @admin.display(description=gettext_lazy("name"), ordering="name_zh")
    def named(self, record: Any) -> str:
        return record.name
