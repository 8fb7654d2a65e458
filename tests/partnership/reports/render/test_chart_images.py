"""Charts as pictures: what the browser's own ECharts draws on the server."""

import dataclasses
import datetime as dt
import re
import struct
import zlib

import pytest
from django.utils import translation

from partnership.pages.charts import Chart, ChartSeries, stacked_bars
from partnership.reports.render.chart_images import NotDrawn
from partnership.reports.render.draw import light_tokens
from tests.partnership.pages.test_charts import effluent, outputs
from tests.partnership.reports.render.drawing import chart_pngs, chart_svgs

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chart_svg(chart: Chart, **options) -> str:
    """The only picture of a call."""
    (svg,) = chart_svgs([chart], **options)
    assert isinstance(svg, str)
    return svg


def test_svg_has_the_size_the_labels_and_the_colours_of_the_site():
    svg = chart_svg(outputs(), width=640, height=320, language="en")

    assert svg.startswith('<svg width="640" height="320"')
    for text in ("2024", "2026", "Papers", "Patents", "7"):
        assert f">{text}</text>" in svg
    assert light_tokens()["chart-1"] == "#0b6580"
    assert "#0b6580" in svg
    assert "<pattern" in svg
    assert "Noto Sans SC" in svg


def test_the_axis_runs_on_under_a_year_without_anything():
    svg = chart_svg(outputs(), width=640, height=320, language="en")

    axis, last_bar = svg.index(f'stroke="{light_tokens()["line-strong"]}"'), svg.rindex('ecmeta_ssr_type="chart"')
    assert axis > last_bar


def labels_below(svg: str, chart: Chart) -> list[str]:
    """The texts below a picture's axis, without the values beside it and the names in its legend."""
    names = {one["name"] for one in chart.option["series"]}
    return [text for text in texts_of(svg) if text not in names and not re.fullmatch(r"-?[0-9]{1,3}", text)]


def daily(first: dt.date, last: dt.date) -> Chart:
    days = [first + dt.timedelta(days=place) for place in range((last - first).days + 1)]
    return effluent(times=days, series=[ChartSeries("COD", [30] * len(days))])


@pytest.mark.parametrize(
    ("language", "width", "labels"),
    [
        ("zh-hans", 640, "8月31日 2026年 9月14日 9月28日 10月12日 10月26日 11月9日 11月23日"),
        ("zh-hans", 326, "9月14日 2026年 10月5日 10月26日 11月16日"),
        ("en", 326, "14 Sep|2026|5 Oct|26 Oct|16 Nov"),
    ],
)
def test_days_stand_at_even_steps_as_many_as_fit_with_the_year_under_the_first(language, width, labels):
    with translation.override(language):
        chart = daily(dt.date(2026, 8, 29), dt.date(2026, 11, 26))
        svg = chart_svg(chart, width=width)

    assert labels_below(svg, chart) == labels.split("|" if "|" in labels else " ")


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("zh-hans", "11月 2025年 1月 2026年 3月 5月 7月 9月 11月"),
        ("en", "Nov 2025 Dec Jan 2026 Feb Mar Apr May Jun Jul Aug Sep Oct Nov"),
    ],
)
def test_a_long_line_has_its_months_and_each_year_where_it_begins(language, labels):
    with translation.override(language):
        chart = daily(dt.date(2025, 10, 20), dt.date(2026, 11, 26))
        svg = chart_svg(chart)

    assert labels_below(svg, chart) == labels.split()


def test_years_alone_and_moments_of_two_days():
    start = dt.datetime(2026, 12, 31, 3, tzinfo=dt.UTC)
    hours = [start + dt.timedelta(hours=place) for place in range(36)]
    with translation.override("en"):
        years = daily(dt.date(2015, 6, 1), dt.date(2026, 6, 1))
        clock = effluent(times=hours, series=[ChartSeries("COD", [30] * 36)])
        drawn = [labels_below(chart_svg(chart, width=340), chart) for chart in (years, clock)]

    assert drawn == [
        ["2016", "2018", "2020", "2022", "2024", "2026"],
        ["12:00", "31 Dec", "00:00", "1 Jan", "12:00"],
    ]


def test_where_not_all_groups_can_be_named_the_last_is():
    groups = [str(year) for year in range(2015, 2027)]
    chart = stacked_bars(
        key="outputs",
        title="",
        unit="",
        alt="",
        heading="Year",
        groups=groups,
        series=[ChartSeries("Papers", [1000] * 12)],
    )

    svg = chart_svg(chart, width=326, language="en")

    assert [text for text in texts_of(svg) if text in groups] == ["2016", "2018", "2020", "2022", "2024", "2026"]


def test_png_is_twice_the_size_and_shows_more_than_its_ground():
    (png,) = chart_pngs([outputs()], width=400, height=200)

    assert png[:8] == PNG_SIGNATURE
    assert struct.unpack(">II", png[16:24]) == (800, 400)
    assert len(set(pixels_of(png))) > 50


def pixels_of(png: bytes) -> bytes:
    """The compressed rows of the picture, unpacked."""
    position, packed = 8, b""
    while position < len(png):
        (length,) = struct.unpack(">I", png[position : position + 4])
        if png[position + 4 : position + 8] == b"IDAT":
            packed += png[position + 8 : position + 8 + length]
        position += length + 12
    return zlib.decompress(packed)


def texts_of(svg: str) -> list[str]:
    """What stands in a picture as text, in the order of drawing."""
    return re.findall(r">([^<]*)</text>", svg)


def test_an_option_that_echarts_refuses_fails_in_one_short_line_and_the_next_chart_is_drawn():
    broken = dataclasses.replace(outputs(), option={"series": [{"type": "line", "xAxisIndex": 7, "data": [1]}]})

    first, second = chart_svgs([broken, outputs()], language="en")

    assert isinstance(first, NotDrawn)
    assert first.reason.startswith("JSEvalException: ")
    assert "\n" not in first.reason
    assert len(first.reason) <= 200
    assert texts_of(second) == texts_of(chart_svg(outputs(), language="en"))
    assert "Papers" in texts_of(second)
