"""How many decimals a chart's table and a workbook show."""

from decimal import Decimal

import pytest

from partnership.reports.render.numbers import number_format
from partnership.rules.formats import decimals_needed


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], 0),
        ([12, 1_000_000], 0),
        ([71.0, 72.4], 1),
        ([Decimal("1.250"), 3], 2),
        ([0.123456], 2),
        ([None, "–", float("nan")], 0),
    ],
)
def test_decimals_are_as_many_as_needed_and_at_most_two(values, expected):
    assert decimals_needed(values) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("47", "#,##0"), ("83.2", "#,##0.0"), ("1,260.50", "#,##0.00"), ("about 3. of", "#,##0"), ("", "#,##0")],
)
def test_a_workbook_shows_the_decimals_of_the_text(text, expected):
    assert number_format(text) == expected
