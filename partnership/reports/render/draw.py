"""Draw charts in a process of its own: requests come in as JSON lines, pictures go out as JSON lines.

V8, which runs the browser's own ECharts here, can crash, hang or fill the memory; here that ends nothing but this
program, which imports neither Django nor anything of the platform. `chart_images.py` starts it and reads its answers.
"""

from __future__ import annotations

import base64
import json
import os
import re
import resource
import signal
import sys
import traceback
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import resvg_py
from py_mini_racer import JSEvalException, MiniRacer

STATIC = Path(__file__).resolve().parents[3] / "static"
SCRIPTS = tuple(STATIC / name for name in ("vendor/echarts/echarts.min.js", "js/chart-axis.js", "js/chart-theme.js"))
FONTS = tuple(STATIC / "vendor" / "fonts" / f"NotoSansSC-{style}.ttf" for style in ("Regular", "Bold"))
FACE = "Noto Sans SC"
LIGHT_TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6,8}),")

# The caller ends this process sooner, but may itself be gone.
MAX_SECONDS = 30
# V8 reserves 600 MB before it has drawn anything. A core file of that size is of no use.
LIMITS = ((resource.RLIMIT_DATA, 1 << 30), (resource.RLIMIT_CORE, 0))
MAX_REASON_LENGTH = 200

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


def main() -> None:
    """Answer each line of the input, and leave without V8's own ending, which is where it crashes most."""
    status = 1
    try:
        limit_resources()
        engine = start_engine()
        for number, line in enumerate(sys.stdin):
            answer = {"number": number} | draw(engine, json.loads(line))
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)


def limit_resources() -> None:
    """Have the operating system end this process in time."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(MAX_SECONDS)
    for kind, limit in LIMITS:
        _soft, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def start_engine() -> MiniRacer:
    """Return V8 with ECharts and the platform's chart theme."""
    engine = MiniRacer()
    for script in (STUBS, *(path.read_text(encoding="utf-8") for path in SCRIPTS), DRAW):
        engine.eval(script)
    return engine


def draw(engine: MiniRacer, request: Mapping[str, Any]) -> dict[str, str]:
    """Return the `picture`: SVG, or with a `scale` a PNG as base64; or the `error` where the chart cannot be drawn."""
    size = (request["width"], request["height"])
    try:
        svg = engine.call("drawChart", request["option"], light_tokens(), FACE, *size, request["language"])
        return {"picture": png(svg, request["scale"]) if request["scale"] else svg}
    except (JSEvalException, ValueError) as error:
        # V8 quotes the minified line, half a megabyte of it; only its first line names the error.
        return {"error": f"{type(error).__name__}: {error}".partition("\n")[0][:MAX_REASON_LENGTH]}


def png(svg: str, scale: int) -> str:
    """Return the picture of so many times the size, on white, as base64; raises ValueError."""
    picture = resvg_py.svg_to_bytes(
        svg_string=svg,
        zoom=scale,
        background=light_tokens()["surface"],
        skip_system_fonts=True,
        font_files=[str(font) for font in FONTS],
        font_family=FACE,
        sans_serif_family=FACE,
    )
    return base64.b64encode(bytes(picture)).decode("ascii")


@cache
def light_tokens() -> Mapping[str, str]:
    """Return the colours of the site by name, as on a light page."""
    return dict(LIGHT_TOKEN.findall((STATIC / "css" / "tokens.css").read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
