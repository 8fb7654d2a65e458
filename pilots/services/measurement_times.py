"""The times of a file of measurements: their columns, their zone, and how each cell is read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_noop

from partnership.rules.periods import SHANGHAI
from partnership.transfer.outcome import FileRefusedError, Refusal

MOMENTS = ("timestamp", "datetime", "date_time", "time", "时间", "日期时间", "采样时间", "监测时间")
DAYS = ("date", "day", "日期", "采样日期", "监测日期")
TIMES = ("time", "clock", "时间", "时刻")
# A header may name the zone: timestamp (UTC), time [Europe/Berlin].
HEADER = re.compile(r"(?P<name>[^(\[（]+?)\s*(?:[(\[（](?P<zone>[^)\]）]+)[)\]）])?")
MOMENT = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})"
    r"(?:[ T]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)
FIRST_YEAR = 1992  # earlier ones come from clocks that were never set; the daily sums rest on there being none
TIME_EXPECTED = gettext_noop("a time as in 2026-10-31 07:30, in 24 hours")
FUTURE_EXPECTED = gettext_noop("a time that is past")
YEAR_EXPECTED = gettext_noop("a time after 1991")
ONCE_EXPECTED = gettext_noop("a time that the clock of %(zone)s shows once; write it with its offset, as in +08:00")
COLUMN_EXPECTED = gettext_noop("a column of times named %(names)s")
ZONE_EXPECTED = gettext_noop("a time zone as in UTC, +08:00 or Asia/Shanghai")


class BadTimeError(ValueError):
    """A cell without a valid time; `expected` is a msgid."""

    def __init__(self, expected: str, words: dict[str, str] | None = None) -> None:
        super().__init__(expected)
        self.expected = expected
        self.words = words or {}


@dataclass(frozen=True, slots=True)
class TimeColumns:
    """The columns of the time of a row, one or a day and a time of day, and their zone."""

    positions: tuple[int, ...]
    name: str
    zone: dt.tzinfo
    has_days_only: bool = False

    def text(self, cells: Sequence[str]) -> str:
        return " ".join(cells[position].strip() for position in self.positions).strip()

    def read(self, cells: Sequence[str], now: dt.datetime) -> dt.datetime:
        """Return the time of the row in UTC; raises BadTimeError."""
        match = MOMENT.fullmatch(self.text(cells))
        if match is None or (match["hour"] is None and not self.has_days_only):
            raise BadTimeError(TIME_EXPECTED)
        time = _aware(match, self.zone).astimezone(dt.UTC)
        if time > now:
            raise BadTimeError(FUTURE_EXPECTED)
        if time.year < FIRST_YEAR:
            raise BadTimeError(YEAR_EXPECTED)
        return time


def find_times(headers: Sequence[str]) -> TimeColumns:
    """Return the time columns among the headers of a file; raises FileRefusedError where there is none."""
    matches = {position: HEADER.fullmatch(header.strip()) for position, header in enumerate(headers)}
    names = {position: match["name"].lower() for position, match in matches.items() if match}
    day = next((position for position, name in names.items() if name in DAYS), None)
    clock = next((position for position, name in names.items() if name in TIMES and position != day), None)
    moment = next((position for position, name in names.items() if name in MOMENTS), None)
    if day is not None and clock is not None:
        positions: tuple[int, ...] = (day, clock)
    elif moment is not None or day is not None:
        positions = (moment if moment is not None else day,)  # type: ignore[assignment]
    else:
        shown = ", ".join(header for header in headers[:8] if header) or "–"
        raise FileRefusedError(Refusal(1, "", shown, COLUMN_EXPECTED, {"names": ", ".join((*MOMENTS, *DAYS))}))
    name = headers[positions[-1]]
    zones = (match["zone"] for position in reversed(positions) if (match := matches[position]))
    zone = next(filter(None, zones), None)
    return TimeColumns(positions, name, _zone(zone, name) if zone else SHANGHAI, positions == (day,))


def _zone(text: str, header: str) -> dt.tzinfo:
    """Return the zone that a header names; raises FileRefusedError."""
    if offset := re.fullmatch(r"(?:UTC|GMT)?([+-]\d{2}):?(\d{2})?", text.strip()):
        return _offset(offset[1], offset[2] or "00")
    try:
        return ZoneInfo(text.strip())
    except (ValueError, OSError, KeyError):
        raise FileRefusedError(Refusal(1, header, text, ZONE_EXPECTED)) from None


def _offset(hours: str, minutes: str) -> dt.tzinfo:
    sign = -1 if hours.startswith("-") else 1
    return dt.timezone(sign * dt.timedelta(hours=abs(int(hours)), minutes=int(minutes)))


def _aware(match: re.Match[str], zone: dt.tzinfo) -> dt.datetime:
    """Return the time in its own zone or that of the file; raises BadTimeError if no clock shows it, or twice."""
    digits = match.group("year", "month", "day", "hour", "minute", "second")
    own_zone = match["zone"]
    if own_zone:
        zone = dt.UTC if own_zone == "Z" else _offset(own_zone[:3], own_zone[-2:])
    try:
        year, month, day, hour, minute, second = (int(digit or 0) for digit in digits)
        time = dt.datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        raise BadTimeError(TIME_EXPECTED) from None
    if isinstance(zone, ZoneInfo) and zone is not SHANGHAI and time.utcoffset() != time.replace(fold=1).utcoffset():
        raise BadTimeError(ONCE_EXPECTED, {"zone": str(zone)})
    return time


def latest_time() -> dt.datetime:
    """Return until when a time counts as past: the clock of a logger may be a little ahead of ours."""
    return timezone.now() + dt.timedelta(hours=1)
