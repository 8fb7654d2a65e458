"""Draw a chart on the server: the browser's own ECharts in V8 gives the SVG of PDFs, resvg the PNG of mails."""

from __future__ import annotations

import ctypes
import os
import re
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path

import resvg_py
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils.translation import get_language
from py_mini_racer import JSTimeoutException, MiniRacer

from partnership.charts import Chart

STATIC = Path(settings.BASE_DIR) / "static"
SCRIPTS = tuple(STATIC / one for one in ("vendor/echarts/echarts.min.js", "js/chart-axis.js", "js/chart-theme.js"))
FONTS = tuple(STATIC / "vendor" / "fonts" / f"NotoSansSC-{style}.ttf" for style in ("Regular", "Bold"))
FACE = "Noto Sans SC"
LIGHT_TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6,8}),")

WIDTH, HEIGHT = 640, 320
LONGEST_REASON = 200
SECONDS_TO_START, SECONDS_TO_DRAW, SECONDS_TO_END = 20.0, 20.0, 2.0

# V8 has neither a console nor timers; ECharts asks for both and needs neither for a still picture.
STUBS = "globalThis.console = {log() {}, warn() {}, error() {}}; globalThis.setTimeout = () => 0;"
DRAW = """
globalThis.drawChart = (optionText, tokens, face, width, height, language) => {
  const token = (name) => tokens[name];
  const size = { renderer: "svg", ssr: true, width, height, locale: chartTheme.locale(language) };
  const chart = echarts.init(null, chartTheme.theme(token, face), size);
  try {
    chart.setOption({ ...chartTheme.dressed(JSON.parse(optionText), token, width, language), animation: false });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
};
"""


class ChartFailed(Exception):
    """The picture of a chart could not be made; print the chart's table in its place."""


def chart_svg(
    chart: Chart, *, width: int = WIDTH, height: int = HEIGHT, language: str | None = None, seconds: float | None = None
) -> str:
    """The chart as an SVG document in light colours, its texts in the vendored font.

    Embed it as an image: inline in a page its styles offend the content security policy. Raises ChartFailed.
    """
    language = language or get_language() or settings.LANGUAGE_CODE
    arguments = (chart.option_json, light_tokens(), FACE, width, height, language)
    return _engines.draw(chart.key, arguments, SECONDS_TO_DRAW if seconds is None else seconds)


def chart_png(
    chart: Chart, *, width: int = WIDTH, height: int = HEIGHT, scale: int = 2, language: str | None = None
) -> bytes:
    """The chart as a PNG of `scale` times the size, on white; raises ChartFailed."""
    svg = chart_svg(chart, width=width, height=height, language=language)
    try:
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=scale,
            background=light_tokens()["surface"],
            skip_system_fonts=True,
            font_files=[str(font) for font in FONTS],
            font_family=FACE,
            sans_serif_family=FACE,
        )
    except ValueError as error:
        raise ChartFailed(f"The chart {chart.key} could not be turned into a PNG: {error}") from error


@cache
def light_tokens() -> Mapping[str, str]:
    """The colours of the site by name, as on a light page."""
    return dict(LIGHT_TOKEN.findall((STATIC / "css" / "tokens.css").read_text(encoding="utf-8")))


class _Engines:
    """One V8 with ECharts a process, started when first needed: used in a forked child, its parent's would hang."""

    def __init__(self) -> None:
        self._engine: MiniRacer | None = None
        self._lock = threading.Lock()
        os.register_at_fork(after_in_child=self._leave_to_parent)

    def draw(self, key: str, arguments: tuple[object, ...], seconds: float) -> str:
        """What drawChart returns; on any failure the engine is dropped, and, but for a time-out, a new one tries."""
        with self._lock:
            for is_last in (False, True):
                try:
                    return self._drawn(arguments, seconds)
                except SoftTimeLimitExceeded:
                    self._drop()
                    raise
                except Exception as error:
                    self._drop()
                    if is_last or isinstance(error, JSTimeoutException):
                        # V8 quotes the minified line, half a megabyte of it; only its first line says what went wrong.
                        reason = f"{type(error).__name__}: {error}".partition("\n")[0][:LONGEST_REASON]
                        raise ChartFailed(f"The chart {key} could not be drawn: {reason}") from None
        raise AssertionError("the last try returns or raises")

    def _drawn(self, arguments: tuple[object, ...], seconds: float) -> str:
        if self._engine is None:
            self._engine = _started()
        return str(self._engine.call("drawChart", *arguments, timeout_sec=seconds))

    def _drop(self) -> None:
        """Close the engine now: left to the garbage collector, that could happen in a forked child, and hang there."""
        engine, self._engine = self._engine, None
        if engine is None:
            return
        with suppress(Exception):
            engine.eval("0", timeout_sec=SECONDS_TO_END)  # behind what was interrupted, whose answer needs the engine
        engine.close()

    def _leave_to_parent(self) -> None:
        if self._engine is not None:
            # One reference that nothing gives back: its destructor would wait for threads that the child lacks.
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._engine))
        self._engine, self._lock = None, threading.Lock()


def _started() -> MiniRacer:
    # Made in a thread where no event loop runs: it would take over the caller's, and then draw nothing within a limit.
    with ThreadPoolExecutor(1) as pool:
        engine = pool.submit(MiniRacer).result()
    for script in (STUBS, *(path.read_text(encoding="utf-8") for path in SCRIPTS), DRAW):
        engine.eval(script, timeout_sec=SECONDS_TO_START)
    return engine


_engines = _Engines()
