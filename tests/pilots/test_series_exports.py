"""The days that a page of a series shows, and the files of exactly these days."""

import csv
import datetime as dt
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from pilots.models import Measurement
from pilots.services.rollups import refresh_rollups
from pilots.views import values
from tests.factories import PilotBaseFactory, SeriesFactory
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]


def links_of(page):
    """The addresses of the files by what they hold and their form."""
    return {
        (row.th.text, link.text): link["href"]
        for row in page.select("main tbody tr")
        for link in row.select("a[download]")
    }


def rows_of_csv(response):
    return list(csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def rows_of_workbook(response):
    return [list(row) for row in load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True)]


def test_each_value_of_the_days_shown_and_no_other_is_exported(client, series):
    SeriesFactory(base=series.base, point="effluent")
    page = soup_of(client.get(f"{series.get_absolute_url()}?measured_from=2026-10-31&measured_before=2026-11-02"))

    links = links_of(page)
    response = client.get(links["Each value", "CSV"])

    assert rows_of_csv(response) == [
        ["Time (Asia/Shanghai)", "NH4-N (mg/L)", "Flag"],
        ["2026-10-31 07:30:15", "11.5", "good"],
        ["2026-10-31 23:59:00", "21.0", "not checked"],
        ["2026-11-01 07:30:15", "12.5", "good"],
        ["2026-11-01 23:59:00", "22.0", "not checked"],
    ]
    name = f"series-{series.pk}-values-2026-10-31-2026-11-01.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_workbook_holds_the_same_values_as_times_and_numbers(client, series):
    page = soup_of(client.get(f"{series.get_absolute_url()}?measured_from=2026-11-02"))

    rows = rows_of_workbook(client.get(links_of(page)["Each value", "XLSX"]))

    morning, evening = dt.datetime(2026, 11, 2, 7, 30, 15), dt.datetime(2026, 11, 2, 23, 59)  # noqa: DTZ001 -- no zones
    assert rows == [
        ["Time (Asia/Shanghai)", "NH4-N (mg/L)", "Flag"],
        [morning, 13.5, "good"],
        [evening, 23, "outside the possible range"],
    ]


def test_the_days_are_exported_as_they_are_listed(client, series):
    links = links_of(soup_of(client.get(f"{series.get_absolute_url()}?measured_before=2026-11-01")))

    rows = rows_of_csv(client.get(links["Daily values", "CSV"]))

    assert rows[0] == ["Day", "Mean (mg/L)", "Lowest (mg/L)", "Highest (mg/L)", "Values used", "Coverage (%)"]
    assert [row[:5] for row in rows[1:]] == [
        ["2026-10-30", "15.25", "10.5", "20.0", "2"],
        ["2026-10-31", "16.25", "11.5", "21.0", "2"],
    ]
    assert rows_of_workbook(client.get(links["Daily values", "XLSX"]))[2][1:3] == [16.25, 11.5]


def test_a_page_without_named_days_exports_those_up_to_the_newest(client, series):
    page = soup_of(client.get(series.get_absolute_url()))
    Measurement.objects.create(series=series, time=dt.datetime(2026, 11, 20, tzinfo=dt.UTC), value=1)
    refresh_rollups([series.pk], dt.date(2026, 11, 20), dt.date(2026, 11, 21))

    counts = [row.td.text for row in page.select("main tbody tr") if row.select("a[download]")]
    rows = rows_of_csv(client.get(links_of(page)["Each value", "CSV"]))

    assert (counts, len(rows)) == (["4", "8"], 9)
    assert "Export of 3 Nov 2025 to 2 Nov 2026" in [one.text.removesuffix(" 2") for one in page.select("h2")]


def test_the_sentence_speaks_of_the_days_asked_for(client, series):
    address = series.get_absolute_url()

    texts = [
        soup_of(client.get(f"{address}?measured_before={day}")).select_one(".page-sentence").text
        for day in ("2026-11-01", "2026-01-01", "2026-11-03")
    ]

    assert texts == [
        "Last day shown: 31 Oct 2026 (24 days ago), with a mean of 16.25 mg/L.",
        "Nothing was measured in 2025.",
        "Newest day: 2 Nov 2026 (22 days ago), with a mean of 13.5 mg/L.",
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "measured_from=yesterday",
        "measured_from=2026-11-02&measured_before=2026-11-02",
        "measured_from=1992-01-01&measured_before=2026-11-02",
        "measured_before=0001-01-01",
        "measured_from=1991-12-31",
        "measured_from=9999-12-31",
        "measured_from=9999-01-01&measured_before=9999-12-31",
        "measured_before=3000-01-01",
    ],
)
def test_days_that_cannot_be_read_show_nothing_and_export_nothing(client, series, asked):
    page = soup_of(client.get(f"{series.get_absolute_url()}?{asked}"))
    answers = [client.get(f"{series.get_absolute_url()}{part}/?{asked}&export=xlsx") for part in ("days", "values")]

    assert page.select_one("main .alert-danger p").text.startswith("A filter in the address cannot be read")
    assert (page.select(".chart"), links_of(page)) == ([], {})
    assert {answer["Location"] for answer in answers} == {f"{series.get_absolute_url()}?{asked}"}


@pytest.mark.parametrize(
    "asked",
    ["measured_from=1992-01-01", "measured_from=2027-01-01", "measured_from=2999-12-31", "measured_before=2999-12-31"],
)
def test_any_day_that_can_be_read_is_answered(client, series, asked):
    assert client.get(f"{series.get_absolute_url()}?{asked}").status_code == 200
    assert client.get(f"{series.get_absolute_url()}values/?{asked}").status_code == 200


def test_too_many_values_for_a_workbook_are_offered_as_csv(client, series, monkeypatch):
    monkeypatch.setattr(values, "MAX_IN_WORKBOOK", 7)

    links = links_of(soup_of(client.get(series.get_absolute_url())))
    refused = client.get(f"{series.get_absolute_url()}values/?export=xlsx", follow=True)

    assert ("Each value", "CSV") in links
    assert ("Each value", "XLSX") not in links
    assert "With more than 7 values there is no XLSX" in soup_of(refused).select_one("main .alert").text


def test_a_series_without_values_offers_no_files(client):
    empty = SeriesFactory()

    page = soup_of(client.get(empty.get_absolute_url()))

    assert links_of(page) == {}
    for asked in ("", "?export=csv"):
        answer = client.get(f"{empty.get_absolute_url()}values/{asked}")
        assert answer["Location"].startswith(empty.get_absolute_url())


@pytest.mark.parametrize("part", ["days", "values"])
def test_the_values_of_the_other_party_are_not_found(client, but, part):
    hidden = SeriesFactory(base=PilotBaseFactory(private_to=but))
    address = f"{hidden.get_absolute_url()}{part}/"

    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


def test_a_file_costs_the_same_queries_whatever_its_values(client, series, django_assert_num_queries):
    client.get(f"{series.get_absolute_url()}values/?export=csv")

    for query, count in (("measured_from=2026-11-02", 2), ("measured_from=2026-10-30", 8)):
        with django_assert_num_queries(7):
            response = client.get(f"{series.get_absolute_url()}values/?{query}&export=csv")
            rows = rows_of_csv(response)

        assert (response.streaming, len(rows) - 1) == (True, count)
