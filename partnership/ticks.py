"""The scheduler's sign of life is the time of a file in DATA_DIR, which all hosts share.

It is no row: while nothing happens the database stands still, and what was counted need not be counted again.
"""

from __future__ import annotations

import datetime as dt
import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils import timezone


def note_tick() -> None:
    """Say that the scheduler ticks now."""
    now = timezone.now().timestamp()
    # Reports go out though nothing can be written here; that the sign is missing is told on every page.
    with suppress(OSError):
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().touch()
        os.utime(_file(), (now, now))


def last_tick() -> dt.datetime | None:
    """When the scheduler ticked last; None where it never did."""
    try:
        return dt.datetime.fromtimestamp(_file().stat().st_mtime, tz=dt.UTC)
    except FileNotFoundError:
        return None


def _file() -> Path:
    return settings.DATA_DIR / "beat" / "last_tick"
