"""Roles: the table is what the groups hold, and nobody grants more than they have."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from partnership.accounts.roles import ROLES, assign_roles, grantable_roles, sync_roles
from partnership.models import User
from tests.factories import OrganisationFactory, PersonFactory, UserFactory
from tests.partnership.admin.conftest import client_of, make_member
from tests.partnership.admin.forms import form_data

pytestmark = pytest.mark.django_db


def rights(key: str) -> set[str]:
    return set(Group.objects.get(name=key).permissions.values_list("codename", flat=True))


def test_the_rights_of_each_role_on_an_agreement_an_obligation_and_the_rest():
    def some(key):
        watched = ("agreement", "obligation", "patent", "document", "report", "user", "change", "codesequence")
        extra = {"view_amounts", "share_record", "send_report"}
        return {one for one in rights(key) if one in extra or one.partition("_")[2] in watched}

    reader = {f"view_{one}" for one in ("agreement", "obligation", "patent", "document", "report", "change")}
    entry = {f"{verb}_{one}" for verb in ("add", "change") for one in ("agreement", "obligation", "patent", "document")}
    entry |= {"delete_obligation", "delete_document"}
    keeper = {f"{verb}_report" for verb in ("add", "change", "delete")} | {"view_user", "add_user", "change_user"}

    assert some("viewer") == reader
    assert some("editor") == reader | entry | {"view_amounts"}
    assert some("manager") == reader | {"view_amounts", "share_record", "send_report"}
    assert some("administrator") == reader | entry | keeper | {"view_amounts", "share_record", "send_report"}


def test_migrating_again_takes_back_what_the_table_does_not_give():
    before = {role.key: rights(role.key) for role in ROLES}
    Group.objects.get(name="viewer").permissions.add(Permission.objects.get(codename="delete_agreement"))

    for app in ("partnership", "projects", "pilots", "talent"):
        sync_roles(apps.get_app_config(app))

    assert {role.key: rights(role.key) for role in ROLES} == before


def test_a_role_that_works_in_the_administration_opens_it():
    user = UserFactory()

    assign_roles(user, ["editor"])
    assert user.is_staff
    assign_roles(user, ["manager"])
    assert not user.is_staff


def test_nobody_grants_more_than_they_have(but, operator):
    def names(user):
        return set(grantable_roles(user).values_list("name", flat=True))

    assert names(make_member(but, "administrator")) == {"viewer", "editor", "manager", "administrator"}
    assert names(make_member(but, "editor")) == {"viewer", "editor"}
    assert names(operator) == {"viewer", "editor", "manager", "administrator"}


def test_an_administrator_invites_into_the_own_party_only(but, bewg, mailoutbox, django_capture_on_commit_callbacks):
    client = client_of(make_member(but, "administrator"))
    address = reverse("admin:partnership_user_add")
    role = Group.objects.get(name="editor")
    form = client.get(address)
    data = form_data(form, email="new@example.org", name="New", groups=[role.pk])
    data |= {"organisation": [bewg.pk], "is_superuser": ["on"], "is_staff": ["on"]}

    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address, data).status_code == 302

    made = User.objects.get(email="new@example.org")
    assert (made.organisation, made.is_superuser, made.is_staff) == (but, False, True)
    assert list(made.groups.values_list("name", flat=True)) == ["editor"]
    assert not made.has_usable_password()
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]


def test_an_administrator_links_accounts_to_people_of_the_own_party_only(but, bewg):
    unit = OrganisationFactory(parent=but)
    own, taken = PersonFactory(organisation=unit), PersonFactory(organisation=bewg)
    UserFactory(organisation=bewg, person=taken)
    client = client_of(make_member(but, "administrator"))
    address = reverse("admin:partnership_user_add")

    def answer_to(person):
        role = Group.objects.get(name="viewer")
        data = form_data(client.get(address), email=f"for{person.pk}@example.org", name="New", groups=[role.pk])
        return client.post(address, data | {"person": [person.pk]})

    refused = answer_to(taken).context["adminform"].form.errors
    accepted = answer_to(own)

    assert refused == {"person": ["Select a valid choice. That choice is not one of the available choices."]}
    assert (accepted.status_code, own.user.organisation) == (302, but)


def test_an_administrator_moves_nobody_and_makes_no_operator(but, bewg):
    administrator = make_member(but, "administrator")
    member = make_member(but, "editor")
    client = client_of(administrator)
    address = reverse("admin:partnership_user_change", args=[member.pk])
    data = form_data(client.get(address), name="Renamed", groups=[Group.objects.get(name="viewer").pk])
    data |= {"organisation": [bewg.pk], "is_superuser": ["on"], "user_permissions": [1]}

    assert client.post(address, data).status_code == 302

    member.refresh_from_db()
    assert (member.name, member.organisation, member.is_superuser) == ("Renamed", but, False)
    assert list(member.groups.values_list("name", flat=True)) == ["viewer"]


def test_an_account_with_more_rights_is_neither_changed_nor_given_a_password(but):
    stronger = make_member(but, "administrator")
    stronger.user_permissions.add(Permission.objects.get(codename="delete_agreement"))
    client = client_of(make_member(but, "administrator"))

    assert client.post(reverse("admin:partnership_user_change", args=[stronger.pk]), {}).status_code == 403
    assert client.get(reverse("admin:auth_user_password_change", args=[stronger.pk])).status_code == 403


def test_an_address_of_the_other_party_is_refused_without_saying_whose_it_is(but, bewg):
    UserFactory(organisation=bewg, email="taken@example.org")
    client = client_of(make_member(but, "administrator"))
    address = reverse("admin:partnership_user_add")

    for spelling in ("taken@example.org", "Taken@Example.org"):
        role = Group.objects.get(name="viewer")
        answer = client.post(address, form_data(client.get(address), email=spelling, name="x", groups=[role.pk]))
        errors = {text for texts in answer.context["adminform"].form.errors.values() for text in texts}
        assert errors == {"No account can be made for this address; ask an operator."}
