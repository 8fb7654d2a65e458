"""The scheduler's heartbeat is the time of a file in DATA_DIR, which all hosts share.

It is no row of the database, so that a minute without work writes nothing there.
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
    """Record that the scheduler is running now."""
    now = timezone.now().timestamp()
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().touch()
        os.utime(_file(), (now, now))
    except OSError:  # reports go out all the same
        logger.warning("The scheduler's heartbeat cannot be written", exc_info=True)


def last_heartbeat() -> dt.datetime | None:
    """Return the time of the last heartbeat; None where there is none or it cannot be read."""
    try:
        return dt.datetime.fromtimestamp(_file().stat().st_mtime, tz=dt.UTC)
    except OSError:
        return None


def is_scheduler_alive() -> bool:
    """Return whether there was a heartbeat in the last five minutes."""
    last = last_heartbeat()
    return last is not None and last >= timezone.now() - HEARTBEAT_LATE


def _file() -> Path:
    return settings.DATA_DIR / "beat" / "last_heartbeat"
