"""Charts as pictures: SVG for PDFs and PNG for mails, all charts of a page drawn by one process of their own."""

from __future__ import annotations

import base64
import json
import logging
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from partnership.pages.charts import Chart

logger = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "partnership.reports.render.draw")
WIDTH, HEIGHT = 640, 320
MAX_SECONDS = 20.0  # well within the 30 that gunicorn leaves a request
MAX_ERROR_LENGTH = 200


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """Stands for the picture of a chart that could not be drawn; print the chart's table in its place."""

    reason: str


def chart_svgs(
    charts: Sequence[Chart],
    *,
    width: float = WIDTH,
    height: float = HEIGHT,
    language: str | None = None,
    seconds: float = MAX_SECONDS,
) -> list[str | NotDrawn]:
    """Return each chart as an SVG document in light colours, its texts in the vendored font.

    Embed it as an image: inline in a page its styles offend the content security policy.
    """
    size = {"width": width, "height": height, "scale": 0}
    return _pictures(charts, size, language, seconds)


def chart_pngs(
    charts: Sequence[Chart],
    *,
    width: float = WIDTH,
    height: float = HEIGHT,
    scale: int = 2,
    language: str | None = None,
    seconds: float = MAX_SECONDS,
) -> list[bytes | NotDrawn]:
    """Return each chart as a PNG of `scale` times the size, on white."""
    size = {"width": width, "height": height, "scale": scale}
    pictures = _pictures(charts, size, language, seconds)
    return [one if isinstance(one, NotDrawn) else base64.b64decode(one) for one in pictures]


def _pictures(
    charts: Sequence[Chart], size: dict[str, float], language: str | None, seconds: float
) -> list[str | NotDrawn]:
    if not charts:
        return []
    common = size | {"language": language or get_language() or settings.LANGUAGE_CODE}
    requests = [json.dumps(common | {"option": chart.option_json}) for chart in charts]
    output, problem = _drawn("\n".join(requests).encode(), seconds)
    if problem:
        logger.warning("The process that draws charts ended badly: %s", problem)
    answers = _answers(output)
    found = [answers.get(number, {}) for number in range(len(charts))]
    return [one.get("picture") or NotDrawn(one.get("error") or problem or "no answer") for one in found]


def _drawn(requests: bytes, seconds: float) -> tuple[bytes, str]:
    """Return what the process has written until its end, and what went wrong with it."""
    try:
        # In a session of its own it is not interrupted where Ctrl-C asks a worker to finish its task and leave.
        ended = subprocess.run(
            COMMAND,
            input=requests,
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=seconds,
            start_new_session=True,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return error.stdout or b"", f"it took more than {seconds} seconds"
    except OSError as error:
        return b"", f"it could not be started: {error}"
    if ended.returncode == 0:
        return ended.stdout, ""
    signals = {number.value: number.name for number in signal.Signals}
    status = signals.get(-ended.returncode, f"exit status {ended.returncode}")
    last_line = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    return ended.stdout, f"{status} {last_line[:MAX_ERROR_LENGTH]}".strip()


def _answers(output: bytes) -> dict[int, dict[str, str]]:
    """Return the answers by the number of the chart; what is not an answer, such as half a line, is left out."""
    answers = {}
    for line in output.split(b"\n"):
        try:
            answer = json.loads(line)
            answers[answer["number"]] = answer
        except (ValueError, KeyError, TypeError):
            continue
    return answers
