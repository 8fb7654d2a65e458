"""Charts as pictures: the browser's own ECharts in V8, in a parent and in its forked child, also after a failure."""

import asyncio
import dataclasses
import datetime as dt
import signal
import struct
import subprocess
import sys
import zlib

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import translation

from partnership import chart_images
from partnership.chart_images import ChartFailed, chart_png, chart_svg, light_tokens
from partnership.charts import Series
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


def test_chinese_labels_and_months():
    with translation.override("zh-hans"):
        svg = chart_svg(effluent())

    assert ">10月" in svg


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
from partnership import chart_images
from partnership.chart_images import chart_svg
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
from partnership import chart_images
from partnership.chart_images import chart_svg
from tests.partnership.test_charts import outputs

chart_svg(outputs(), language="en")
child = os.fork()
if child:
    chart_svg(outputs(), language="en")
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""

    ended = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, timeout=60, capture_output=True)

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")
