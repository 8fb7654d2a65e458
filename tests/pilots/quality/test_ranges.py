"""The flag of a new value by the possible range of its variable, and the text of that range."""

import pytest

from pilots.models import Flag, Variable
from pilots.quality.ranges import possible_range, range_text


@pytest.mark.parametrize(
    ("lowest", "highest", "value", "flag"),
    [
        (0, 14, -0.1, Flag.OUT_OF_RANGE),
        (0, 14, 0, Flag.UNCHECKED),
        (0, 14, 14, Flag.UNCHECKED),
        (0, 14, 14.1, Flag.OUT_OF_RANGE),
        (0, None, 1e9, Flag.UNCHECKED),
        (None, 45, -1e9, Flag.UNCHECKED),
        (None, 45, 45.1, Flag.OUT_OF_RANGE),
        (None, None, 1e9, Flag.UNCHECKED),
    ],
)
def test_a_value_outside_the_range_is_flagged_and_a_limit_is_inside(lowest, highest, value, flag):
    assert possible_range(Variable(hard_min=lowest, hard_max=highest)).flag(value) == flag


def test_a_value_below_detection_is_flagged_so_unless_its_limit_is_impossible():
    ammonium = possible_range(Variable(hard_min=0, hard_max=100))

    flags = [ammonium.flag(value, is_below_detection=True) for value in (0.2, 100.1)]

    assert flags == [Flag.BELOW_DETECTION, Flag.OUT_OF_RANGE]


@pytest.mark.parametrize(
    ("lowest", "highest", "text"), [(0, 45, "0 to 45 °C"), (0, None, "≥ 0 °C"), (None, 45, "≤ 45 °C")]
)
def test_the_text_of_a_range_names_its_limits(lowest, highest, text):
    assert range_text(Variable(unit="°C", hard_min=lowest, hard_max=highest)) == text
