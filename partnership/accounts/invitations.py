"""Invitations, and the mails with the link to set a password."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from partnership.models import User
from partnership.records.saving import save_record


@transaction.atomic
def create_invited(user: User, *, groups: list[Group], by: User) -> User:
    """Save a new account without a password; `send_invitation` is called after the commit."""
    user.set_unusable_password()
    save_record(user, by=by)
    user.groups.set(groups)
    return user


def send_invitation(user: User) -> bool:
    """Mail a new account the link to set its password; return False for a sample account, which has no mailbox."""
    return _send(user, "accounts/invitation")


def send_password_reset(user: User) -> bool:
    """Mail the link to set a new password; return False for a sample account, which has no mailbox."""
    return _send(user, "accounts/password_reset")


def password_link(user: User) -> str:
    """Return the link to set the account's password; it works once, and for PASSWORD_RESET_TIMEOUT."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    path = reverse("password_reset_confirm", args=[key, default_token_generator.make_token(user)])
    # The address comes from the settings: a request's Host header could name somebody else's site.
    return settings.PUBLIC_URL.rstrip("/") + path


def _send(user: User, template: str) -> bool:
    if user.is_sample:
        return False
    with translation.override(user.language):
        context = {"user": user, "link": password_link(user), "site": settings.PUBLIC_URL}
        subject = render_to_string(f"{template}_subject.txt", context).strip()
        mail = EmailMultiAlternatives(subject, render_to_string(f"{template}.txt", context), to=[user.email])
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    mail.send()
    return True
