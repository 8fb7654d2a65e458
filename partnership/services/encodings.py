"""In which encoding a file is: UTF-8 and GB 18030 are read, others are named, nothing is guessed."""

from __future__ import annotations

import codecs
from itertools import pairwise

# UTF-8 without byte order mark reads with the first too; nearly any bytes read with the second, so it comes last.
READ = ("utf-8-sig", "gb18030")
MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
OTHERS = (("big5", "Big5"), ("shift_jis", "Shift JIS"), ("euc_kr", "EUC-KR"))
# Bytes that Windows-1252 leaves empty.
NOT_WESTERN = b"\x81\x8d\x8f\x90\x9d"
# In Western European text a letter outside ASCII stands alone; the signs of other scripts take two bytes or more.
ADJOINING_SHARE = 0.25


class EncodingFinder:
    """Finds which of the encodings READ fits a file, which may be fed to it in pieces."""

    def __init__(self) -> None:
        self._decoders = {name: codecs.getincrementaldecoder(name)() for name in READ}

    def feed(self, piece: bytes, *, is_last: bool) -> bool:
        """Whether one of the encodings still fits after this piece."""
        self._decoders = {name: one for name, one in self._decoders.items() if _reads(one, piece, is_last=is_last)}
        return bool(self._decoders)

    @property
    def encoding(self) -> str:
        """The encoding that fits what was fed so far, as Python names it."""
        return next(iter(self._decoders))


def marked_encoding(head: bytes) -> str:
    """The name of an encoding that is not read and whose byte order mark begins the file; empty for others."""
    return next((name for mark, name in MARKS if head.startswith(mark)), "")


def likely_encoding(content: bytes) -> str:
    """The name of an encoding that is not read and that this beginning or piece fits; empty where none does."""
    if _is_western(content):
        return "Windows-1252"
    fitting = (name for codec, name in OTHERS if _reads(codecs.getincrementaldecoder(codec)(), content, is_last=False))
    return next(fitting, "")


def _is_western(content: bytes) -> bool:
    high = sum(byte > 127 for byte in content)
    adjoining = sum(one > 127 and other > 127 for one, other in pairwise(content))
    return adjoining < ADJOINING_SHARE * high and not any(byte in NOT_WESTERN for byte in content)


def _reads(decoder: codecs.IncrementalDecoder, piece: bytes, *, is_last: bool) -> bool:
    try:
        decoder.decode(piece, is_last)
    except UnicodeDecodeError:
        return False
    return True
