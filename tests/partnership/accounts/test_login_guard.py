"""The lock-out: five wrong passwords lock one account from one address, for a quarter of an hour, and nobody else."""

import datetime as dt

import pytest
import time_machine
from django.test import Client, RequestFactory
from pytest_django import Settings

from partnership.accounts.login_guard import client_address
from partnership.models import User
from tests.factories import UserFactory

PASSWORD = "pass-of-the-tests"
NOON = dt.datetime(2026, 11, 2, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def user(db: None) -> User:
    return UserFactory(email="li@example.org", is_staff=True)


def log_in(email: str, password: str, address: str = "192.0.2.1") -> int:
    data = {"username": email, "password": password, "next": "/admin/"}
    return Client(REMOTE_ADDR=address).post("/accounts/login/", data).status_code


def test_sixth_try_is_locked_even_with_the_right_password(user: User) -> None:
    tries = [log_in(user.email, "wrong") for _ in range(4)]

    assert tries == [200, 200, 200, 200]
    assert log_in(user.email, "wrong") == 429
    assert log_in(user.email, PASSWORD) == 429


def test_tries_in_another_case_count_together(user: User) -> None:
    for email in ("li@example.org", "LI@example.org", "Li@Example.org", " li@example.org", "lI@example.org"):
        log_in(email, "wrong")

    assert log_in("li@example.ORG", PASSWORD) == 429


def test_the_lock_out_is_for_that_account_and_address_only(user: User) -> None:
    UserFactory(email="wang@example.org", is_staff=True)

    for _ in range(5):
        log_in(user.email, "wrong")

    assert log_in(user.email, PASSWORD, address="192.0.2.2") == 302
    assert log_in("wang@example.org", PASSWORD) == 302


def test_lock_ends_after_a_quarter_of_an_hour(user: User) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(5):
            log_in(user.email, "wrong")
    with time_machine.travel(NOON + dt.timedelta(minutes=14), tick=False):
        early = log_in(user.email, PASSWORD)
    with time_machine.travel(NOON + dt.timedelta(minutes=16), tick=False):
        late = log_in(user.email, PASSWORD)

    assert (early, late) == (429, 302)


def test_unknown_account_is_locked_alike(db: None) -> None:
    tries = [log_in("nobody@example.org", "wrong") for _ in range(6)]

    assert tries == [200, 200, 200, 200, 429, 429]


@pytest.mark.parametrize(("is_trusted", "expected"), [(False, "10.0.0.1"), (True, "198.51.100.7")])
def test_forwarded_address_counts_only_behind_our_proxy(is_trusted: bool, expected: str, settings: Settings) -> None:
    settings.TRUST_PROXY_HEADERS = is_trusted
    headers = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.1, 198.51.100.7"}

    assert client_address(RequestFactory().get("/", **headers)) == expected
