"""The list of readiness assessments: which outcome climbed to which level, and which went down."""

import datetime as dt

import pytest

from tests.factories import DirectionFactory, OutcomeFactory, PersonFactory, ReadinessAssessmentFactory
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]


def rows(client, address):
    """Outcome, level, level before and day of each row."""
    found = soup_of(client.get(address)).select("tbody tr")
    return [[cell.text for cell in row.select("th, td")][:4] for row in found]


@pytest.fixture
def climbing():
    outcome = OutcomeFactory(code="O-1", name_en="Reactor", kind="equipment", direction=DirectionFactory(code="D-7"))
    ReadinessAssessmentFactory(outcome=outcome, level=4, assessed_on=dt.date(2025, 1, 1))
    ReadinessAssessmentFactory(outcome=outcome, level=6, assessed_on=dt.date(2026, 1, 1))
    ReadinessAssessmentFactory(outcome=outcome, level=5, assessed_on=dt.date(2026, 6, 1), evidence="Scaling failed")
    return outcome


def test_each_assessment_is_listed_with_the_level_before(client, climbing, but):
    ReadinessAssessmentFactory(outcome=OutcomeFactory(private_to=but))

    page = soup_of(client.get("/assessments/"))

    assert rows(client, "/assessments/") == [
        ["O-1 Reactor", "5", "6", "1 Jun 2026"],
        ["O-1 Reactor", "6", "4", "1 Jan 2026"],
        ["O-1 Reactor", "4", "–", "1 Jan 2025"],
    ]
    assert [row.select("td")[0].text for row in page.select("tr.row-attention")] == ["5"]
    assert page.select_one(".page-sentence").text == (
        "3 readiness assessments, the last on 1 Jun 2026; outcomes assessed: 1."
    )
    assert page.select_one("tbody th a")["href"] == climbing.get_absolute_url()


def test_assessments_are_filtered(client, climbing):
    person = PersonFactory(name_en="Assessor Sample")
    ReadinessAssessmentFactory(outcome__name_en="Other", level=8, assessor=person, assessed_on=dt.date(2026, 2, 1))

    levels = {
        query: [row[1] for row in rows(client, f"/assessments/?{query}")]
        for query in (
            "state=latest", "state=superseded", "level_from=6", "kind=equipment&sort=level", "direction=D-7",
            "outcome=O-1", "q=assessor", "q=scaling", "assessed_from=2026-01-01&assessed_before=2026-02-02",
        )
    }  # fmt: skip

    assert levels == {
        "state=latest": ["5", "8"],
        "state=superseded": ["6", "4"],
        "level_from=6": ["8", "6"],
        "kind=equipment&sort=level": ["4", "5", "6"],
        "direction=D-7": ["5", "6", "4"],
        "outcome=O-1": ["5", "6", "4"],
        "q=assessor": ["8"],
        "q=scaling": ["5"],
        "assessed_from=2026-01-01&assessed_before=2026-02-02": ["8", "6"],
    }


def test_of_two_assessments_of_a_day_the_later_entered_follows_the_other(client):
    outcome = OutcomeFactory()
    ReadinessAssessmentFactory(outcome=outcome, level=3)
    ReadinessAssessmentFactory(outcome=outcome, level=7)

    assert [row[1:3] for row in rows(client, "/assessments/")] == [["7", "3"], ["3", "–"]]
    assert [row[1] for row in rows(client, "/assessments/?state=latest")] == ["7"]


def test_an_assessment_that_is_still_ahead_neither_gives_the_level_nor_is_followed(client, climbing):
    ReadinessAssessmentFactory(outcome=climbing, level=7, assessed_on=dt.date(2027, 1, 1))

    assert [row[1] for row in rows(client, "/assessments/?state=latest")] == ["5"]
    assert [row[1] for row in rows(client, "/assessments/?state=superseded")] == ["6", "4"]


def test_the_list_is_found_from_outcomes(client, climbing):
    pages = [soup_of(client.get(address)) for address in ("/outcomes/", climbing.get_absolute_url())]

    links = [{link["href"] for link in page.select("main a")} for page in pages]
    assert "/assessments/" in links[0]
    assert "/assessments/?outcome=O-1" in links[1]


def test_an_outcome_that_is_a_process_is_no_process_of_a_computer_in_chinese(client):
    client.cookies["django_language"] = "zh-hans"

    options = [option.text for option in soup_of(client.get("/assessments/")).select("[name=kind] option")]

    assert options[:3] == ["全部", "工艺", "装备"]
