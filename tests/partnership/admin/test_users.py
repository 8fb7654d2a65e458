"""Invitations from the administration: they can be sent again, and a mail that does not leave is said."""

import smtplib

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse

from partnership.models import User
from partnership.operations.doctor import FILE_BACKEND
from tests.factories import PersonFactory, UserFactory
from tests.partnership.admin.conftest import client_of, make_member
from tests.partnership.admin.forms import form_data

pytestmark = pytest.mark.django_db
LIST = "admin:partnership_user_changelist"


def make_invited(party, **values) -> User:
    user = UserFactory(organisation=party, **values)
    user.set_unusable_password()
    user.save()
    return user


def viewer_role() -> Group:
    return Group.objects.get(name="viewer")


def invite_again(client, *users) -> list[str]:
    data = {"action": "invite_again", "_selected_action": [user.pk for user in users]}
    answer = client.post(reverse(LIST), data)
    assert answer.status_code == 302
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_the_invitation_is_sent_again_to_those_without_a_password(but, but_client, mailoutbox):
    waiting = make_invited(but, email="waiting@example.org")
    working = make_member(but, "viewer")
    working.set_password("a long enough word")
    working.save()

    said = invite_again(but_client, waiting, working)

    assert [one.to for one in mailoutbox] == [["waiting@example.org"]]
    assert "/accounts/set-password/" in mailoutbox[0].body
    assert said == ["1 invitation was sent.", "Who has set a password, or is switched off, is not invited again."]


def test_nobody_invites_into_the_other_party_again(but, bewg, but_client, mailoutbox):
    theirs = make_invited(bewg)

    invite_again(but_client, theirs)

    assert mailoutbox == []


def test_an_invitation_that_does_not_leave_is_said_and_the_account_stays(
    but, monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(message):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse)
    client = client_of(make_member(but, "administrator"))
    address = reverse("admin:partnership_user_add")
    data = form_data(client.get(address), email="new@example.org", name="New", groups=[viewer_role().pk])

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, data)

    assert answer.status_code == 302
    assert not User.objects.get(email="new@example.org").has_usable_password()
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    expected = "The invitation to new@example.org could not be sent. Mark the account and send it again."
    assert expected in said


def test_typing_an_accounts_person_offers_those_of_the_own_party(but, bewg, but_client):
    own = PersonFactory(organisation=but, name_en="Alike")
    PersonFactory(organisation=bewg, name_en="Alike")
    query = {"app_label": "partnership", "model_name": "user", "field_name": "person", "term": "Alike"}

    found = but_client.get(reverse("admin:autocomplete"), query).json()["results"]

    assert [one["id"] for one in found] == [str(own.pk)]


def test_who_makes_an_account_is_told_that_its_invitation_left(
    but_client, mailoutbox, django_capture_on_commit_callbacks
):
    address = reverse("admin:partnership_user_add")
    data = form_data(but_client.get(address), email="new@example.org", name="New", groups=[viewer_role().pk])

    with django_capture_on_commit_callbacks(execute=True):
        answer = but_client.post(address, data)

    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert "An invitation was mailed to new@example.org: its link sets the password." in said
    assert [one.to for one in mailoutbox] == [["new@example.org"]]


def test_who_makes_an_account_is_told_that_its_invitation_is_only_stored(
    but_client, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = FILE_BACKEND, str(tmp_path)
    address = reverse("admin:partnership_user_add")
    form = but_client.get(address)
    data = form_data(form, email="new@example.org", name="New", groups=[viewer_role().pk])

    with django_capture_on_commit_callbacks(execute=True):
        answer = but_client.post(address, data)
    again = invite_again(but_client, User.objects.get(email="new@example.org"))

    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert "The owner of the account gets a mail with a link, by which the password is set." in form.content.decode()
    assert "The invitation to new@example.org was stored on the server, not mailed." in said
    assert again[-2:] == ["1 invitation was sent.", "Mails are stored, not sent: set EMAIL_URL to send them."]
    assert len(list(tmp_path.iterdir())) == 2


def test_an_account_without_a_role_is_refused(but, but_client, mailoutbox):
    member = make_member(but, "viewer")
    new, changed = reverse("admin:partnership_user_add"), reverse("admin:partnership_user_change", args=[member.pk])

    answers = [
        but_client.post(new, form_data(but_client.get(new), email="new@example.org", name="New")),
        but_client.post(changed, form_data(but_client.get(changed), groups=[])),
    ]

    assert [one.context["adminform"].form.errors for one in answers] == [
        {"groups": ["Mark at least one role: it decides what the account may do."]}
    ] * 2
    assert not User.objects.filter(email="new@example.org").exists()
    assert list(member.groups.all()) == [viewer_role()]


def test_an_operator_needs_no_role(operator, operator_client):
    address = reverse("admin:partnership_user_change", args=[operator.pk])

    answer = operator_client.post(address, form_data(operator_client.get(address), name="Renamed"))

    operator.refresh_from_db()
    assert (answer.status_code, operator.name) == (302, "Renamed")
