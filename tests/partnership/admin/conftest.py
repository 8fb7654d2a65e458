"""Accounts of both parties with their roles, and browsers logged in with them."""

from collections.abc import Callable

import pytest
from django.test import Client

from partnership.accounts.roles import assign_roles
from partnership.models import Organisation, User
from tests.factories import UserFactory


def make_member(party: Organisation, *roles: str) -> User:
    member = UserFactory(organisation=party)
    assign_roles(member, list(roles))
    return member


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def but_admin(but) -> User:
    return make_member(but, "administrator")


@pytest.fixture
def bewg_admin(bewg) -> User:
    return make_member(bewg, "administrator")


@pytest.fixture
def but_client(but_admin) -> Client:
    return client_of(but_admin)


@pytest.fixture
def bewg_client(bewg_admin) -> Client:
    return client_of(bewg_admin)


@pytest.fixture
def operator_client(operator) -> Client:
    return client_of(operator)


@pytest.fixture
def member_of() -> Callable[..., Client]:
    return lambda party, *roles: client_of(make_member(party, *roles))
