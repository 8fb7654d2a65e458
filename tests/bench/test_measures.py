"""What scripts read of the benchmarks: one object a measure with the keys that are promised; no timing is asserted."""

from __future__ import annotations

from dataclasses import asdict
from unittest.mock import MagicMock

from tests.bench.measures import MEASURES, Measure, take
from tests.bench.report import line


def server(milliseconds: float) -> MagicMock:
    found = MagicMock(values={"project": "P-2026-01"})
    found.cpu_ms_a_request.return_value = milliseconds
    return found


def test_a_result_has_the_promised_keys_and_says_whether_its_goal_is_met():
    measure = Measure("list", ("samples", "/projects/"), ("reference", "/contacts/"), 1.5)

    result = take(measure, {"samples": server(12.0), "reference": server(10.0)}, MagicMock())

    assert asdict(result) == {
        "name": "list",
        "ours": 12.0,
        "reference": 10.0,
        "ratio": 1.2,
        "goal": 1.5,
        "holds": True,
    }
    assert line(result) == "list | 12.00 ms | 10.00 ms | 1.20 | <= 1.5 | yes"


def test_a_ratio_above_its_goal_does_not_hold():
    measure = Measure("detail", ("samples", "/projects/{project}/"), ("reference", "/contacts/"), 1.5)

    result = take(measure, {"samples": server(20.0), "reference": server(10.0)}, MagicMock())

    assert (result.ratio, result.holds) == (2.0, False)


def test_each_goal_is_measured_once():
    assert {one.name: one.goal for one in MEASURES} == {
        "empty page": 1.5,
        "list": 1.5,
        "detail": 1.5,
        "overview": 2.5,
        "changelist": 1.1,
        "list hundredfold": 1.2,
        "detail hundredfold": 1.2,
        "overview hundredfold": 2.0,
    }
