"""The frame of every page: what it says to whom, and the pages that stand when something fails."""

import pytest
from bs4 import BeautifulSoup
from django.template import RequestContext, Template
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from partnership.models import User
from tests.factories import AgreementFactory, PartyFactory, UserFactory


def frame(*, language: str = "en", current: str = "", is_staff: bool = False) -> str:
    request = RequestFactory().get("/due/?owner=3")
    request.user = User(is_staff=is_staff, email="li@example.org")
    request.user.role_key = "editor"
    request._messages = []
    with translation.override(language):
        page = Template('{% extends "base.html" %}')
        return page.render(RequestContext(request, {"title": "Due", "current": current, "user": request.user}))


def test_the_page_names_its_language() -> None:
    assert '<html lang="en">' in frame(language="en")
    assert '<html lang="zh-Hans">' in frame(language="zh-hans")


def test_only_the_current_page_is_marked_in_the_navigation() -> None:
    assert frame(current="due").count('aria-current="page"') == 1
    assert frame(current="").count('aria-current="page"') == 0


def test_the_administration_is_offered_to_those_who_work_there() -> None:
    assert 'href="/admin/"' in frame(is_staff=True)
    assert 'href="/admin/"' not in frame(is_staff=False)


def test_switching_the_language_comes_back_to_the_same_address() -> None:
    assert '<input type="hidden" name="next" value="/due/?owner=3">' in frame()


def test_nothing_in_the_frame_breaks_the_content_security_policy() -> None:
    html = frame(is_staff=True)

    assert " style=" not in html
    assert " onclick=" not in html
    assert "<script>" not in html
    assert "<style" not in html


@pytest.mark.django_db
def test_an_unknown_address_says_so_and_leads_back(client: Client) -> None:
    response = client.get("/no/such/page/", headers={"accept-language": "en"})

    assert response.status_code == 404
    assert "There is nothing at this address" in response.text
    assert 'href="/">Back to the overview</a>' in response.text


@pytest.mark.django_db
def test_a_reader_at_an_unknown_address_keeps_the_areas_and_can_search(client: Client) -> None:
    client.force_login(UserFactory(organisation=PartyFactory(), language="en"))

    response = client.get("/patents/PT-1999-01/")
    page = BeautifulSoup(response.content, "html.parser")

    assert (response.status_code, page.h1.text.strip()) == (404, "There is nothing at this address")
    assert page.select_one("#navigation a[href='/patents/']") is not None
    search = page.select_one("main form[role=search]")
    assert (search["action"], search.select_one("input")["name"]) == ("/search/", "q")
    assert [one["href"] for one in page.select("main li a")] == ["/", "/", "/due/", "/mine/"]  # the first is the trail


@pytest.mark.django_db
def test_a_reader_who_may_not_do_something_keeps_the_areas(client: Client) -> None:
    client.force_login(UserFactory(organisation=PartyFactory(), language="en"))

    response = client.get(reverse("document_upload", args=["partnership.agreement", AgreementFactory().pk]))
    page = BeautifulSoup(response.content, "html.parser")

    assert (response.status_code, page.h1.text.strip()) == (403, "You may not do this")
    assert page.select_one("#navigation a[href='/agreements/']") is not None


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/partnership/agreement/", "/admin/no/such/"])
@pytest.mark.parametrize(
    ("language", "heading", "way_back"),
    [
        ("en", "The data administration is not open to your account", "Back to the overview"),
        ("zh-hans", "您的账号未开通数据管理", "返回总览"),
    ],
)
def test_the_administration_refuses_who_is_no_staff_and_leads_back(
    client: Client, address: str, language: str, heading: str, way_back: str
) -> None:
    client.force_login(UserFactory(organisation=PartyFactory(), language=language))

    response = client.get(address)

    assert response.status_code == 403
    assert heading in response.text
    assert f'href="/">{way_back}</a>' in response.text


@pytest.mark.django_db
def test_a_stranger_is_led_from_the_administration_to_the_log_in_of_the_site(client: Client) -> None:
    chain = client.get("/admin/partnership/agreement/?q=a", follow=True).redirect_chain

    assert chain[-1] == ("/accounts/login/?next=/admin/partnership/agreement/%3Fq%3Da", 302)


@pytest.mark.django_db
def test_an_expired_form_says_that_nothing_was_saved() -> None:
    response = Client(enforce_csrf_checks=True).post("/i18n/setlang/", headers={"accept-language": "en"})

    assert response.status_code == 403
    assert "Nothing has been saved." in response.text


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_a_fault_of_the_server_needs_no_context(name: str) -> None:
    with translation.override("en"):
        assert "Back to the overview" in get_template(name).render()
