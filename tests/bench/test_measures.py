"""What scripts read of the benchmarks: one object a measure with the keys that are promised; no timing is asserted."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from tests.bench.__main__ import wanted
from tests.bench.measures import BARE_LIST, MEASURES, Measure, Page, compare
from tests.bench.report import line
from tests.bench.rounds import ROUNDS, WARM_UP, costs_of
from tests.bench.servers import rows_in

LIST = Page("samples", "/projects/")


def test_a_result_has_the_promised_keys_and_the_median_of_the_rounds_ratios():
    measure = Measure("list", LIST, BARE_LIST, 2.0)

    result = compare(measure, {LIST: [10.0, 12.0, 99.0], BARE_LIST: [10.0, 8.0, 66.0]}, {LIST: 50})

    assert asdict(result) == {
        "name": "list",
        "rows": 50,
        "ours": 12.0,
        "reference": 10.0,
        "ratio": 1.5,
        "goal": 2.0,
        "holds": True,
    }
    assert line(result) == "list | 50 | 12.00 ms | 10.00 ms | 1.50 | <= 2.0 | yes"


@pytest.mark.parametrize(
    ("ours", "goal", "ending"),
    [
        (20.0, 2.0, "2.00 | <= 2.0 | yes"),
        (20.1, 2.0, "2.01 | <= 2.0 | NO"),
        (90.0, None, "9.00 | no goal yet | -"),
    ],
)
def test_a_goal_holds_up_to_its_own_value_and_a_measure_may_have_none(ours, goal, ending):
    result = compare(Measure("search", LIST, BARE_LIST, goal), {LIST: [ours], BARE_LIST: [10.0]}, {LIST: 25})

    assert line(result).endswith(ending)


def test_every_round_measures_each_page_once_and_the_first_rounds_do_not_count():
    asked = []

    costs = costs_of([LIST, BARE_LIST], lambda page: asked.append(page) or float(len(asked)))

    rounds = [set(asked[place : place + 2]) for place in range(0, len(asked), 2)]
    assert rounds == [{LIST, BARE_LIST}] * (WARM_UP + ROUNDS)
    assert sorted(costs[LIST] + costs[BARE_LIST]) == [float(one) for one in range(2 * WARM_UP + 1, len(asked) + 1)]


def test_rows_are_what_the_main_part_lists():
    page = """<nav><li>Menu</li></nav><main><nav><li>Home</li></nav><table><thead><tr><th>Name</th></tr></thead>
        <tbody><tr><td>1</td></tr><tr class="late"><td>2</td></tr></tbody></table><ul><li>3</li></ul></main><li>end"""

    assert rows_in(page) == 3


def test_a_name_or_a_part_of_it_chooses_measures_and_hundredfold_ones_are_for_the_full_scale():
    assert [one.name for one in wanted("list", is_full=True)] == ["list"]
    assert [one.name for one in wanted("due", is_full=False)] == ["due"]
    assert [one.name for one in wanted("over", is_full=True)] == ["overview", "overview hundredfold"]


def test_each_goal_is_measured_once():
    assert [(one.name, one.goal) for one in MEASURES] == [
        ("empty page", None),
        ("list", 2.0),
        ("detail", 2.0),
        ("overview", 4.0),
        ("due", 3.0),
        ("mine", 3.0),
        ("search", None),
        ("changelist", 1.2),
        ("list hundredfold", 1.5),
        ("detail hundredfold", 1.5),
        ("overview hundredfold", 3.0),
        ("due hundredfold", 1.5),
        ("mine hundredfold", 1.5),
        ("search hundredfold", None),
    ]
