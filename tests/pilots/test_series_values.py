"""The page of a series' values: which it lists, how they are ordered and summed, and that its files hold just these."""

import csv
import json
from io import StringIO

import pytest

from pilots.models import Correction, MeasurementImport, Variable
from tests.factories import PilotBaseFactory, SeriesFactory
from tests.pages import soup_of
from tests.pilots.conftest import FIRST_DAY, measured

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]


def page_of(client, series, asked=""):
    return soup_of(client.get(f"{series.get_absolute_url()}values/{asked}"))


def rows_of(page):
    return [[cell.text for cell in row.select("th, td")] for row in page.select("main tbody tr")]


def test_the_values_are_listed_newest_first_with_their_totals(client, series):
    SeriesFactory(base=series.base, point="effluent")

    page = page_of(client, series, "?measured_from=2026-11-01&measured_before=2026-11-03")

    assert rows_of(page) == [
        ["2026-11-02 23:59:00", "23.000 mg/L", "outside the possible range"],
        ["2026-11-02 07:30:15", "13.500 mg/L", "good"],
        ["2026-11-01 23:59:00", "22.000 mg/L", "not checked"],
        ["2026-11-01 07:30:15", "12.500 mg/L", "good"],
    ]
    assert page.select_one(".page-sentence").text == (
        "4 values, 3 used. Of those used: mean 16.000 mg/L, lowest 12.500 mg/L, highest 22.000 mg/L."
    )


def test_a_quality_and_an_order_are_asked_for_and_the_file_holds_what_is_listed(client, series):
    page = page_of(client, series, "?flag=0&sort=value")
    link = next(one["href"] for one in page.select(".page-actions a") if one.text == "CSV")

    written = client.get(f"{series.get_absolute_url()}values/{link}")

    assert [row[1] for row in rows_of(page)] == ["10.500 mg/L", "11.500 mg/L", "12.500 mg/L", "13.500 mg/L"]
    lines = list(csv.reader(StringIO(b"".join(written.streaming_content).decode("utf-8-sig"))))
    assert [row[1:] for row in lines[1:]] == [["10.5", "good"], ["11.5", "good"], ["12.5", "good"], ["13.5", "good"]]


def test_many_values_are_turned_page_by_page(client, series):
    measured(series, FIRST_DAY, values=120)

    first, last = page_of(client, series), page_of(client, series, "?page=3")

    assert (len(rows_of(first)), len(rows_of(last))) == (50, 28)
    assert "101 to 128 of 128" in last.select_one(".pages").text


def test_a_page_costs_the_same_queries_whatever_its_values(client, series, django_assert_num_queries):
    page_of(client, series)

    for more in (0, 40):
        measured(series, FIRST_DAY, values=more)
        with django_assert_num_queries(10):
            page_of(client, series)


@pytest.mark.parametrize("asked", ["?flag=9", "?flag=good", "?measured_from=yesterday"])
def test_what_cannot_be_read_shows_nothing_and_says_so(client, series, asked):
    page = page_of(client, series, asked)

    assert page.select_one("main .alert-danger p").text.startswith("A filter in the address cannot be read")
    assert rows_of(page) == []
    answer = client.get(f"{series.get_absolute_url()}values/{asked}&export=csv")
    assert answer["Location"] == f"{series.get_absolute_url()}{asked}"


def test_no_value_of_a_quality_offers_all(client, series):
    page = page_of(client, series, "?flag=3")

    assert page.select_one(".empty-state a")["href"] == "?"
    assert page.select(".page-actions a") == []


def test_a_day_of_the_series_leads_to_its_values(client, series):
    days = soup_of(client.get(series.get_absolute_url()))
    link = next(one["href"] for one in days.select("main tbody th a") if one.text == "31 Oct 2026")

    assert [row[0] for row in rows_of(soup_of(client.get(link)))] == ["2026-10-31 23:59:00", "2026-10-31 07:30:15"]


def test_a_correction_is_shown_with_both_values_and_the_file(client, series, bewg):
    record = MeasurementImport.objects.create(base=series.base, file_name="again.csv", sha256="0" * 64)
    value = measured(series, FIRST_DAY, values=1)[0]
    Correction.objects.create(
        series=series, time=value.time, old_value=9, old_flag=0, new_value=value.value, new_import=record
    )

    found = [row for row in rows_of(soup_of(client.get(series.get_absolute_url()))) if row[-1] == "again.csv"]

    assert [row[1:3] for row in found] == [["9.000 mg/L", "1.000 mg/L"]]


def test_the_corrections_of_another_series_are_not_shown(client, series):
    other = SeriesFactory(base=PilotBaseFactory())
    record = MeasurementImport.objects.create(base=other.base, file_name="again.csv", sha256="0" * 64)
    value = measured(other, FIRST_DAY, values=1)[0]
    Correction.objects.create(series=other, time=value.time, old_value=9, old_flag=0, new_value=1, new_import=record)

    assert "Nothing recorded yet: Corrections" in soup_of(client.get(series.get_absolute_url())).select_one("main").text


@pytest.mark.parametrize(("unit", "is_near"), [("mg/L", False), ("", True)])
def test_the_axis_of_what_has_no_zero_begins_near_its_values(client, series, unit, is_near):
    Variable.objects.update(unit=unit)

    plot = soup_of(client.get(series.get_absolute_url())).select_one(".chart-plot")

    assert json.loads(plot["data-chart"])["yAxis"] == {"type": "value", "scale": is_near}
