"""Excerpts of a text around the words of a search, and the spellings of a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

CONTEXT_LENGTH = 40  # characters shown before and after a word
MAX_PART_LENGTH = 12  # characters: up to here a word that the cut goes through is left out


def spellings(word: str) -> tuple[str, ...]:
    """Return the word as typed, and in half-width characters where it was typed in full-width ones."""
    return tuple(dict.fromkeys((word, normalize("NFKC", word))))


def occurs(word: str, text: str) -> bool:
    return _pattern([word]).search(text) is not None


def excerpt(text: str, words: Sequence[str]) -> SafeString:
    """Return the pieces of the text around the first occurrence of each word, with the words marked, on one line."""
    text = " ".join(text.split())
    spans = sorted(match.span() for word in words if (match := _pattern([word]).search(text)))
    pieces: list[tuple[int, int]] = []
    for start, end in spans:
        first, last = _first(text, start), _last(text, end)
        if pieces and first <= pieces[-1][1]:
            first, last = pieces[-1][0], max(pieces.pop()[1], last)
        pieces.append((first, last))
    shown = format_html_join(" … ", "{}", ((_marked(text[first:last], words),) for first, last in pieces))
    before = "… " if pieces and pieces[0][0] > 0 else ""
    after = " …" if pieces and pieces[-1][1] < len(text) else ""
    return format_html("{}{}{}", before, shown, after)


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Return what matches the words as the database does; of two that begin alike, the longer."""
    forms = {re.escape(form) for word in words for form in spellings(word)}
    return re.compile("|".join(sorted(forms, key=len, reverse=True)), re.IGNORECASE)


def _first(text: str, start: int) -> int:
    """Return where a piece begins; it cuts no word in two but a long one, as Chinese without spaces is."""
    if start <= CONTEXT_LENGTH:
        return 0
    cut = start - CONTEXT_LENGTH
    return text.find(" ", cut - 1, cut + MAX_PART_LENGTH) + 1 or cut


def _last(text: str, end: int) -> int:
    """Return where a piece ends, by the same rule."""
    cut = end + CONTEXT_LENGTH
    if cut >= len(text):
        return len(text)
    space = text.rfind(" ", cut - MAX_PART_LENGTH, cut + 1)
    return cut if space < 0 else space


def _marked(text: str, words: Sequence[str]) -> SafeString:
    parts, at = [], 0
    for match in _pattern(words).finditer(text):
        parts += [(text[at : match.start()], match.group())]
        at = match.end()
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[at:])
