"""Charts as pictures: the browser's own ECharts in V8, in a parent and in its forked child, also after a failure."""

import asyncio
import dataclasses
import datetime as dt
import re
import signal
import struct
import subprocess
import sys
import zlib

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import translation

from partnership.charts import Chart, Series, stacked_bars
from partnership.reports.render import chart_images
from partnership.reports.render.chart_images import ChartFailed, chart_png, chart_svg, light_tokens
from tests.partnership.test_charts import effluent, outputs

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


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
    return effluent(times=days, series=[Series("COD", [30] * len(days))])


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
        clock = effluent(times=hours, series=[Series("COD", [30] * 36)])
        drawn = [labels_below(chart_svg(chart, width=340), chart) for chart in (years, clock)]

    assert drawn == [
        ["2016", "2018", "2020", "2022", "2024", "2026"],
        ["12:00", "31 Dec", "00:00", "1 Jan", "12:00"],
    ]


def test_where_not_all_groups_can_be_named_the_last_is():
    groups = [str(year) for year in range(2015, 2027)]
    chart = stacked_bars(
        key="outputs", title="", unit="", alt="", heading="Year", groups=groups, series=[Series("Papers", [1000] * 12)]
    )

    svg = chart_svg(chart, width=326, language="en")

    assert [text for text in texts_of(svg) if text in groups] == ["2016", "2018", "2020", "2022", "2024", "2026"]


def test_an_engine_started_where_an_event_loop_runs_draws_there_and_elsewhere():
    async def drawn() -> str:
        return chart_svg(outputs(), language="en")

    with pytest.raises(ChartFailed):
        chart_svg(outputs(), language="en", seconds=0.001)  # ends the engine that is there

    pictures = [asyncio.run(drawn()), chart_svg(outputs(), language="en"), asyncio.run(drawn())]

    assert [unnumbered(one) for one in pictures] == [unnumbered(pictures[0])] * 3


def test_png_is_twice_the_size_and_shows_more_than_its_ground():
    png = chart_png(outputs(), width=400, height=200, language="en")

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


def test_a_chart_that_takes_too_long_fails_by_name_and_the_next_is_drawn():
    before = chart_svg(outputs(), language="en")

    with pytest.raises(ChartFailed, match="The chart outputs could not be drawn: JSTimeoutException"):
        chart_svg(outputs(), language="en", seconds=0.001)

    assert unnumbered(chart_svg(outputs(), language="en")) == unnumbered(before)


def texts_of(svg: str) -> list[str]:
    """What stands in a picture as text, in the order of drawing."""
    return re.findall(r">([^<]*)</text>", svg)


def unnumbered(svg: str) -> list[str]:
    """The texts of a picture, as its ids count on from drawing to drawing."""
    return [piece.partition("</text>")[0] for piece in svg.split("<text")[1:]]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # V8 answers an engine that is gone
def test_the_soft_time_limit_of_a_task_passes_through_and_the_next_chart_is_drawn():
    days = [dt.date(1990, 1, 1) + dt.timedelta(days=place) for place in range(30_000)]
    long = effluent(times=days, series=[Series(f"COD {place}", list(range(30_000))) for place in range(4)])

    def interrupt(*_arguments):
        raise SoftTimeLimitExceeded

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.4)
        with pytest.raises(SoftTimeLimitExceeded):
            chart_svg(long)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

    assert "Papers" in unnumbered(chart_svg(outputs(), language="en"))[-2]


def test_a_broken_engine_is_replaced_and_the_chart_drawn():
    before = chart_svg(outputs(), language="en")

    chart_images._engines._engine.close()

    assert unnumbered(chart_svg(outputs(), language="en")) == unnumbered(before)


def test_an_option_that_echarts_refuses_fails_by_name_in_one_short_line():
    broken = dataclasses.replace(outputs(), option={"series": [{"type": "line", "xAxisIndex": 7, "data": [1]}]})

    with pytest.raises(ChartFailed) as failure:
        chart_svg(broken)

    assert "\n" not in str(failure.value)
    assert len(str(failure.value)) < 300


def test_children_forked_before_anything_was_drawn_draw_each_with_an_engine_of_its_own():
    program = """
import os, sys
from partnership.reports.render import chart_images
from partnership.reports.render.chart_images import chart_svg
from tests.partnership.test_charts import outputs

children = []
for _number in range(2):
    child = os.fork()
    if child == 0:  # ends as the worker's children do
        os._exit("Papers" not in chart_svg(outputs(), language="en"))
    children.append(child)
drawn = chart_svg(outputs(), language="en")
sys.exit("Papers" not in drawn or any(os.waitpid(child, 0)[1] for child in children))
"""

    ended = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, timeout=60, capture_output=True)

    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_forked_child_also_ends_as_any_program_does():
    program = """
import os, sys
from partnership.reports.render import chart_images
from partnership.reports.render.chart_images import chart_svg
from tests.partnership.test_charts import outputs

chart_svg(outputs(), language="en")
child = os.fork()
if child:
    chart_svg(outputs(), language="en")
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""

    ended = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, timeout=60, capture_output=True)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")
