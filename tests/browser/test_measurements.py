"""Measurements brought into a base in a browser: from the choice of the file to the new values."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor

pytestmark = pytest.mark.full


def write_file(folder: Path) -> Path:
    """Two laboratory values of the last days, of a size that no sample has."""
    yesterday = dt.date.today() - dt.timedelta(days=1)  # noqa: DTZ011 -- a day more or less is as good
    rows = [f"{yesterday - dt.timedelta(days=1)} 08:00,87.5", f"{yesterday} 08:00,91.25"]
    file = folder / "laboratory.csv"
    file.write_text("\n".join(["timestamp,nh4_inf_mgN_L", *rows]) + "\n")
    return file


def test_a_file_is_checked_taken_in_and_shown(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    visitor = visit("editor@example.com")
    page = visitor.page
    base = visitor.first_link("/bases/", "/bases/")
    visitor.open(base)

    page.get_by_role("link", name="Import measurements").click()
    page.set_input_files("input[type=file]", write_file(tmp_path))
    page.select_option("select[name=origin]", label="laboratory")
    page.get_by_role("button", name="Check the file").click()
    follow(visitor, until="2 new, 0 changed, 0 unchanged. This was a check: nothing has been imported.")
    page.get_by_role("button", name="Import these values").click()
    follow(visitor, until="2 new, 0 changed, 0 unchanged.")

    visitor.open(f"/series/?base={base.split('/')[2]}&origin=laboratory&point=influent")
    page.get_by_role("link", name="Ammonium nitrogen").click()
    page.locator(".chart-plot svg").wait_for()
    visitor.check()
    page.click(".chart-table summary")
    assert {"87.50", "91.25"} <= set(page.locator(".chart-table td").all_inner_texts())
    assert visitor.faults == []


def follow(visitor: Visitor, until: str) -> None:
    """Look at the page of a job, which goes on by itself, until it tells so."""
    visitor.page.wait_for_url("**/jobs/*/")
    visitor.page.evaluate("window.isSamePage = true")
    expect(visitor.page.locator("#job .job > p:not(.job-head)").first).to_have_text(until)
    assert visitor.page.locator(".job-head .badge").inner_text() == "done"
    assert visitor.page.evaluate("window.isSamePage")
    visitor.check()


def test_a_box_to_tick_stands_level_with_its_words(visit: Callable[..., Visitor]) -> None:
    visitor = visit("admin@example.com")
    visitor.open("/bases/B-2019-01/import/")

    box = visitor.page.locator("#id_takes_good_rows").bounding_box()
    words = visitor.page.locator("label[for=id_takes_good_rows]").bounding_box()

    assert abs((box["y"] + box["height"] / 2) - (words["y"] + words["height"] / 2)) <= 1
    assert visitor.faults == []
