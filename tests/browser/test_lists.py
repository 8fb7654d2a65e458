"""A list in a browser: filtered, sorted and paged by clicks and by the keyboard, all of it told by the address."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_pages import RECORDS
from tests.browser.visitor import OPERATOR, Visitor

pytestmark = pytest.mark.full

PROJECTS = "/projects/"
LONG_CODE = "/cases/E-2026-01-BEWG/"  # its outcome is private too, and says so in its code and badge
TOO_WIDE = """[...document.querySelectorAll("main .table-frame")]
  .filter((frame) => frame.scrollWidth > frame.clientWidth).map((frame) => frame.querySelector("caption").innerText)"""


def codes(page: Page) -> list[str]:
    return page.locator("main tbody .code").all_inner_texts()


def test_a_choice_filters_at_once_and_its_chip_takes_it_back(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    visitor.open(PROJECTS)
    visitor.page.select_option("form[data-filters] select[name=state]", "completed")
    visitor.page.wait_for_url(f"{visitor.site}{PROJECTS}?state=completed")
    visitor.check()

    assert visitor.page.locator("main tbody tr", has_text="completed").count() > 0
    assert visitor.page.locator("main tbody tr").filter(has_not_text="completed").count() == 0
    visitor.page.locator(".chips a.chip").click()
    visitor.page.wait_for_url(f"{visitor.site}{PROJECTS}?")
    assert visitor.page.locator("main tbody tr").filter(has_not_text="completed").count() > 0
    assert visitor.faults == []


def test_a_heading_sorts_what_is_filtered_and_turns_round(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    visitor.open(f"{PROJECTS}?state=active")
    heading = visitor.page.locator("main thead").get_by_role("link", name="Code")

    heading.click()
    visitor.page.wait_for_url("**/projects/?state=active&sort=code")
    upwards = codes(visitor.page)
    heading.click()
    visitor.page.wait_for_url("**/projects/?state=active&sort=-code")
    downwards = codes(visitor.page)

    assert upwards == sorted(upwards)
    assert downwards == upwards[::-1]
    assert len(set(upwards)) > 5
    visitor.check()
    assert visitor.faults == []


def test_the_keyboard_searches_sorts_and_turns_pages(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    page = visitor.page
    visitor.open(PROJECTS)
    page.focus("main thead a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/?sort=*")
    first = codes(page)

    page.focus("nav.pages a[rel=next]")
    page.keyboard.press("Enter")
    page.wait_for_url("**&page=2")
    expect(page.locator("nav.pages a[aria-current=page]")).to_have_text("2")
    assert first
    assert set(first).isdisjoint(codes(page))

    page.focus("form[data-filters] input[name=q]")
    page.keyboard.type("anammox")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.site}{PROJECTS}?q=anammox")
    visitor.check()
    assert page.locator("main tbody tr", has_text="nammox").count() > 0
    assert visitor.faults == []


def test_the_focus_is_seen_wherever_the_tab_key_leads(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    visitor.open(PROJECTS)
    unseen = """() => {
      const one = document.activeElement;
      const style = getComputedStyle(one);
      const isSeen = style.outlineStyle !== "none" || style.boxShadow !== "none";
      return isSeen ? "" : one.outerHTML.slice(0, 200);
    }"""

    found = []
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        found.append(visitor.page.evaluate(unseen))

    assert [one for one in found if one] == []


LISTS = (
    "agreements", "obligations", "payments", "meetings", "consensus", "actions", "organisations", "people", "roles",
    "projects", "milestones", "outcomes", "patents", "cases", "bases", "series", "trainees", "placements", "documents",
)  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_small_laptop_shows_all_columns_of_a_list(visit: Callable[..., Visitor], language: str) -> None:
    visitor = visit(OPERATOR, width=1100, language=language)
    hidden = {}
    for name in LISTS:
        visitor.open(f"/{name}/")
        frame = visitor.page.locator("main .card > .table-frame")
        hidden[name] = frame.evaluate("frame => frame.scrollWidth - frame.clientWidth")

    assert hidden == dict.fromkeys(LISTS, 0)


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 1440), ("en", 1440), ("en", 1100)])
def test_a_record_shows_all_columns_of_what_hangs_on_it(
    visit: Callable[..., Visitor], language: str, width: int
) -> None:
    visitor = visit(OPERATOR, width=width, language=language)
    hidden = {}
    for path in (*(visitor.first_link(f"/{folder}/", f"/{folder}/") for folder in RECORDS), LONG_CODE):
        visitor.open(path)
        hidden[path] = visitor.page.evaluate(TOO_WIDE)

    assert {path: captions for path, captions in hidden.items() if captions} == {}


def test_a_column_of_short_names_leaves_its_width_to_the_others(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR, width=1440, language="zh-hans")
    visitor.open("/trainees/")

    row = visitor.page.locator("main tbody tr").first
    organisation = row.locator("td").first.locator("a")

    assert row.locator("th").bounding_box()["width"] < 100
    assert organisation.evaluate("link => link.getClientRects().length") == 1
    assert organisation.bounding_box()["height"] < 30  # one line


def test_what_does_not_fit_moves_under_the_names(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR, width=1024)
    visitor.open("/payments/")
    frame, name = visitor.page.locator("main .card > .table-frame"), visitor.page.locator("main tbody th").first
    before = name.bounding_box()["x"]

    frame.evaluate("frame => frame.scrollBy(500, 0)")

    assert frame.evaluate("frame => frame.scrollLeft") > 50
    assert name.bounding_box()["x"] == before
