"""The numbers of patents and applications: one form for the ways in which offices and search sites write them."""

from __future__ import annotations

import re
from unicodedata import normalize

# Weights of the check digit of a Chinese application number, left to right: 12 digits since 2003, 8 before.
CHECK_WEIGHTS = {12: (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), 8: (2, 3, 4, 5, 6, 7, 8, 9)}
CHINESE_APPLICATION = re.compile(r"(?:CN|ZL)?(\d{12}|\d{8})([0-9X])")
# US202217947306A: the year, the series 17 and the number 947306; the office itself writes US17/947,306.
AMERICAN_WITH_YEAR = re.compile(r"US(?:19|20)\d\d(\d{8})A?")
AMERICAN_APPLICATION = re.compile(r"US(\d{8})")
OTHER_APPLICATION = re.compile(r"[A-Z]{2}[A-Z0-9]{5,18}")
PUBLICATION = re.compile(r"([A-Z]{2})(\d{5,13})([A-Z]\d?)?")
SEPARATORS = re.compile(r"[\s.,/\-]")


def plain_number(number: str) -> str:
    """Return the number in capitals without separators, the same for every way of writing it."""
    plain = _without_separators(number)
    if american := AMERICAN_WITH_YEAR.fullmatch(plain):
        return f"US{american[1]}"
    if chinese := CHINESE_APPLICATION.fullmatch(plain):
        return f"CN{chinese[1]}{chinese[2]}"
    return plain


def is_application_number(number: str) -> bool:
    """Return whether an application number has the form of its office, and in China the right check digit."""
    plain = plain_number(number)
    if plain.startswith("CN"):
        return has_right_check_digit(plain)
    return bool((AMERICAN_APPLICATION if plain.startswith("US") else OTHER_APPLICATION).fullmatch(plain))


def is_publication_number(number: str) -> bool:
    """Return whether a publication number has the form of WIPO ST.16: office, digits and, if any, a kind code."""
    return PUBLICATION.fullmatch(_without_separators(number)) is not None


def has_right_check_digit(plain: str) -> bool:
    """Return whether a Chinese application number ends in its check digit (sum modulo 11, 10 is X)."""
    number = CHINESE_APPLICATION.fullmatch(plain)
    return number is not None and number[2] == check_digit(number[1])


def check_digit(digits: str) -> str:
    """Return the check digit, or X, of the 12 or 8 digits of a Chinese application number."""
    remainder = sum(weight * int(digit) for weight, digit in zip(CHECK_WEIGHTS[len(digits)], digits, strict=True)) % 11
    return "X" if remainder == 10 else str(remainder)


def office_code(number: str) -> str:
    """Return the two letters of the office that begin a number; CN where it begins with a digit or ZL."""
    plain = plain_number(number)
    return plain[:2] if plain[:2].isalpha() and plain[:2] != "ZL" else "CN"


def _without_separators(number: str) -> str:
    # A Chinese keyboard may write ２０１４ for 2014.
    return SEPARATORS.sub("", normalize("NFKC", number).upper())
