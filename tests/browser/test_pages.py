"""Every page in a browser: both languages, light and dark, desktop and phone, without a fault."""

from collections.abc import Callable

import pytest

from tests.browser.visitor import OPERATOR, Visitor

pytestmark = pytest.mark.full

PAGES = (
    "/", "/due/", "/mine/", "/search/?q=anammox", "/reports/", "/agreements/", "/obligations/", "/payments/",
    "/meetings/", "/consensus/", "/actions/", "/directions/", "/stages/", "/organisations/", "/people/", "/roles/",
    "/achievements/", "/calendar/", "/calendar-days/", "/documents/",
    "/projects/", "/milestones/", "/outcomes/", "/assessments/", "/patents/", "/cases/", "/bases/", "/units/",
    "/variables/", "/series/", "/campaigns/", "/programmes/", "/cohorts/", "/trainees/", "/supervisions/",
    "/placements/", "/accounts/profile/", "/accounts/password/",
)  # fmt: skip
RECORDS = (
    "agreements", "meetings", "directions", "stages", "organisations", "people", "calendar", "projects", "outcomes",
    "patents", "cases", "bases", "units", "variables", "series", "programmes", "cohorts", "trainees",
)  # fmt: skip
JUDGED = (
    "/", "/search/?q=anammox", "/agreements/", "/achievements/", "/due/", "/reports/", "/reports/monthly-cooperation/",
)  # fmt: skip
LOOKS = [("en", "light", 1440), ("zh-hans", "dark", 390)]
CROSSED_LOOKS = [*LOOKS, ("zh-hans", "light", 1440), ("en", "dark", 390)]


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_no_page_has_a_fault(visit: Callable[..., Visitor], language: str, theme: str, width: int) -> None:
    visitor = visit(OPERATOR, language=language, theme=theme, width=width)

    for path in PAGES:
        visitor.open(path)
    for folder in RECORDS:
        visitor.open(visitor.first_link(f"/{folder}/", f"/{folder}/"))
    visitor.open(visitor.first_link("/series/", "/series/") + "values/")

    assert visitor.faults == []


@pytest.mark.parametrize(("language", "theme", "width"), CROSSED_LOOKS)
def test_axe_finds_nothing(visit: Callable[..., Visitor], language: str, theme: str, width: int) -> None:
    visitor = visit(None, language=language, theme=theme, width=width)
    visitor.open("/accounts/login/")
    visitor.check_axe()
    visitor.log_in(OPERATOR)

    for path in (*JUDGED, visitor.first_link("/agreements/", "/agreements/A")):
        visitor.open(path)
        visitor.check_axe()

    assert visitor.faults == []
