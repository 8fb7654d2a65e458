"""Accounts in a browser: from the mailed invitation to the first page, and out again by the menu."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.servers import Site
from tests.browser.visitor import OPERATOR, Visitor

pytestmark = pytest.mark.full

LINK = re.compile(r"https?://\S+(/accounts/set-password/\S+)")


def test_the_menu_logs_out(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    visitor.page.click("details.menu summary")
    visitor.page.get_by_role("button", name="Log out").click()
    visitor.page.wait_for_url(f"{visitor.site}/accounts/login/")
    visitor.check()

    visitor.open("/agreements/")

    assert visitor.page.url == f"{visitor.site}/accounts/login/?next=/agreements/"
    assert visitor.faults == []


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_the_top_bar_shows_the_whole_name_beside_the_search(visit: Callable[..., Visitor], width: int) -> None:
    visitor = visit("admin@example.com", width=width)  # the longest name of the samples

    name = visitor.page.locator(".menu-name")

    assert name.evaluate("name => name.scrollWidth - name.clientWidth") == 0
    assert visitor.page.locator(".shell-search input").bounding_box()["width"] >= 160
    assert visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_an_invited_colleague_sets_a_password_by_the_mailed_link_and_logs_in(
    visit: Callable[..., Visitor], site: Site
) -> None:
    email, password = "new.colleague@example.net", "meadow-Reactor-58"
    invite(visit("admin@example.com"), email)
    colleague = visit(None)

    colleague.open(mailed_link(site, email))
    colleague.page.fill("input[name=new_password1]", password)
    colleague.page.fill("input[name=new_password2]", password)
    colleague.page.press("input[name=new_password2]", "Enter")
    colleague.page.wait_for_url(f"{site.address}/accounts/login/")
    colleague.check()
    colleague.log_in(email, password)
    colleague.check()

    expect(colleague.page.locator("details.menu summary")).to_have_text("New Colleague")
    assert colleague.faults == []


def invite(administrator: Visitor, email: str) -> None:
    """Make the account in the administration, as one that only reads."""
    administrator.open("/admin/partnership/user/add/")
    administrator.page.fill("#id_email", email)
    administrator.page.fill("#id_name", "New Colleague")
    administrator.page.get_by_label("viewer", exact=True).check()
    administrator.page.click("input[name=_save]")
    administrator.page.wait_for_url(re.compile(r"/admin/partnership/user/\d+/change/"))
    administrator.check()
    assert administrator.faults == []


def mailed_link(site: Site, email: str) -> str:
    """The path that the mail to this address leads to; the embedded outbox keeps a file a mail."""
    mails = [path.read_text(encoding="utf-8") for path in (site.folder / "outbox").iterdir()]
    (mail,) = [mail for mail in mails if f"To: {email}" in mail]
    return LINK.search(mail).group(1)
