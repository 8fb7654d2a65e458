"""The account of a session comes with what every page says of it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from partnership.accounts.backend import AccountBackend
from partnership.models import Organisation, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    party = Organisation.objects.create(
        code="BEWG", name_en="Water Group", kind=Organisation.Kind.COMPANY, is_party=True
    )
    user = User.objects.create_user("li.na@example.org", organisation=party)
    user.groups.add(Group.objects.get_or_create(name="editor")[0])
    return user


def test_party_and_role_come_in_one_query(editor: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        account = AccountBackend().get_user(editor.pk)
        said = (account.organisation.code, account.role_key)

    assert said == ("BEWG", "editor")


def test_a_session_ends_with_its_account(editor: User, client: Client) -> None:
    client.force_login(editor)
    User.objects.filter(pk=editor.pk).update(is_active=False)

    assert AccountBackend().get_user(editor.pk) is None
    assert AccountBackend().get_user(0) is None


def test_rights_of_the_account_and_of_its_roles_come_in_one_query(editor: User, django_assert_num_queries) -> None:
    editor.user_permissions.add(Permission.objects.get(codename="send_report"))
    account = AccountBackend().get_user(editor.pk)

    with django_assert_num_queries(1):
        names = ("send_report", "change_agreement", "delete_user")
        rights = [account.has_perm(f"partnership.{name}") for name in names]

    assert rights == [True, True, False]
