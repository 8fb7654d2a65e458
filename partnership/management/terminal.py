"""Text for a terminal: in the operator's own language, aligned where Chinese characters are two columns wide."""

import locale
import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import translation


@contextmanager
def operator_language() -> Iterator[None]:
    """Activate the language of the terminal: Chinese where its locale says so, otherwise English."""
    given = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    language = locale.normalize(given).lower()
    with translation.override("zh-hans" if language.startswith("zh") else "en"):
        yield


def display_width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, columns: int) -> str:
    return text + " " * max(0, columns - display_width(text))
