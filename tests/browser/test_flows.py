"""What a user does in a browser, from logging in to opening the report that was sent."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import OPERATOR, Visitor

pytestmark = pytest.mark.full


def test_the_language_is_switched_and_stays(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR, language="en")
    visitor.page.click("button[name=language][value=zh-hans]")
    visitor.page.wait_for_load_state()
    visitor.open("/agreements/")

    assert visitor.page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert "协议" in visitor.page.inner_text("h1")
    assert visitor.faults == []


def test_dark_is_chosen_in_the_account_menu_and_stays(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR, theme="light")
    visitor.page.click("details.menu summary")
    visitor.page.click("[data-theme-choice=dark]")
    visitor.open("/due/")

    assert visitor.page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert visitor.faults == []


def test_the_keyboard_alone_reaches_content_and_menu(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    visitor.open("/agreements/")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "content"

    visitor.page.focus("details.menu summary")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("details.menu")).to_have_attribute("open", "")
    visitor.page.keyboard.press("Escape")

    assert visitor.page.locator("details.menu[open]").count() == 0


def test_a_list_is_sorted_and_exported_as_it_stands(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    visitor.open("/projects/?sort=name")
    assert visitor.page.locator("th[aria-sort=ascending]").count() == 1

    with visitor.page.expect_download() as waiting:
        visitor.page.locator('a[href*="export=csv"]').click()

    assert waiting.value.suggested_filename.endswith(".csv")
    assert waiting.value.path().read_text(encoding="utf-8-sig").count("\n") > 20


def test_pages_work_without_javascript(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR, has_javascript=False)
    for path in ("/", "/projects/?sort=name", "/due/?within=30", visitor.first_link("/projects/", "/projects/P")):
        visitor.open(path)
        assert visitor.page.locator("main h1").count() == 1

    assert visitor.faults == []


def test_sharing_shows_first_what_becomes_visible(visit: Callable[..., Visitor]) -> None:
    visitor = visit("manager@example.com")
    private = visitor.first_link("/patents/", "/patents/PT-2026-01-BEWG")
    visitor.open(private)
    visitor.page.locator('a[href$="/share/"]').first.click()
    visitor.page.wait_for_url(re.compile("/share/$"))

    assert "After this, everyone who works with the platform" in visitor.page.inner_text("main")
    visitor.page.locator("main form button[type=submit]").click()
    visitor.page.wait_for_url(re.compile(re.escape(private) + "$"))
    visitor.check()

    assert visitor.page.locator('a[href$="/share/"]').count() == 0
    assert visitor.faults == []


def test_a_report_sent_now_can_be_opened_with_its_styles(visit: Callable[..., Visitor]) -> None:
    visitor = visit("manager@example.com")
    visitor.open("/reports/monthly-cooperation/send/")
    visitor.page.locator("main form button[type=submit]").click()
    visitor.page.wait_for_load_state()
    link = visitor.page.locator('main a[href*="/reports/sent/"]')
    while not link.count():  # the worker makes it meanwhile
        visitor.page.reload()
    address = link.first.get_attribute("href")
    visitor.open(re.match(r"/reports/sent/[0-9a-f-]+/", address).group())

    frame = visitor.page.frame_locator("iframe.mail-frame")
    assert frame.locator("table[style], td[style]").count() > 5
    assert visitor.faults == []
