"""Which characters the vendored font holds: what it lacks is replaced and logged, as PDF/UA admits no empty box."""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

logger = logging.getLogger(__name__)

SUBSTITUTE = "□"
SUBTABLE_WITH_ALL_OF_UNICODE = 12
SUBTABLE_OF_THE_BASIC_PLANE = 4
KEPT = frozenset("\n\t")


def covered_text(text: str, fonts: tuple[Path, ...]) -> str:
    """The text with every character that one of the fonts lacks replaced by a box; what was replaced is logged."""
    missing = {character for character in text if ord(character) not in _shared(fonts)} - KEPT
    if not missing:
        return text
    named = " ".join(f"U+{ord(character):04X}" for character in sorted(missing))
    logger.warning("Characters outside the font of the PDF were replaced: %s", named)
    return text.translate({ord(character): SUBSTITUTE for character in missing})


@cache
def _shared(fonts: tuple[Path, ...]) -> frozenset[int]:
    return frozenset.intersection(*(frozenset(_code_points(font.read_bytes())) for font in fonts))


def _code_points(font: bytes) -> Iterator[int]:
    """The characters of a TrueType font's `cmap` table (OpenType specification, formats 4 and 12)."""
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
