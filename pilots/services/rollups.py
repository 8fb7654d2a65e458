"""Writes the daily sums of the measurements, and the nitrogen loads that follow from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import Coalesce, TruncDate

from partnership.rules.periods import SHANGHAI, midnight
from pilots.models import DailyRollup, Measurement, Series
from pilots.models.load import in_balance
from pilots.models.series import USED_FLAGS
from pilots.services.loads import refresh_loads

SERIES_AT_ONCE = 500
ROWS_AT_ONCE = 5_000


class ShanghaiDay(TruncDate):
    """The day of a time in Asia/Shanghai.

    On SQLite Django calls Python for each row, two thirds of the time for which a large import locks the database; the
    offset is fixed since 1992, and earlier times are not imported.
    """

    def __init__(self, expression: str) -> None:
        super().__init__(expression, tzinfo=SHANGHAI)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        sql, params = compiler.compile(self.lhs)
        return f"DATE({sql}, '+8 hours')", params


@transaction.atomic
def refresh_rollups(series_ids: Iterable[int], first_day: dt.date, end_day: dt.date) -> int:
    """Replace the daily sums of these series from `first_day` to before `end_day`; return how many there are.

    A day is one in Asia/Shanghai. Count, total, lowest and highest are those of the values with a flag of USED_FLAGS.
    """
    keys = iter(sorted(set(series_ids)))
    written = 0
    while chunk := list(islice(keys, SERIES_AT_ONCE)):
        # unscoped: sums of what was just written, whoever may see it
        DailyRollup.objects.filter(series__in=chunk, day__gte=first_day, day__lt=end_day).delete()
        for rows in _in_batches(_sums(chunk, first_day, end_day)):
            DailyRollup.objects.bulk_create(rows)
            written += len(rows)
        # unscoped: as above
        balance_series = Series.objects.filter(in_balance(), pk__in=chunk)
        refresh_loads(balance_series.values_list("base", flat=True), first_day, end_day)
    return written


def _sums(series_ids: Sequence[int], first_day: dt.date, end_day: dt.date) -> models.QuerySet:
    """Return the sums of each series and day, computed by the database."""
    used = Q(flag__in=USED_FLAGS)
    return (
        # unscoped: sums of what was just written, whoever may see it
        Measurement.objects.filter(series__in=series_ids, time__gte=midnight(first_day), time__lt=midnight(end_day))
        .annotate(day=ShanghaiDay("time"))
        .values("series_id", "day")
        .annotate(
            all_count=Count("*"),
            used_count=Count("value", filter=used),
            total=Coalesce(Sum("value", filter=used), 0.0),
            lowest=Min("value", filter=used),
            highest=Max("value", filter=used),
        )
        .order_by("series_id", "day")
    )


def _in_batches(sums: models.QuerySet) -> Iterator[list[DailyRollup]]:
    rows: Iterator[dict[str, Any]] = sums.iterator(chunk_size=ROWS_AT_ONCE)
    while batch := [DailyRollup(**row) for row in islice(rows, ROWS_AT_ONCE)]:
        yield batch
