"""Charts as pictures: SVG for PDFs and PNG for mails, all pictures of a report drawn by one process of their own."""

from __future__ import annotations

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
    """The answer for a chart that could not be drawn; print the chart's table in its place."""

    reason: str


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """A chart to draw: with `scale` as a PNG of so many times the size, without as SVG."""

    chart: Chart
    width: int = WIDTH
    height: int = HEIGHT
    scale: int = 0


def draw_charts(
    requests: Sequence[PictureRequest], *, language: str | None = None, seconds: float = MAX_SECONDS
) -> list[str | NotDrawn]:
    """Return each picture in the light colours of the site: an SVG document, or a PNG on white as base64.

    One process draws them all. Embed an SVG as an image: inline in a page its styles offend the content security
    policy.
    """
    if not requests:
        return []
    language = language or get_language() or settings.LANGUAGE_CODE
    output, problem = _run_drawer("\n".join(_request_line(request, language) for request in requests).encode(), seconds)
    if problem:
        logger.warning("The process that draws charts ended badly: %s", problem)
    answers = _answers(output)
    by_request = [answers.get(number, {}) for number in range(len(requests))]
    return [answer.get("picture") or NotDrawn(answer.get("error") or problem or "no answer") for answer in by_request]


def _request_line(request: PictureRequest, language: str) -> str:
    size = {"width": request.width, "height": request.height, "scale": request.scale}
    return json.dumps(size | {"language": language, "option": request.chart.option_json})


def _run_drawer(requests: bytes, seconds: float) -> tuple[bytes, str]:
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
