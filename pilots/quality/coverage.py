"""How complete the measured series are: coverage, the values used of the values expected.

The rule, for page, report and export alike: a series with a fixed interval is expected to bring values from the first
day on which it has one to the newest, gaps included, and for 90 days more. So a sensor that falls silent lowers the
coverage for a quarter; from then on nothing is expected of it, and its state is silent until values come again, which
makes the silence a gap, or until its end is recorded. Where the end of the series, of its unit or of its base is
recorded, nothing is expected beyond it, or beyond the newest value that came even so. Of a series without a value
nothing is expected yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Least
from django.utils.translation import ngettext

from partnership.rules.figures import MeasuredValue
from partnership.rules.periods import LATEST_DAY, ONE_DAY, Period
from partnership.rules.visibility import Viewer
from pilots.models import DailyRollup, Series

EXPECTED_FOR = dt.timedelta(days=90)
HAS_INTERVAL = Q(interval_seconds__gt=0)
ENDS = ("ends_on", "unit__ends_on", "base__ends_on")


def with_coverage(records: QuerySet, period: Period) -> QuerySet:
    """Each series with `used_values` of the period, its `first` and `newest` day with a value, and its recorded `end`.

    Without a recorded end, that is the last day of the calendar.
    """
    days = DailyRollup.objects.filter(series=OuterRef("pk")).order_by()  # unscoped: sums of the outer series
    inside = days.filter(day__gte=period.start, day__lt=period.end)
    never = Value(LATEST_DAY, DateField())
    return records.annotate(
        used_values=Subquery(inside.values("series").annotate(used=Sum("used_count")).values("used")),
        first=Subquery(days.order_by("day").values("day")[:1]),
        newest=Subquery(days.order_by("-day").values("day")[:1]),
        end=Least(*(Coalesce(F(name), never) for name in ENDS)),
    )


def coverage(viewer: Viewer, periods: Sequence[Period]) -> list[MeasuredValue]:
    """Values used over values expected, in percent, of all visible series of which some are expected."""
    known = Series.objects.visible_to(viewer).current().filter(HAS_INTERVAL)
    return [_overall(with_coverage(known, period), period) for period in periods]


def _overall(records: QuerySet, period: Period) -> MeasuredValue:
    counted = [(series.used_values or 0, expected_values(series, period)) for series in records]
    expected = sum(count for _used, count in counted)
    share = sum(used for used, _count in counted) / expected if expected else None
    return MeasuredValue(None if share is None else 100 * share, share)


def coverage_percent(series: Any, period: Period) -> float | None:
    """Return values used over values expected of a series `with_coverage`; None where none are expected."""
    expected = expected_values(series, period)
    return 100 * (series.used_values or 0) / expected if expected else None


def expected_values(series: Any, period: Period) -> float:
    """Return how many values a series `with_coverage` is expected to have in a period."""
    if not series.values_a_day or series.newest is None:
        return 0
    first = max(series.first, period.start)
    days = (min(_expected_before(series), period.end) - first).days
    return series.values_a_day * max(days, 0)


def series_state(series: Any, day: dt.date) -> str:
    """Return the state of a series `with_coverage` on a day; empty where it has not ended and has no value yet."""
    if series.end <= day:
        return Series.State.ENDED
    if series.newest is None:
        return ""
    is_silent = series.interval_seconds and _expected_before(series) <= day
    return Series.State.SILENT if is_silent else Series.State.ACTIVE


def _expected_before(series: Any) -> dt.date:
    after_newest = series.newest + ONE_DAY
    return max(after_newest, min(series.end, after_newest + EXPECTED_FOR))


def silent_text(count: int) -> str:
    """Describe how many series are silent: nothing is expected of them any more though no end is recorded."""
    text = ngettext(
        "%(count)d series has been silent for more than %(days)d days; no values of it are expected any more.",
        "%(count)d series have been silent for more than %(days)d days; no values of them are expected any more.",
        count,
    )
    return text % {"count": count, "days": EXPECTED_FOR.days}


def begun_before(day: dt.date) -> Q:
    """The series whose first value came before a day."""
    return Q(_has_values(day__lt=day))


def expected_from(day: dt.date) -> Q:
    """The series that are expected to bring values on a day or later."""
    return Q(_has_values(day__gte=day)) | (Q(_has_values(day__gte=day - EXPECTED_FOR)) & _has_no_end(day))


def silent_on(day: dt.date) -> Q:
    """The series that are silent on a day."""
    has_older_values = Q(_has_values()) & ~Q(_has_values(day__gte=day - EXPECTED_FOR))
    return HAS_INTERVAL & _has_no_end(day) & has_older_values


def ended_on(day: dt.date) -> Q:
    """The series whose end lies on a day or before it."""
    return ~_has_no_end(day)


def _has_values(**days: dt.date) -> Exists:
    return Exists(DailyRollup.objects.filter(series=OuterRef("pk"), **days))  # unscoped: sums of the outer series


def _has_no_end(day: dt.date) -> Q:
    """What has no recorded end, or one after the day."""
    condition = Q()
    for name in ENDS:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gt": day})
    return condition
