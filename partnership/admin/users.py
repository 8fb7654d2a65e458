"""The administration of accounts: a party's administrator manages those of the own party, within the own rights."""

from __future__ import annotations

import logging
import smtplib
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as AccountAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Field, Model, QuerySet
from django.forms import BaseFormSet, Form, ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from partnership.accounts.invitations import create_invited, send_invitation
from partnership.accounts.roles import enters_administration, grantable_roles
from partnership.models import User
from partnership.models.user import ROLE_LABELS
from partnership.operations.doctor import stores_mails
from partnership.pages.admin.forms import own_people
from partnership.pages.admin.records import RecordAdmin
from partnership.records.saving import save_record, set_links
from partnership.rules.visibility import as_viewer

logger = logging.getLogger(__name__)


class RoleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, role: Group) -> Any:
        return ROLE_LABELS.get(role.name, role.name)


class AccountForm(forms.ModelForm):
    """An account without its password, which its owner sets by the link of the invitation."""

    groups = RoleField(
        Group.objects.none(),
        label=pgettext_lazy("account", "Roles"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Mark at least one role: it decides what the account may do.")},
    )

    class Meta:
        model = User
        fields = ("email", "name", "organisation", "person", "language", "time_zone", "groups", "is_active")
        error_messages = {"email": {"unique": _("No account can be made for this address; ask an operator.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_superuser and "groups" in self.fields:
            self.fields["groups"].required = False  # an operator may do everything without one


@admin.action(permissions=["change"], description=_("Send the invitation again"))
def invite_again(model_admin: UserAdmin, request: HttpRequest, queryset: QuerySet[User]) -> None:
    """Invite accounts that have no password yet; others ask for a new one on the log-in page."""
    invited = [user for user in queryset if user.is_active and not user.has_usable_password()]
    count = sum(
        model_admin.invite(request, user) for user in invited if model_admin.has_change_permission(request, user)
    )
    text = ngettext("%(count)d invitation was sent.", "%(count)d invitations were sent.", count)
    model_admin.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)
    if count and stores_mails():
        text = gettext("Mails are stored, not sent: set EMAIL_URL to send them.")
        model_admin.message_user(request, text, messages.WARNING)
    if len(invited) < queryset.count():
        model_admin.message_user(request, gettext("Who has set a password, or is switched off, is not invited again."))


@admin.register(User)
class UserAdmin(RecordAdmin, AccountAdmin):
    form = add_form = AccountForm
    add_form_template = "admin/add_account.html"
    list_display = ("email", "name", "organisation", "person", "is_active", "last_login")
    list_filter = ("is_active", "organisation")
    list_select_related = ("organisation", "person")
    search_fields = ("email", "name")
    ordering = ("email",)
    fieldsets = add_fieldsets = ((None, {"fields": AccountForm.Meta.fields}),)
    autocomplete_fields = ("person",)
    filter_horizontal = ()
    actions = (invite_again,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.objects.visible_to(request.user)

    def get_field_queryset(self, db: str | None, db_field: Field, request: HttpRequest) -> QuerySet | None:
        rows = super().get_field_queryset(db, db_field, request)
        return own_people(rows, request) if db_field.name == "person" else rows

    def is_within_reach(self, request: HttpRequest, obj: Model | None) -> bool:
        viewer = as_viewer(request.user)
        return not isinstance(obj, User) or viewer.is_operator or viewer.party_id == obj.organisation_id is not None

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Refuse to change an account, or its password, that has permissions which the reader has not."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.get_all_permissions() <= request.user.get_all_permissions())

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [*super().get_exclude(request, obj), *self._excluded(request)]

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> list:
        excluded = self._excluded(request)
        names = [name for name in AccountForm.Meta.fields if name not in excluded]
        return [(None, {"fields": [name for name in names if obj or name != "is_active"]})]

    def _excluded(self, request: HttpRequest) -> list[str]:
        return [] if as_viewer(request.user).is_operator else ["organisation"]

    def get_form(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if "groups" in form.base_fields:
            form.base_fields["groups"].queryset = grantable_roles(request.user)
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Form, change: bool) -> None:
        roles = self._roles(request, obj, form)
        obj.is_staff = obj.is_superuser or enters_administration(role.name for role in roles)
        if change:
            save_record(obj, by=request.user)
            return
        viewer = as_viewer(request.user)
        if not viewer.is_operator:
            obj.organisation_id = viewer.party_id
        create_invited(obj, groups=roles, by=request.user)
        transaction.on_commit(lambda: self._invite_new(request, obj))

    def _invite_new(self, request: HttpRequest, user: User) -> None:
        if not self.invite(request, user):
            return
        text, level = _("An invitation was mailed to %(email)s: its link sets the password."), messages.SUCCESS
        if stores_mails():
            text, level = _("The invitation to %(email)s was stored on the server, not mailed."), messages.WARNING
        self.message_user(request, text % {"email": user.email}, level)

    def invite(self, request: HttpRequest, user: User) -> bool:
        """Mail the link for setting the password; show an error where the mail cannot be sent."""
        try:
            return send_invitation(user)
        except (OSError, smtplib.SMTPException):
            logger.exception("The invitation of account %s could not be sent", user.pk)
        text = _("The invitation to %(email)s could not be sent. Mark the account and send it again.")
        self.message_user(request, text % {"email": user.email}, messages.ERROR)
        return False

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: list[BaseFormSet], change: bool) -> None:
        if change:
            set_links(form.instance, "groups", self._roles(request, form.instance, form), by=request.user)

    def _roles(self, request: HttpRequest, user: User, form: Form) -> list[Group]:
        """Return the roles marked in the form, and those of the account that the writer may not grant or take away."""
        others = user.groups.exclude(pk__in=grantable_roles(request.user)) if user.pk else []
        return [*form.cleaned_data.get("groups", ()), *others]


admin.site.unregister(Group)  # a role's rights are the table in roles.py
