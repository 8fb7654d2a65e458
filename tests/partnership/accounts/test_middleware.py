"""Pages come in the account's language, unless this browser chose another; a log-in ends with browser or day."""

import pytest
from django.conf import settings
from django.test import Client

from partnership.models import Change, User

PASSWORD = "pass-of-the-tests"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_page_is_in_the_language_of_the_account(language: str, client: Client, operator: User) -> None:
    operator.language = language
    operator.save()
    client.force_login(operator)

    response = client.get("/admin/", headers={"Accept-Language": "fr"})

    assert response.headers["Content-Language"] == language


def test_language_chosen_in_this_browser_wins(client: Client, operator: User) -> None:
    client.force_login(operator)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"

    response = client.get("/admin/")

    assert response.headers["Content-Language"] == "zh-hans"


def test_next_request_of_the_process_is_not_in_the_last_ones_language(client: Client, operator: User) -> None:
    operator.language = "zh-hans"
    operator.save()
    client.force_login(operator)
    client.get("/admin/")

    stranger = Client().get("/accounts/login/")

    assert stranger.headers["Content-Language"] == "en"


def test_session_ends_with_the_browser_and_after_twelve_hours(client: Client, operator: User) -> None:
    client.post("/accounts/login/", {"username": operator.email, "password": PASSWORD, "next": "/admin/"})

    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert client.session.get_expiry_age() == 12 * 3600


def test_changes_of_one_request_carry_its_number(client: Client, operator: User) -> None:
    client.force_login(operator)

    client.post(
        "/accounts/profile/", {"name": "One", "language": "en", "time_zone": "UTC"}, headers={"X-Request-ID": "a-1"}
    )
    client.post("/accounts/profile/", {"name": "Two", "language": "en", "time_zone": "UTC"})

    numbers = list(Change.objects.order_by("pk").values_list("request_id", flat=True))
    assert numbers[0] == "a-1"
    assert len(numbers[1]) == 32
