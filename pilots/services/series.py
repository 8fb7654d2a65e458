"""Deletes a series with its measurements, and refreshes what was computed from them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max, Min

from partnership.models import User
from partnership.records.saving import delete_record
from partnership.rules.periods import ONE_DAY
from pilots.models import DailyRollup, Series
from pilots.services.loads import refresh_loads


@transaction.atomic
def delete_series(series: Series, *, by: User) -> None:
    """Delete a series with its values and sums, and refresh the loads of its base."""
    days = DailyRollup.objects.filter(series=series).aggregate(first=Min("day"), last=Max("day"))  # unscoped: its own
    base_id = series.base_id
    delete_record(series, by=by)
    if days["last"]:
        refresh_loads([base_id], days["first"], days["last"] + ONE_DAY)
