"""Number formats of a report's workbook."""

from __future__ import annotations

MAX_DECIMALS = 6


def number_format(text: str) -> str:
    """Return the workbook's number format that shows as many decimals as the text does ("83.2" gives "#,##0.0")."""
    _whole, point, rest = text.partition(".")
    decimals = 0
    while point and decimals < min(len(rest), MAX_DECIMALS) and rest[decimals].isdigit():
        decimals += 1
    return "#,##0" + ("." + "0" * decimals if decimals else "")
