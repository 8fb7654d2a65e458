"""Charts: the option that ECharts draws, and the table that says the same."""

import datetime as dt
import json
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.utils import translation

from partnership.pages.charts import Chart, ChartSeries, Limit, lines, stacked_bars

SHANGHAI = ZoneInfo("Asia/Shanghai")


def outputs() -> Chart:
    return stacked_bars(
        key="outputs",
        title="Outputs by year and kind",
        unit="items",
        alt="Outputs grew from 3 in 2024 to 7 in 2026.",
        heading="Year",
        groups=["2024", "2025", "2026"],
        series=[ChartSeries("Papers", [2, 0, 3]), ChartSeries("Patents", [1, 0, 4])],
    )


def effluent(**others) -> Chart:
    return lines(
        key="cod",
        title="COD of the effluent",
        unit="mg/L",
        alt="COD stayed below the limit.",
        heading="Day",
        **{
            "times": [dt.date(2026, 10, 1), dt.date(2026, 10, 2), dt.date(2026, 10, 3)],
            "series": [ChartSeries("COD", [31.20000001, None, Decimal("28.5")])],
        }
        | others,
    )


def test_months_stand_at_their_first_days_and_are_written_as_months():
    with translation.override("en"):
        chart = effluent(
            times=[dt.date(2026, month, 1) for month in (10, 11, 12)],
            labels=["Oct 2026", "Nov 2026", "Dec 2026"],
            limit=Limit("Limit", 40),
        )

    cod, limit = chart.option["series"]
    starts = [dt.datetime(2026, month, 1, tzinfo=dt.UTC).timestamp() * 1000 for month in (10, 11, 12)]
    assert chart.option["xAxis"] == {"type": "time", "axisLabel": {"formatter": {"year": "{yyyy}", "month": "{MMM}"}}}
    assert cod["data"] == [[starts[0], 31.2], [starts[1], None], [starts[2], 28.5]]
    assert [place for place, _value in limit["data"]] == starts
    assert [row[0] for row in chart.rows] == ["Oct 2026", "Nov 2026", "Dec 2026"]


def test_bars_and_their_table_hold_the_same_values():
    chart = outputs()

    papers, patents = chart.option["series"]
    assert chart.columns == ("Year", "Papers", "Patents")
    assert chart.rows == (("2024", 2, 1), ("2025", 0, 0), ("2026", 3, 4))
    assert chart.option["xAxis"]["data"] == ["2024", "2025", "2026"]
    assert papers["data"] == [2, 0, 3]
    assert [point["value"] for point in patents["data"]] == [1, 0, 4]


def test_the_topmost_piece_carries_the_total_and_an_empty_year_none():
    _papers, patents = outputs().option["series"]

    labels = [(point["label"]["show"], point["label"]["formatter"]) for point in patents["data"]]
    assert labels == [(True, "3"), (False, "0"), (True, "7")]


def test_lines_keep_gaps_and_lose_the_noise_of_floating_point():
    chart = effluent(limit=Limit("Limit of class 1A", 50))

    cod, limit = chart.option["series"]
    assert chart.columns == ("Day", "COD", "Limit of class 1A")
    assert [row[1:] for row in chart.rows] == [(31.2, 50), (None, 50), (28.5, 50)]
    assert [value for _instant, value in cod["data"]] == [31.2, None, 28.5]
    assert [value for _instant, value in limit["data"]] == [50, 50, 50]
    assert cod["connectNulls"] is False


def test_moments_stand_on_the_axis_as_the_wall_clock_of_the_platform():
    moment = dt.datetime(2026, 10, 1, 0, 30, tzinfo=SHANGHAI)

    with translation.override("en"):
        chart = effluent(times=[moment.astimezone(dt.UTC)], series=[ChartSeries("COD", [30])])

    expected = dt.datetime(2026, 10, 1, 0, 30, tzinfo=dt.UTC)
    assert chart.option["useUTC"] is True
    assert chart.option["series"][0]["data"] == [[int(expected.timestamp() * 1000), 30]]
    assert chart.rows == (("1 Oct 2026, 00:30", 30),)


def test_a_value_between_two_gaps_keeps_its_mark_on_a_long_line():
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=place) for place in range(100)]
    values = [1.0] * 41 + [None, 2.0, None] + [1.0] * 56

    chart = effluent(times=days, series=[ChartSeries("COD", values)])

    (line,) = chart.option["series"]
    assert line["symbolSize"] == 0
    assert line["data"][42]["symbolSize"] == 5


@pytest.mark.parametrize(
    ("language", "day", "axis"), [("en", "1 Oct 2026", "{d} {MMM}"), ("zh-hans", "2026年10月1日", "{M}月{d}日")]
)
def test_days_are_written_in_the_language(language, day, axis):
    with translation.override(language):
        chart = effluent()

    assert chart.rows[0][0] == day
    assert chart.option["xAxis"]["axisLabel"]["formatter"]["day"] == axis


def test_option_is_plain_json_without_the_title():
    chart = outputs()

    assert json.loads(chart.option_json) == chart.option
    assert "title" not in chart.option
    assert chart.option["animation"] is False


def test_page_shows_heading_picture_and_table():
    with translation.override("en"):
        page = render_to_string("ui/chart.html", {"chart": effluent()})

    assert 'role="img" aria-label="COD stayed below the limit."' in page
    assert "COD of the effluent" in page
    assert "(mg/L)" in page
    assert '<th scope="row">1 Oct 2026</th><td class="number">31.2</td>' in page
    assert '<th scope="row">2 Oct 2026</th><td class="number">–</td>' in page
    assert "style=" not in page


def test_the_table_on_the_page_begins_with_the_newest():
    with translation.override("en"):
        page = render_to_string("ui/chart.html", {"chart": outputs()})

    assert [cell.text for cell in BeautifulSoup(page, "html.parser").select("tbody th")] == ["2026", "2025", "2024"]


def test_the_numbers_of_a_table_stand_point_under_point():
    chart = effluent(series=[ChartSeries("COD", [30, Decimal("31.26"), Decimal("28.5")])])

    with translation.override("en"):
        page = render_to_string("ui/chart.html", {"chart": chart})

    assert [cell.text for cell in BeautifulSoup(page, "html.parser").select("td")] == ["28.50", "31.26", "30.00"]
