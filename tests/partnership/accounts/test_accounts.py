"""Accounts as people expect them: log in and out, forgotten and changed passwords, lock-out, one's own profile."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import override_settings
from django.urls import reverse

from partnership.accounts.invitations import send_invitation
from partnership.accounts.roles import assign_roles
from partnership.models import Change, User
from tests.factories import PartyFactory, UserFactory
from tests.pages import soup_of

pytestmark = pytest.mark.django_db

PASSWORD = "pass-of-the-tests"
NEW_PASSWORD = "eleven-Blue-carriers"


@pytest.fixture
def user():
    return UserFactory(email="Li.Na@example.org", organisation=PartyFactory(code="BEWG"))


def log_in(client, email, password):
    return client.post(reverse("login"), {"username": email, "password": password})


def link_of(message):
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", message.body)[1]


def test_logging_in_works_in_any_case_of_the_address_and_leads_to_the_overview(client, user):
    response = log_in(client, "li.na@EXAMPLE.org", PASSWORD)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_shows_an_error_and_does_not_log_in(client, user):
    page = soup_of(log_in(client, user.email, "wrong"))

    assert page.select_one("[role=alert]").text.strip() == (
        "The e-mail address or the password is wrong. The password is case-sensitive."
    )
    assert "_auth_user_id" not in client.session


@override_settings(AXES_ENABLED=True)
def test_five_failed_tries_lock_the_address_out_even_with_the_right_password(client, user):
    for _number in range(5):
        log_in(client, user.email, "wrong")

    locked = log_in(client, user.email, PASSWORD)
    assert locked.status_code == 429
    assert "Too many tries failed." in locked.content.decode()


@pytest.mark.parametrize("engine", ["db", "cached_db"])
def test_logging_out_needs_a_post_and_ends_the_session(client, user, settings, engine):
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{engine}"
    client.force_login(user)
    assert client.get(reverse("mine")).status_code == 200

    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout"))["Location"] == reverse("login")
    assert client.get(reverse("mine")).status_code == 302


def test_a_session_ends_with_its_account(client, user):
    client.force_login(user)
    before = client.get(reverse("mine")).status_code
    User.objects.filter(pk=user.pk).update(is_active=False)

    response = client.get(reverse("mine"))

    assert (before, response.status_code, response["Location"]) == (200, 302, "/accounts/login/?next=/mine/")


def test_a_session_of_a_deleted_account_has_ended(client, user):
    client.force_login(user)
    user.delete()

    assert client.get(reverse("mine")).status_code == 302


def test_rights_are_those_of_the_account_and_of_its_role(user):
    assign_roles(user, ["editor"])
    user.user_permissions.add(Permission.objects.get(codename="send_report"))
    account = User.objects.get(pk=user.pk)

    rights = [account.has_perm(f"partnership.{name}") for name in ("send_report", "change_agreement", "delete_user")]

    assert rights == [True, True, False]


def test_a_right_that_was_taken_is_gone_at_once(client, user):
    user.is_staff = True
    user.save()
    right = Permission.objects.get(codename="view_agreement")
    user.user_permissions.add(right)
    client.force_login(user)
    url = reverse("admin:partnership_agreement_changelist")
    before = client.get(url).status_code
    user.user_permissions.remove(right)

    assert (before, client.get(url).status_code) == (200, 403)


def test_without_redis_one_still_logs_in_reads_and_logs_out(client, user, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    nobody_listens = {"BACKEND": "partnership.operations.caches.LenientRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": nobody_listens}

    entered = log_in(client, user.email, PASSWORD)
    read = client.get(reverse("mine"))
    client.post(reverse("logout"))

    assert (entered.status_code, read.status_code) == (302, 200)
    assert client.get(reverse("mine")).status_code == 302


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client, user):
    client.post(reverse("password_reset"), {"email": "li.na@example.org"})
    link = link_of(mail.outbox[0])
    form = client.get(link)["Location"]

    client.post(form, {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})

    assert log_in(client, user.email, NEW_PASSWORD).status_code == 302
    client.post(reverse("logout"))
    assert "This link has been used already or has expired." in client.get(link).content.decode()


def test_the_address_has_the_same_label_for_log_in_and_for_a_forgotten_password(client):
    labels = [
        soup_of(client.get(reverse(name))).select_one("form.form label").text for name in ("login", "password_reset")
    ]

    assert labels[0].split() == labels[1].split()


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, user):
    known = client.post(reverse("password_reset"), {"email": user.email})
    unknown = client.post(reverse("password_reset"), {"email": "nobody@example.org"})

    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert len(mail.outbox) == 1


def test_the_link_in_a_mail_is_that_of_the_settings_for_any_host_header(client, user, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(reverse("password_reset"), {"email": user.email}, headers={"host": "evil.example.com"})

    assert "evil.example.com" not in mail.outbox[0].body


def test_an_invitation_in_the_invited_ones_language_leads_to_an_account_that_works(client):
    invited = UserFactory(email="new@example.org", language="zh-hans", organisation=PartyFactory(code="BUT"))
    invited.set_unusable_password()
    invited.save()

    assert send_invitation(invited) is True
    form = client.get(link_of(mail.outbox[0]))["Location"]
    client.post(form, {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})

    assert log_in(client, "new@example.org", NEW_PASSWORD).status_code == 302
    assert "合作" in mail.outbox[0].subject


def test_a_sample_account_is_never_mailed():
    assert send_invitation(UserFactory(is_sample=True)) is False
    assert mail.outbox == []


def test_changing_the_password_ends_other_sessions(client, user):
    other = type(client)()
    other.force_login(user)
    client.force_login(user)

    client.post(
        reverse("password_change"),
        {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
    )

    assert client.get(reverse("profile")).status_code == 200
    assert other.get(reverse("profile")).status_code == 302


def test_the_profile_names_the_role_in_the_readers_language(client, user):
    assign_roles(user, ["administrator"])
    user.language = "zh-hans"
    user.save()
    client.force_login(user)

    facts = soup_of(client.get(reverse("profile"))).select_one("dl.facts")

    assert "合作方管理员" in facts.text


def test_the_profile_changes_name_language_and_zone_and_nothing_else(client, user):
    client.force_login(user)

    client.post(
        reverse("profile"),
        {"name": "Li Na", "language": "zh-hans", "time_zone": "Europe/Berlin", "is_superuser": "on", "email": "x@y.z"},
    )

    saved = User.objects.get(pk=user.pk)
    assert (saved.name, saved.language, saved.time_zone) == ("Li Na", "zh-hans", "Europe/Berlin")
    assert (saved.is_superuser, saved.email) == (False, user.email)
    assert Change.objects.get().after == {"name": "Li Na", "language": "zh-hans", "time_zone": "Europe/Berlin"}
