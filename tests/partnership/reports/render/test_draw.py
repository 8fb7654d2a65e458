"""The process that draws charts fails at any point: it costs the charts not drawn yet, and is logged."""

import dataclasses
import os
import signal
from pathlib import Path

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from partnership.pages.charts import Chart
from partnership.reports.render import chart_images
from partnership.reports.render.chart_images import NotDrawn
from tests.partnership.pages.test_charts import outputs
from tests.partnership.reports.render.drawing import chart_pngs, chart_svgs

ENGINE = Path(__file__).parent / "failing_engine"
ENDED = "The process that draws charts ended badly: "


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Python finds our engine before V8."""
    monkeypatch.setenv("PYTHONPATH", str(ENGINE))
    return monkeypatch


def with_data(data: object) -> Chart:
    """A chart of lines whose data are these, as no chart of the platform has them."""
    option = outputs().option | {"series": [{"type": "line", "data": data}]}
    return dataclasses.replace(outputs(), option=option)


def large() -> Chart:
    """A chart that does not fit into a pipe: whoever writes it sees that nobody reads."""
    return with_data([1] * 100_000)


@pytest.mark.parametrize(
    ("failure", "drawn", "reason"),
    [
        ("crash at start", "---", "SIGSEGV"),
        ("error at start", "---", "exit status 1 ImportError: libmini_racer.so is not there"),
        ("crash in the middle", "d--", "SIGSEGV"),
        ("killed in the middle", "d--", "SIGKILL"),
        ("half a line", "d--", "SIGSEGV"),
        ("crash at exit", "ddd", "SIGSEGV"),
    ],
)
def test_a_process_that_ends_early_costs_the_charts_not_drawn_yet(engine, caplog, failure, drawn, reason):
    engine.setenv("FAILURE", failure)

    pictures = chart_svgs([large()] * 3)

    assert pictures == ["drawn" if one == "d" else NotDrawn(reason) for one in drawn]
    assert caplog.messages == [ENDED + reason]


def test_a_line_that_is_no_answer_costs_its_chart_alone(engine, caplog):
    engine.setenv("FAILURE", "broken line")

    assert chart_svgs([outputs()] * 3) == ["drawn", NotDrawn("no answer"), "drawn"]
    assert caplog.messages == []


def test_a_program_that_cannot_be_started_costs_all_charts(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(chart_images, "COMMAND", (str(tmp_path / "python"),))

    first, second = chart_pngs([outputs()] * 2)

    assert isinstance(first, NotDrawn)
    assert first == second
    assert first.reason.startswith("it could not be started: [Errno 2] No such file or directory")
    assert caplog.messages == [ENDED + first.reason]


def test_a_chart_that_is_drawn_for_ever_is_ended_at_the_limit_and_the_next_is_drawn(caplog):
    pictures = chart_svgs([with_data({"length": 1e15}), outputs()], seconds=1)

    assert pictures == [NotDrawn("it took more than 1 seconds")] * 2
    assert caplog.messages == [ENDED + "it took more than 1 seconds"]
    assert isinstance(chart_svgs([outputs()])[0], str)


def test_a_chart_that_needs_more_memory_than_the_process_may_take_is_not_drawn():
    first, second = chart_svgs([outputs(), with_data({"length": 1e8})])

    assert isinstance(first, str)
    assert isinstance(second, NotDrawn)


def test_the_soft_time_limit_of_a_task_passes_through_and_ends_the_process(engine, tmp_path):
    engine.setenv("FAILURE", "hang")
    engine.setenv("PID_FILE", str(tmp_path / "pid"))

    def interrupt(*_arguments: object) -> None:
        raise SoftTimeLimitExceeded

    before = signal.signal(signal.SIGUSR1, interrupt)
    try:
        with pytest.raises(SoftTimeLimitExceeded):
            chart_svgs([outputs()] * 2)
    finally:
        signal.signal(signal.SIGUSR1, before)

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_the_process_loads_neither_django_nor_celery_and_has_limits_of_its_own(engine):
    engine.setenv("FAILURE", "none")

    assert chart_svgs([outputs()]) == ["[[], [true, 0]]"]


def test_without_charts_no_process_is_started(monkeypatch, tmp_path):
    monkeypatch.setattr(chart_images, "COMMAND", (str(tmp_path / "python"),))

    assert chart_svgs([]) == []
