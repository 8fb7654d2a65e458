"""Read uploaded text files in pieces: their format, their encoding, and their rows as CSV."""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext_noop

from partnership.transfer.files.encodings import EncodingFinder, likely_encoding, marked_encoding
from partnership.transfer.outcome import FileRefusedError, Refusal

PIECE_BYTES = 1 << 20
HEAD_BYTES = 4096
MAX_HEADER_LENGTH = 100_000
DELIMITERS = (",", ";", "\t", "|")
WORKBOOK = b"PK\x03\x04"
CSV_EXPECTED = gettext_noop("a CSV file: text with one row a line, its cells separated by commas")
ENCODING_EXPECTED = gettext_noop("text in UTF-8 or GB 18030; save the file again as “CSV UTF-8”")
OTHER_FORMATS = (
    (WORKBOOK, gettext_noop("an Excel workbook or another ZIP archive")),
    (b"\xd0\xcf\x11\xe0", gettext_noop("an old Excel workbook")),
    (b"%PDF", gettext_noop("a PDF document")),
)
WEB_PAGE = gettext_noop("a web page or XML")
BINARY = gettext_noop("a binary file")
EMPTY = gettext_noop("an empty file")
UNKNOWN_TEXT = gettext_noop("an encoding that is neither")
BROKEN_ROW = gettext_noop("a row that cannot be divided into cells")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file: its encoding as Python names it, its checksum, its number of lines, its delimiter."""

    path: Path
    encoding: str
    sha256: str
    lines: int
    delimiter: str

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows with their number from 1; raises FileRefusedError where a cell or its quotes do not end."""
        with _opened(self.path, self.encoding) as source:
            reader = csv.reader(source, delimiter=self.delimiter, strict=True)
            try:
                yield from enumerate(reader, start=1)
            except csv.Error:
                raise _refused(BROKEN_ROW, CSV_EXPECTED, reader.line_num) from None


def examine(path: Path, *, expected: str = CSV_EXPECTED) -> TextFile:
    """Read the file once; raises FileRefusedError where it is no text in a known encoding."""
    with path.open("rb") as source:
        _refuse_other_formats(source.read(HEAD_BYTES), expected)
        source.seek(0)
        digest, lines = hashlib.sha256(), 0
        finder, latest_piece = EncodingFinder(), (b"", 0)
        is_last, end = False, b"\n"
        while not is_last:
            piece = source.read(PIECE_BYTES)
            is_last = not piece
            if b"\0" in piece:
                raise _refused(BINARY, expected)
            digest.update(piece)
            if not piece.isascii():
                latest_piece = (piece, lines)
            if not finder.feed(piece, is_last=is_last):
                raise _unreadable(*latest_piece)
            lines += piece.count(b"\n")
            end = piece[-1:] or end
    lines += end != b"\n"  # the last line may have no end
    return TextFile(path, finder.encoding, digest.hexdigest(), lines, _delimiter(path, finder.encoding))


def _delimiter(path: Path, encoding: str) -> str:
    with _opened(path, encoding) as source:
        return max(DELIMITERS, key=source.readline(MAX_HEADER_LENGTH).count)


def _opened(path: Path, encoding: str) -> TextIO:
    return path.open(encoding=encoding, newline="")


def _refuse_other_formats(head: bytes, expected: str) -> None:
    if not head.strip():
        raise _refused(EMPTY, expected)
    if marked := marked_encoding(head):
        raise _refused(marked, ENCODING_EXPECTED)
    for magic, name in OTHER_FORMATS:
        if head.startswith(magic):
            raise _refused(name, expected)
    if b"\0" in head:
        # Every second byte of Latin text in UTF-16 is zero.
        is_wide = max(head[::2].count(0), head[1::2].count(0)) > len(head) // 4
        raise _refused("UTF-16", ENCODING_EXPECTED) if is_wide else _refused(BINARY, expected)
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        raise _refused(WEB_PAGE, expected)


def _unreadable(piece: bytes, lines_before: int) -> FileRefusedError:
    """Return a refusal that names the encoding where one is likely, and the first row outside ASCII."""
    first = next((position for position, byte in enumerate(piece) if byte > 127), None)
    row = None if first is None else lines_before + piece[:first].count(b"\n") + 1
    return _refused(likely_encoding(piece) or UNKNOWN_TEXT, ENCODING_EXPECTED, row)


def _refused(found: str, expected: str, row: int | None = None) -> FileRefusedError:
    return FileRefusedError(Refusal(row, "", found, expected, is_described=True))
