"""Find the encoding of a file: UTF-8 and GB 18030 are read, others are only named, none is guessed."""

from __future__ import annotations

import codecs
from itertools import pairwise

# As Python and as people name them. UTF-8 without byte order mark reads with the first too; nearly any bytes read with
# the second, so it comes last.
ENCODINGS_READ = {"utf-8-sig": "UTF-8", "gb18030": "GB 18030"}
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
OTHER_ENCODINGS = (("big5", "Big5"), ("shift_jis", "Shift JIS"), ("euc_kr", "EUC-KR"))
# Bytes that Windows-1252 leaves empty.
NOT_WESTERN = b"\x81\x8d\x8f\x90\x9d"
# In Western European text a letter outside ASCII stands alone; the signs of other scripts take two bytes or more.
ADJOINING_SHARE = 0.25
# Chinese text in GB 18030 has nearly only characters of GB 2312; what Big5 or Shift JIS decode to has mostly others.
COMMON_SHARE, LEAST_COMMON_SHARE = 0.9, 0.5


class EncodingFinder:
    """Find which of ENCODINGS_READ decodes a file, which may be fed in pieces."""

    def __init__(self) -> None:
        self._decoders = {name: codecs.getincrementaldecoder(name)() for name in ENCODINGS_READ}
        self._signs = self._common_signs = 0
        self._sample = b""

    def feed(self, piece: bytes, *, is_last: bool) -> bool:
        """Return whether one of the encodings decodes all pieces so far."""
        texts = {name: _decoded(decoder, piece, is_last=is_last) for name, decoder in self._decoders.items()}
        self._decoders = {name: decoder for name, decoder in self._decoders.items() if texts[name] is not None}
        self._sample = self._sample or (b"" if piece.isascii() else piece)
        self._count(texts.get("gb18030") or "")
        if is_last and list(self._decoders) == ["gb18030"] and self._is_by_chance():
            self._decoders = {}
        return bool(self._decoders)

    def _count(self, text: str) -> None:
        self._signs += len(text) - len(text.encode("ascii", "ignore"))
        self._common_signs += (len(text.encode("gb2312", "ignore")) - len(text.encode("ascii", "ignore"))) // 2

    def _is_by_chance(self) -> bool:
        """Return whether the bytes only happen to be GB 18030: mostly rare characters, or some and another fits."""
        share = self._common_signs / self._signs
        return share < LEAST_COMMON_SHARE or (share < COMMON_SHARE and bool(likely_encoding(self._sample)))

    @property
    def encoding(self) -> str:
        """Return the encoding that decodes what was fed so far, as Python names it."""
        return next(iter(self._decoders))


def marked_encoding(head: bytes) -> str:
    """Return the name of an encoding that is not read and whose byte order mark begins the file, or an empty text."""
    return next((name for mark, name in BYTE_ORDER_MARKS if head.startswith(mark)), "")


def likely_encoding(content: bytes) -> str:
    """Return the name of an encoding that is not read and that decodes this piece, or an empty text."""
    if _is_western(content):
        return "Windows-1252"
    return next((name for codec, name in OTHER_ENCODINGS if _decodes(codec, content)), "")


def _decodes(codec: str, content: bytes) -> bool:
    return _decoded(codecs.getincrementaldecoder(codec)(), content, is_last=False) is not None


def _is_western(content: bytes) -> bool:
    high = sum(byte > 127 for byte in content)
    adjoining = sum(byte > 127 and following > 127 for byte, following in pairwise(content))
    return adjoining < ADJOINING_SHARE * high and not any(byte in NOT_WESTERN for byte in content)


def _decoded(decoder: codecs.IncrementalDecoder, piece: bytes, *, is_last: bool) -> str | None:
    """Return the text of a piece; None where the encoding does not decode it."""
    try:
        return decoder.decode(piece, is_last)
    except UnicodeDecodeError:
        return None
