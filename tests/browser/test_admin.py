"""The administration in a browser: clean under the policy of the pages, import and export included; axe finds no more
in it than in the stock admin."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.browser.axe_baseline import AGREEMENTS, BASELINE, findings, make_record
from tests.browser.servers import Site, running_stock_admin
from tests.browser.visitor import OPERATOR, Visitor
from tests.processes import ROOT

pytestmark = pytest.mark.full

LOOKS = [("en", "light", 1440), ("zh-hans", "dark", 390)]
PATENTS = "/admin/projects/patent/"


def first_agreement(visitor: Visitor) -> str:
    visitor.open(AGREEMENTS)
    return (
        visitor.page.locator("#result_list tbody a[href*='/change/']")
        .first.get_attribute("href")
        .split("?")[0]
        .removesuffix("change/")
    )


@pytest.fixture(scope="module")
def judged_site(site: Site) -> Site:
    make_record(site)
    return site


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_axe_finds_no_more_than_in_the_stock_admin(
    visit: Callable[..., Visitor], judged_site: Site, language: str, theme: str, width: int
) -> None:
    baseline = json.loads(BASELINE.read_text())
    visitor = visit(None, language=language, theme=theme, width=width)

    found = findings(visitor)

    assert found.keys() == baseline.keys()
    for kind, rules in found.items():
        assert {rule: places for rule, places in rules.items() if places > baseline[kind].get(rule, 0)} == {}, kind
    assert visitor.faults == []


def test_the_recorded_baseline_is_what_the_stock_admin_gives(browser: Browser, judged_site: Site) -> None:
    with running_stock_admin(judged_site) as address:
        stock = Visitor(browser, address)

        found = findings(stock)
        stock.close()

    assert found == json.loads(BASELINE.read_text())


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_import_and_export_have_no_fault(visit: Callable[..., Visitor], language: str, theme: str, width: int) -> None:
    visitor = visit(OPERATOR, language=language, theme=theme, width=width)

    visitor.open(f"{PATENTS}export/")
    visitor.check_axe()
    visitor.open(f"{PATENTS}import/")
    visitor.check_axe()
    preview_patents(visitor)
    visitor.check_axe()

    assert visitor.page.locator("input[name=confirm]").count() == 1
    assert visitor.faults == []


def preview_patents(visitor: Visitor) -> None:
    """Choose the file on the page of the import and look at what it would change."""
    visitor.page.set_input_files("input[type=file]", ROOT / "projects" / "data" / "patents_public.csv")
    visitor.page.locator("form input[type=submit], form button[type=submit]").last.click()
    visitor.page.wait_for_load_state()
    visitor.check("import preview")


def test_patents_are_imported_after_a_preview(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    visitor.open(f"{PATENTS}import/")
    preview_patents(visitor)

    visitor.page.locator("input[name=confirm]").click()
    visitor.page.wait_for_selector("#job:not([hx-get])", state="attached")
    visitor.check("imported")

    assert visitor.faults == []
    visitor.open("/search/?q=US9633307B2")
    assert "self-organizing neural network" in visitor.page.inner_text("main")


def test_a_changed_agreement_tells_so_in_its_history(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    record = first_agreement(visitor)
    visitor.open(f"{record}change/")
    name = visitor.page.input_value("#id_name_en")
    visitor.page.fill("#id_name_en", f"{name} corrected")
    visitor.page.click("input[name=_save]")
    visitor.page.wait_for_url(re.compile(re.escape(AGREEMENTS) + "($|\\?)"))

    visitor.open(f"{record}history/")

    assert f"{name} corrected" in visitor.page.inner_text("#content")
    assert visitor.faults == []


LISTS = "[...document.querySelectorAll('#content-main th a')].map((link) => link.getAttribute('href'))"
NOT_IN_ONE_LOOK = """() => {
  const table = document.querySelector("#result_list");
  if (!table) return [];
  const edge = table.closest(".results").getBoundingClientRect().right + 1;
  const lines = (cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map((one) => Math.round(one.top))).size;
  };
  return [
    ...[...table.querySelectorAll("thead th")].filter((one) => one.getBoundingClientRect().right > edge),
    ...[...table.querySelectorAll("tbody .field-code")].filter((one) => lines(one) > 1),
  ].map((one) => one.innerText.trim());
}"""


@pytest.mark.parametrize(("language", "account"), [("zh-hans", OPERATOR), ("en", "admin@example.org")])
def test_the_columns_of_each_list_are_seen_at_once_and_no_code_is_broken(
    visit: Callable[..., Visitor], language: str, account: str
) -> None:
    visitor = visit(account, language=language)
    visitor.open("/admin/")
    lists = [path for path in visitor.page.evaluate(LISTS) if path.count("/") == 4 and "/axes/" not in path]
    found = {}
    for path in lists:
        visitor.open(path)
        if hidden := visitor.page.evaluate(NOT_IN_ONE_LOOK):
            found[path] = hidden

    assert found == {}
    assert len(lists) > 20
    assert visitor.faults == []


ROWS_BEYOND_THEIR_FRAME = """[...document.querySelectorAll(".inline-group")]
  .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.id)"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_rows_in_each_form_are_seen_at_once(visit: Callable[..., Visitor], language: str) -> None:
    visitor = visit(OPERATOR, language=language)
    visitor.open("/admin/")
    found, tables = {}, 0
    for path in [path for path in visitor.page.evaluate(LISTS) if path.count("/") == 4]:
        visitor.open(path)
        records = visitor.page.locator("#result_list tbody th a")
        if not records.count():
            continue
        visitor.open(records.first.get_attribute("href"))
        for one in visitor.page.locator(".inline-group .add-row a").all():
            one.click()
        tables += visitor.page.locator(".inline-group").count()
        if wide := visitor.page.evaluate(ROWS_BEYOND_THEIR_FRAME):
            found[path] = wide

    assert found == {}
    assert tables > 15
    assert visitor.faults == []


def test_what_was_chosen_keeps_clear_of_the_sign_that_takes_all_away(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    visitor.open(f"{AGREEMENTS}?directions__isnull=False")
    visitor.open(visitor.page.locator("#result_list tbody th a").first.get_attribute("href"))
    field = visitor.page.locator(".field-directions")

    chosen, sign = (
        field.locator(".select2-selection__choice").first.bounding_box(),
        field.locator(".select2-selection__clear").bounding_box(),
    )

    assert chosen["x"] + chosen["width"] <= sign["x"]
    assert visitor.faults == []
