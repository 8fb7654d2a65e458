"""The administration in a browser: clean under the policy of the pages, import and export included."""

import re
from collections.abc import Callable

import pytest

from tests.browser.visitor import OPERATOR, Visitor
from tests.processes import ROOT

pytestmark = pytest.mark.full

AGREEMENTS = "/admin/partnership/agreement/"
STOCK_WIDGET = r"select2|#id_\w+-\d+-"  # axe finds no name for Django's autocomplete and rows of inlines, in any admin
PATENTS = "/admin/projects/patent/"


def first_agreement(visitor: Visitor) -> str:
    visitor.open(AGREEMENTS)
    return (
        visitor.page.locator("#result_list tbody a[href*='/change/']")
        .first.get_attribute("href")
        .split("?")[0]
        .removesuffix("change/")
    )


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("zh-hans", "dark")])
def test_no_page_of_the_administration_has_a_fault(visit: Callable[..., Visitor], language: str, theme: str) -> None:
    visitor = visit(OPERATOR, language=language, theme=theme)
    record = first_agreement(visitor)
    visitor.check_axe(but=STOCK_WIDGET)

    for path in ("/admin/", f"{AGREEMENTS}add/", f"{PATENTS}import/", f"{PATENTS}export/"):
        visitor.open(path)
        visitor.check_axe(but=STOCK_WIDGET)
    for page in ("change/", "delete/", "history/"):
        visitor.open(record + page)
        visitor.check_axe(but=STOCK_WIDGET)

    assert visitor.faults == []


def test_patents_are_imported_after_a_preview(visit: Callable[..., Visitor]) -> None:
    visitor = visit(OPERATOR)
    visitor.open(f"{PATENTS}import/")
    visitor.page.set_input_files("input[type=file]", ROOT / "projects" / "data" / "patents_public.csv")
    visitor.page.locator("form input[type=submit], form button[type=submit]").last.click()
    visitor.page.wait_for_load_state()
    visitor.check("import preview")

    visitor.page.locator("input[name=confirm]").click()
    visitor.page.wait_for_load_state()
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
