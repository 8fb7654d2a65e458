"""Reports and charts drawn as tests want them: one form alone, or a mail or PDF with its pictures."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from partnership.pages.charts import Chart
from partnership.reports.composer.content import SectionContent
from partnership.reports.composer.document import ReportDocument
from partnership.reports.render import chart_images, mail_page, typeset
from partnership.reports.render.chart_images import MAX_SECONDS, NotDrawn, PictureRequest, draw_charts
from partnership.reports.render.pictures import draw_pictures
from partnership.rules import registry
from partnership.rules.periods import Period
from partnership.rules.registry import ReportSection
from partnership.rules.visibility import Viewer
from tests.partnership.pages.test_charts import outputs


def chart_svgs(
    charts: list[Chart],
    *,
    width: int = 640,
    height: int = 320,
    language: str | None = None,
    seconds: float = MAX_SECONDS,
) -> list[str | NotDrawn]:
    return draw_charts([PictureRequest(one, width, height) for one in charts], language=language, seconds=seconds)


def chart_pngs(charts: list[Chart], *, width: int = 640, height: int = 320) -> list[bytes | NotDrawn]:
    """Pictures of twice the size."""
    drawn = draw_charts([PictureRequest(one, width, height, scale=2) for one in charts], language="en")
    return [one if isinstance(one, NotDrawn) else base64.b64decode(one) for one in drawn]


def render_html(document: ReportDocument) -> tuple[str, dict[str, bytes]]:
    """The mail's HTML and its pictures."""
    pngs = draw_pictures(document, has_pdf=False).pngs
    return mail_page.render_html(document, pngs), {name: base64.b64decode(png) for name, png in pngs.items()}


def render_pdf(document: ReportDocument) -> bytes:
    return typeset.render_pdf(document, draw_pictures(document, has_pdf=True).svgs)


def let_meetings_have_a_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The section on meetings shows a chart, and nothing else."""

    def build(viewer: Viewer, period: Period, options: dict[str, object]) -> SectionContent:
        return SectionContent("meetings", "Meetings", "", blocks=(outputs(),))

    monkeypatch.setitem(registry.report_sections._entries, "meetings", ReportSection("meetings", "Meetings", build))


def log_processes(monkeypatch: pytest.MonkeyPatch, log: Path) -> None:
    """Let each process that draws write a line when it starts, and then the requests that it gets."""
    script = 'echo started >> "$0"; tee -a "$0" | "$@"'
    monkeypatch.setattr(chart_images, "COMMAND", ("sh", "-c", script, str(log), *chart_images.COMMAND))


def logged_processes(log: Path) -> list[str | int]:
    """What was logged: `started` for a process, the scale for a picture (0 for SVG)."""
    return [line if line == "started" else json.loads(line)["scale"] for line in log.read_text().splitlines()]
