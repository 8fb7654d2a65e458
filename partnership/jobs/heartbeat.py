"""The scheduler's sign of life is the time of a file in DATA_DIR, which all hosts share.

It is no row: while nothing happens the database stands still, and what was counted need not be counted again.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
from pathlib import Path

from django.conf import settings
from django.utils import timezone

HEARTBEAT_LATE = dt.timedelta(minutes=5)
logger = logging.getLogger(__name__)


def record_heartbeat() -> None:
    """Say that the scheduler ticks now."""
    now = timezone.now().timestamp()
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().touch()
        os.utime(_file(), (now, now))
    except OSError:  # reports go out all the same
        logger.warning("That the scheduler ticks cannot be noted", exc_info=True)


def last_heartbeat() -> dt.datetime | None:
    """When the scheduler ticked last; None where it never did, or where that cannot be read."""
    try:
        return dt.datetime.fromtimestamp(_file().stat().st_mtime, tz=dt.UTC)
    except OSError:
        return None


def is_scheduler_alive() -> bool:
    """Whether any beat has ticked lately."""
    last = last_heartbeat()
    return last is not None and last >= timezone.now() - HEARTBEAT_LATE


def _file() -> Path:
    return settings.DATA_DIR / "beat" / "last_heartbeat"
