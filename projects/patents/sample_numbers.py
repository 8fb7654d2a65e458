"""Numbers of sample patents: serial numbers that the office has not reached, with the right check digit."""

from __future__ import annotations

from collections.abc import Sequence

from projects.models import Patent
from projects.patents.numbers import check_digit

FIRST_SERIAL = 9_900_000
KIND_DIGITS = {Patent.Kind.INVENTION: 1, Patent.Kind.UTILITY: 2, Patent.Kind.DESIGN: 3}


def assign_numbers(patents: Sequence[Patent], set_number: int) -> None:
    """Set the application numbers of a set of patents by the year of filing, and publication numbers if published."""
    first = FIRST_SERIAL + (set_number - 1) * len(patents)
    for serial, patent in enumerate(patents, start=first):
        patent.application_number = application_number(patent.filed_on.year, patent.kind, serial)  # type: ignore[union-attr]
        if patent.published_on or patent.granted_on:
            patent.publication_number = _publication_number(patent, serial)


def application_number(year: int, kind: str, serial: int) -> str:
    """Return a number as the office writes it: year, digit of the kind, seven digits, and the check digit."""
    digits = f"{year}{KIND_DIGITS[Patent.Kind(kind)]}{serial:07d}"
    return f"{digits}.{check_digit(digits)}"


def _publication_number(patent: Patent, serial: int) -> str:
    invention_code = "B" if patent.granted_on else "A"
    kind_code = {Patent.Kind.UTILITY: "U", Patent.Kind.DESIGN: "S"}.get(Patent.Kind(patent.kind), invention_code)
    return f"CN{KIND_DIGITS[Patent.Kind(patent.kind)]}{90_000_000 + serial}{kind_code}"
