"""Writes the nitrogen loads from the daily sums; nothing else writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.db.models import Case, F, When

from pilots.models import DailyRollup, NitrogenLoad, Series
from pilots.models.load import FLOW, NITROGEN, in_balance

Means = dict[tuple[str, str], float]
IN, OUT = Series.Point.INFLUENT, Series.Point.EFFLUENT
REQUIRED = {(FLOW, IN), (NITROGEN, IN), (NITROGEN, OUT)}


@transaction.atomic
def refresh_loads(base_ids: Iterable[int], first_day: dt.date, end_day: dt.date) -> None:
    """Replace the loads of these bases from `first_day` to before `end_day` by those of their daily sums."""
    for base_id in sorted(set(base_ids)):
        # unscoped: loads of what was just written, whoever may see it
        NitrogenLoad.objects.filter(base=base_id, day__gte=first_day, day__lt=end_day).delete()
        rows = [
            NitrogenLoad(
                base_id=base_id,
                day=day,
                load_in=means[FLOW, IN] * means[NITROGEN, IN],
                load_out=means[FLOW, IN] * means[NITROGEN, OUT],
            )
            for day, means in _daily_means(base_id, first_day, end_day)
            if means.keys() >= REQUIRED and means[FLOW, IN] > 0
        ]
        NitrogenLoad.objects.bulk_create(rows)


def _daily_means(base_id: int, first_day: dt.date, end_day: dt.date) -> Iterator[tuple[dt.date, Means]]:
    """Yield the means of each day by variable and point.

    Of several series at a point the base's own takes precedence over a unit's, and the laboratory's over a sensor's.
    """
    is_laboratory = Case(When(series__origin=Series.Origin.LABORATORY, then=1), default=0)
    sums = (
        # unscoped: sums of what was just written, whoever may see it
        DailyRollup.objects.filter(in_balance("series__"), series__base=base_id, used_count__gt=0)
        .filter(day__gte=first_day, day__lt=end_day)
        .order_by("day", F("series__unit").desc(nulls_last=True), is_laboratory, "-series")
        .values_list("day", "series__variable__code", "series__point", "total", "used_count")
    )
    for day, rows in groupby(sums, key=itemgetter(0)):
        yield day, {(code, point): total / count for _day, code, point, total, count in rows}
