"""Which characters the vendored font holds: what it lacks is replaced and logged, as PDF/UA admits no empty box."""

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
KEPT = frozenset("\n\t")
INVISIBLE = ("Cc", "Cf", "Cs")
VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))


def covered(data: Any, fonts: tuple[Path, ...]) -> Any:
    """The data (as JSON has it) with every character that one of the fonts lacks replaced; what was is logged once."""
    missing: set[str] = set()
    cleaned = _covered(data, _shared(fonts), missing)
    if missing:
        named = " ".join(f"U+{ord(character):04X}" for character in sorted(missing))
        logger.warning("Characters outside the font of the PDF were replaced: %s", named)
    return cleaned


def _covered(data: Any, held: frozenset[int], missing: set[str]) -> Any:
    if isinstance(data, str | Promise):
        return _covered_text(str(data), held, missing)
    if isinstance(data, dict):
        return {key: _covered(value, held, missing) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_covered(value, held, missing) for value in data]
    return data


def _covered_text(text: str, held: frozenset[int], missing: set[str]) -> str:
    composed = normalize("NFC", text)
    unknown = {one for one in composed if ord(one) not in held} - KEPT
    if not unknown:
        return composed
    stand_ins = {one: _stand_in(one) for one in unknown}
    missing |= {one for one, stand_in in stand_ins.items() if stand_in == SUBSTITUTE}
    return composed.translate({ord(one): stand_in for one, stand_in in stand_ins.items()})


def _stand_in(character: str) -> str:
    """Nothing for what is not seen, a space for other spaces, a box for the rest."""
    kind = category(character)
    if kind in INVISIBLE or character in VARIATION_SELECTORS:
        return ""
    return " " if kind.startswith("Z") else SUBSTITUTE


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
