"""Forms of accounts: log-in, forgotten password, profile."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.utils.translation import gettext_lazy as _

from partnership.accounts.invitations import send_password_reset
from partnership.models import User

logger = logging.getLogger(__name__)


class LoginForm(AuthenticationForm):
    """Django's own, with the e-mail address as the name."""

    error_messages = {
        "invalid_login": _("The e-mail address or the password is wrong. The password is case-sensitive."),
        "inactive": _("This account has been switched off. Ask your administrator."),
    }


class PasswordForgottenForm(PasswordResetForm):
    """Sends the link to every active account of the address, also to one that never set a password."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def get_users(self, email: str) -> Iterator[User]:
        # unscoped: the visitor is not logged in; the accounts are never shown
        yield from User.objects.filter(email__iexact=email, is_active=True)

    def save(self, *args: Any, **options: Any) -> None:
        for user in self.get_users(self.cleaned_data["email"]):
            try:
                send_password_reset(user)
            except (OSError, smtplib.SMTPException):
                logger.exception("The mail for a new password of account %s could not be sent", user.pk)


class ProfileForm(forms.ModelForm):
    """What an account decides itself."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(name, name) for name in sorted(available_timezones())]
    )

    class Meta:
        model = User
        fields = ("name", "language", "time_zone")
