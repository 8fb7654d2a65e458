"""Logging in and out, passwords, and the reader's own profile."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from partnership.accounts.forms import LoginForm, PasswordForgottenForm, ProfileForm
from partnership.models import User
from partnership.models.user import ROLE_LABELS
from partnership.records.saving import save_record
from partnership.rules import formats


class LoginView(views.LoginView):
    """Log in with the e-mail address."""

    form_class = LoginForm
    redirect_authenticated_user = True
    extra_context = {"title": _lazy("Log in")}


class LogoutView(views.LogoutView):
    """Log out (POST), and back to the log-in page."""

    next_page = "login"


class PasswordChangeView(views.PasswordChangeView):
    """Change one's own password."""

    template_name = "registration/change_password.html"
    success_url = reverse_lazy("profile")
    extra_context = {"title": _lazy("Change password")}

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your password has been changed; other sessions have been ended."))
        return super().form_valid(form)


class PasswordResetView(views.PasswordResetView):
    """Ask for a link to set a new password; the answer is the same whether the address is known or not."""

    form_class = PasswordForgottenForm
    template_name = "registration/forgot_password.html"
    success_url = reverse_lazy("password_reset_done")
    extra_context = {"title": _lazy("Forgotten your password?")}


class PasswordResetDoneView(views.PasswordResetDoneView):
    template_name = "registration/forgot_password_done.html"
    extra_context = {"title": _lazy("Check your mailbox")}


class PasswordResetConfirmView(views.PasswordResetConfirmView):
    """Set the password by the link of a mail, an invitation's or a reset's."""

    template_name = "registration/set_password.html"
    success_url = reverse_lazy("login")
    extra_context = {"title": _lazy("Set your password")}

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your password has been set. You can log in now."))
        return super().form_valid(form)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, language and time zone; what an administrator decides is shown only."""
    user = User.objects.get(pk=request.user.pk)  # unscoped: the reader's own
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        save_record(form.save(commit=False), by=user)
        messages.success(request, _("Your profile has been saved."))
        response = redirect("profile")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language)
        return response
    keys = user.groups.values_list("name", flat=True)
    roles = formats.listed(ROLE_LABELS.get(key, key) for key in keys)
    context = {"title": _("Profile"), "form": form, "roles": roles}
    return render(request, "registration/profile.html", context)
