"""How many decimals numbers need, in a chart's table and in a workbook's number format."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

MOST_DECIMALS = 6
MOST_DECIMALS_OF_A_CHART = 2


def decimals_needed(values: Iterable[object]) -> int:
    """The decimals, at most two, that show these numbers; what is no number does not count."""
    numbers = [Decimal(str(one)) for one in values if isinstance(one, int | float | Decimal)]
    exponents = (int(number.normalize().as_tuple().exponent) for number in numbers if number.is_finite())
    return min(max((0, *(-exponent for exponent in exponents))), MOST_DECIMALS_OF_A_CHART)


def number_format_of(text: str) -> str:
    """The workbook's number format that shows as many decimals as the text does ("83.2" gives "#,##0.0")."""
    _whole, point, rest = text.partition(".")
    decimals = 0
    while point and decimals < min(len(rest), MOST_DECIMALS) and rest[decimals].isdigit():
        decimals += 1
    return "#,##0" + ("." + "0" * decimals if decimals else "")
