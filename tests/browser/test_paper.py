"""Pages on paper, and charts where there is no JavaScript: nothing to press, and nothing cut."""

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.visitor import OPERATOR, Visitor

pytestmark = pytest.mark.full

UPRIGHT, ACROSS = 688, 1016  # pixels between the margins of A4
PRESSED = "nav, header.shell-top, form, button, summary, .btn, .filters, .pages, .chip-clear"
CUT = """() => [...document.querySelectorAll("main *:not(.visually-hidden, .chart-plot, svg *)")].filter((one) => {
  const style = getComputedStyle(one);
  const isWide = style.overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
  const isHigh = style.overflowY !== "visible" && one.scrollHeight > one.clientHeight + 1;
  return isWide || isHigh || one.getBoundingClientRect().right > innerWidth + 1;
}).map((one) => one.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize(("kind", "width"), [("overview", UPRIGHT), ("list", ACROSS), ("detail", UPRIGHT)])
def test_a_page_is_printed_whole_and_without_what_is_pressed(
    visit: Callable[..., Visitor], kind: str, width: int
) -> None:
    visitor = visit(OPERATOR, theme="dark")
    page = visitor.page
    paths = {"overview": "/", "list": "/agreements/", "detail": visitor.first_link("/bases/", "/bases/")}
    visitor.open(paths[kind])
    expect(page.locator("main [hx-trigger=load]")).to_have_count(0)  # parts of a detail come later

    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 900})

    assert [one.inner_text() for one in page.locator(PRESSED).all() if one.is_visible()] == []
    assert page.evaluate(CUT) == []
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert (paper.pages[0].mediabox.width > paper.pages[0].mediabox.height) == (width == ACROSS)
    assert "Sample operator ·" in paper.pages[-1].extract_text()  # who printed it stands at the end
    assert visitor.faults == []


def test_what_was_entered_with_a_record_opens_by_keyboard_and_is_printed(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR, language="zh-hans", width=390)
    page = visitor.page
    visitor.open(visitor.first_link("/projects/", "/projects/"))
    page.locator(".history-along").first.wait_for()
    folded = page.locator(".history-along li").first
    expect(folded).to_be_hidden()

    page.emulate_media(media="print")
    expect(folded).to_be_visible()
    page.emulate_media(media="screen")
    page.focus(".history-along summary")
    page.keyboard.press("Enter")

    expect(folded).to_be_visible()
    visitor.check()
    visitor.check_axe()
    assert visitor.faults == []


def test_a_chart_is_drawn_as_wide_as_the_paper_and_back(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    visitor.open("/")
    plot = visitor.page.locator(".chart-plot svg")
    plot.wait_for()
    on_screen = float(plot.get_attribute("width"))

    visitor.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    on_paper = float(plot.get_attribute("width"))
    visitor.page.evaluate("dispatchEvent(new Event('afterprint'))")

    assert on_paper < UPRIGHT < on_screen
    assert float(plot.get_attribute("width")) == on_screen
    assert visitor.faults == []


def test_a_chart_is_its_table_without_javascript(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR, has_javascript=False)
    for path in ("/", visitor.first_link("/bases/", "/bases/")):
        visitor.open(path)
        chart = visitor.page.locator("section.chart")

        expect(chart.locator(".chart-plot")).to_be_hidden()
        expect(chart.locator("table")).to_be_visible()
        assert chart.locator("tbody tr").first.bounding_box()["height"] > 10
        assert chart.locator("tbody td").count() > 8

    assert visitor.faults == []


def test_a_list_of_what_is_due_prints_each_day_once(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    page = visitor.page
    visitor.open("/obligations/")
    far_off = page.locator("td .when").first

    page.emulate_media(media="print")

    shown = far_off.evaluate("one => [getComputedStyle(one, '::after').content, getComputedStyle(one).fontSize]")
    assert (shown[0], shown[1] != "0px") == ("none", True)
