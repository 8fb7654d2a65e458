"""Characters of the vendored font: those it lacks are replaced and logged, as PDF/UA admits no empty box."""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

from django.utils.functional import Promise

logger = logging.getLogger(__name__)

SUBSTITUTE = "□"
SUBTABLE_WITH_ALL_OF_UNICODE = 12
SUBTABLE_OF_THE_BASIC_PLANE = 4
WHITE_SPACE = frozenset("\n\t")
INVISIBLE = ("Cc", "Cf", "Cs")
VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))


def replace_unsupported(data: Any, fonts: tuple[Path, ...]) -> Any:
    """Return the data (plain JSON values) with every character that one of the fonts lacks replaced, and log those."""
    missing: set[str] = set()
    cleaned = _replaced(data, _common_code_points(fonts), missing)
    if missing:
        named = " ".join(f"U+{ord(character):04X}" for character in sorted(missing))
        logger.warning("Characters outside the font of the PDF were replaced: %s", named)
    return cleaned


def _replaced(data: Any, supported: frozenset[int], missing: set[str]) -> Any:
    if isinstance(data, str | Promise):
        return _replaced_text(str(data), supported, missing)
    if isinstance(data, dict):
        return {key: _replaced(value, supported, missing) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_replaced(value, supported, missing) for value in data]
    return data


def _replaced_text(text: str, supported: frozenset[int], missing: set[str]) -> str:
    composed = normalize("NFC", text)
    unknown = {character for character in composed if ord(character) not in supported} - WHITE_SPACE
    if not unknown:
        return composed
    replacements = {character: _replacement(character) for character in unknown}
    missing |= {character for character, replacement in replacements.items() if replacement == SUBSTITUTE}
    return composed.translate({ord(character): replacement for character, replacement in replacements.items()})


def _replacement(character: str) -> str:
    """Return nothing for an invisible character, a space for other spaces, a box for the rest."""
    kind = category(character)
    if kind in INVISIBLE or character in VARIATION_SELECTORS:
        return ""
    return " " if kind.startswith("Z") else SUBSTITUTE


@cache
def _common_code_points(fonts: tuple[Path, ...]) -> frozenset[int]:
    return frozenset.intersection(*(frozenset(_code_points(font.read_bytes())) for font in fonts))


def _code_points(font: bytes) -> Iterator[int]:
    """Yield the characters of a TrueType font's `cmap` table (OpenType specification, formats 4 and 12)."""
    start = _table_start(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for index in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * index)
        (layout,) = struct.unpack_from(">H", font, start + offset)
        if layout == SUBTABLE_WITH_ALL_OF_UNICODE:
            yield from _groups(font, start + offset)
        elif layout == SUBTABLE_OF_THE_BASIC_PLANE:
            yield from _segments(font, start + offset)


def _table_start(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        name, _checksum, offset, _length = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if name == tag:
            return offset
    raise ValueError(f"The font has no table {tag.decode()}")


def _groups(font: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">L", font, start + 12)
    for index in range(count):
        first, last, _glyph = struct.unpack_from(">LLL", font, start + 16 + 12 * index)
        yield from range(first, last + 1)


def _segments(font: bytes, start: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    for index in range(0, doubled, 2):
        (last,) = struct.unpack_from(">H", font, start + 14 + index)
        (first,) = struct.unpack_from(">H", font, start + 16 + doubled + index)
        yield from range(first, last + 1)
