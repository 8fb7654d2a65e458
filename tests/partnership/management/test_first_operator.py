"""`first_operator`: an account without a password, and a link that sets one."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from partnership.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "river-stone-lantern-42"


def first_operator(email: str) -> str:
    output = io.StringIO()
    call_command("first_operator", email, stdout=output)
    return output.getvalue()


def test_link_sets_the_password_and_the_operator_logs_in(client: Client) -> None:
    link = first_operator("Chief@Example.org").splitlines()[-1]
    path = link.removeprefix("http://127.0.0.1:8000")

    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"new_password1": PASSWORD, "new_password2": PASSWORD})

    operator = User.objects.get()
    assert (operator.email, operator.is_superuser, operator.organisation) == ("Chief@example.org", True, None)
    logged_in = client.post("/accounts/login/", {"username": "chief@example.org", "password": PASSWORD})
    assert (logged_in.status_code, logged_in["Location"]) == (302, "/")


def test_account_cannot_log_in_before_a_password_is_set() -> None:
    first_operator("chief@example.org")

    assert not User.objects.get().has_usable_password()


def test_an_operator_who_set_no_password_yet_gets_another_link() -> None:
    first_operator("chief@example.org")

    link = first_operator("Chief@Example.org").splitlines()[-1]

    assert link.startswith("http://127.0.0.1:8000/accounts/set-password/")
    assert User.objects.count() == 1


@pytest.mark.parametrize("email", ["nobody", "LI@example.org"])
def test_bad_or_taken_address_makes_no_account(email: str) -> None:
    UserFactory(email="li@example.org")

    with pytest.raises(CommandError):
        first_operator(email)

    assert User.objects.count() == 1
