"""Lists and pages of process units and of variables."""

import datetime as dt

import pytest

from tests.factories import (
    CampaignFactory,
    PilotBaseFactory,
    ProcessUnitFactory,
    SeriesFactory,
    VariableFactory,
)
from tests.pages import names, sentence, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]


def test_units_are_counted_with_the_volume_of_those_in_operation(client, but):
    ProcessUnitFactory(code="R1", name_en="Reactor", volume_m3=12)
    ProcessUnitFactory(code="R2", name_en="", volume_m3=None)
    ProcessUnitFactory(code="R0", name_en="Old", volume_m3=50, ends_on=dt.date(2026, 1, 1), kind="settler")
    ProcessUnitFactory(code="HID", volume_m3=99, base=PilotBaseFactory(private_to=but))

    assert sentence(client, "/units/") == "3 process units, 2 in operation with a volume of 12 m³."
    assert names(client, "/units/?state=ended") == ["R0 Old"]
    assert names(client, "/units/?kind=settler") == ["R0 Old"]
    assert names(client, "/units/?sort=name") == ["R0 Old", "R1 Reactor", "R2"]
    assert names(client, "/units/?q=reactor") == ["R1 Reactor"]


def test_a_unit_shows_its_series_and_the_campaigns_of_its_time(client):
    unit = ProcessUnitFactory(
        code="R1", name_en="Reactor", base__name_en="North", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 7, 1)
    )
    SeriesFactory(base=unit.base, unit=unit, point="reactor")
    SeriesFactory(base=unit.base, variable=VariableFactory(code="DO", name_en="Oxygen"), point="reactor")
    for title, first, end in (("Before", 2025, 2026), ("During", 2026, None), ("After", 2027, None)):
        ends_on = end and dt.date(end, 1, 1)
        CampaignFactory(base=unit.base, title=title, starts_on=dt.date(first, 1, 1), ends_on=ends_on)

    page = soup_of(client.get(unit.get_absolute_url()))

    assert " ".join(page.select_one("h1").text.split()) == "Reactor · North R1"
    assert page.select_one(".page-sentence").text == "In operation from 1 Jan 2026 to 30 Jun 2026."
    assert names(client, unit.get_absolute_url()) == ["ammonium nitrogen NH4-N (mg/L)", "During"]
    assert page.select("#history")
    assert f"/units/{unit.pk}/" in [link["href"] for link in soup_of(client.get("/units/")).select("tbody th a")]


def test_a_base_that_is_not_begun_is_planned(client):
    base = PilotBaseFactory(starts_on=dt.date(2027, 1, 1))

    badges = [badge.text for badge in soup_of(client.get(base.get_absolute_url())).select(".page-head .badge")]

    assert "planned" in badges


def test_a_unit_of_the_other_party_is_not_found(client, but):
    unit = ProcessUnitFactory(base=PilotBaseFactory(private_to=but))

    assert client.get(unit.get_absolute_url()).status_code == 404


def test_variables_tell_which_are_measured_as_far_as_their_reader_sees(client, but):
    SeriesFactory(variable=VariableFactory(code="TN", name_en="Total nitrogen", unit="mg/L", hard_min=0, hard_max=2500))
    SeriesFactory(variable=VariableFactory(code="DO", name_en="Oxygen"), base=PilotBaseFactory(private_to=but))
    withdrawn = PilotBaseFactory(withdrawn_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    SeriesFactory(variable=VariableFactory(code="SS", name_en="Solids"), base=withdrawn)

    page = soup_of(client.get("/variables/"))

    rows = [[cell.text for cell in row.select("th, td")][:6] for row in page.select("tbody tr")]
    assert rows == [
        ["Oxygen", "DO", "mg/L", "–", "–", "0"],
        ["Solids", "SS", "mg/L", "–", "–", "0"],
        ["Total nitrogen", "TN", "mg/L", "0", "2,500", "1"],
    ]
    assert page.select_one(".page-sentence").text == "3 variables, 1 of them measured."
    assert names(client, "/variables/?series=some") == ["Total nitrogen"]
    assert names(client, "/variables/?series=none") == ["Oxygen", "Solids"]
    assert names(client, "/variables/?sort=-series_count")[0] == "Total nitrogen"


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ({"hard_min": 0, "hard_max": 14}, "A value below 0 mg/L or above 14 mg/L cannot be true."),
        ({"hard_min": 0}, "A value below 0 mg/L cannot be true."),
        ({"hard_max": 0}, "A value above 0 mg/L cannot be true."),
        ({}, "No range of possible values is set."),
    ],
)
def test_a_variable_says_which_values_can_be_true(client, limits, text):
    assert sentence(client, VariableFactory(**limits).get_absolute_url()) == text


def test_a_variable_shows_its_series_and_none_that_are_hidden(client, but):
    series = SeriesFactory(base__name_en="Common")
    SeriesFactory(base=PilotBaseFactory(name_en="Hidden", private_to=but))

    page = soup_of(client.get(series.variable.get_absolute_url()))

    assert [link["href"] for link in page.select("tbody th a")] == [series.get_absolute_url()]
    assert ("Common" in page.text, "Hidden" in page.text) == (True, False)
    assert "/series/?variable=NH4-N" in [link["href"] for link in page.select("main a")]
    assert len(names(client, "/series/?variable=NH4-N")) == 1


def test_both_lists_are_found_from_those_they_belong_to(client):
    base = ProcessUnitFactory().base

    links = {
        address: {link["href"] for link in soup_of(client.get(address)).select("main a")}
        for address in ("/bases/", "/series/", base.get_absolute_url())
    }
    assert "/units/" in links["/bases/"]
    assert "/variables/" in links["/series/"]
    assert f"/units/?base={base.code}" in links[base.get_absolute_url()]


def test_a_variable_is_found_by_the_search_box(client):
    variable = VariableFactory(code="MLSS", name_en="Suspended solids of the mixed liquor", name_zh="混合液悬浮固体")

    found = [link["href"] for link in soup_of(client.get("/search/?q=悬浮固体")).select("tbody a")]

    assert found == [variable.get_absolute_url()]
