"""Days counted from the day of loading, as sample files write them: `-96m`, `+7d`, `-96m+7d`, `-62d weekday`."""

from __future__ import annotations

import datetime as dt
import re

from partnership.rules.periods import add_months

OFFSET = re.compile(r"(?=[+-])(?:([+-]\d+)m)?(?:([+-]\d+)d)?( weekday)?")
FRIDAY = 4


def day_at(offset: str, day: dt.date) -> dt.date:
    """The day so many months (`m`), then so many days (`d`) from a day; `weekday` is the Friday before a weekend.

    Raises ValueError.
    """
    match = OFFSET.fullmatch(offset) if isinstance(offset, str) else None
    if match is None or not (match[1] or match[2]):
        raise ValueError(f"“{offset}” is no offset such as -96m, +7d, -96m+7d or -62d weekday")
    day = add_months(day, int(match[1] or 0)) + dt.timedelta(days=int(match[2] or 0))
    return day - dt.timedelta(days=max(day.weekday() - FRIDAY, 0)) if match[3] else day
