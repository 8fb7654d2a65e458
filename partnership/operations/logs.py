"""The log's format: one line a record, an exception folded into it, no row's values."""

import logging
import traceback
from types import TracebackType

from django.db import DatabaseError

SHOWN_FRAMES = 6


class LineFormatter(logging.Formatter):
    """time level logger message [| exception at file:line in function < caller < ...]."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return super().format(record).replace("\n", " | ")

    def formatException(
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        kind, error, trace = ei
        if kind is None:
            return ""
        frames = traceback.extract_tb(trace)[-SHOWN_FRAMES:]
        places = " < ".join(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in reversed(frames))
        # A database's message quotes the row it refuses, and rows hold people.
        message = "" if isinstance(error, DatabaseError) else f": {str(error)[:200]}"
        return f"{kind.__name__}{message} at {places}"
