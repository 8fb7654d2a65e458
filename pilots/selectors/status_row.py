"""The bases on the overview: what each removes, what its data cover, how old the newest value is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.models.base import in_reader_language
from partnership.rules import formats
from partnership.rules.periods import Period
from partnership.rules.registry import StatusItem
from partnership.rules.visibility import Viewer
from pilots.models import DailyRollup, PilotBase, Series
from pilots.selectors.performance import Loads, loads_by_base

DAYS_SHOWN = 30
SILENT_AFTER_DAYS = 2
MAX_BASES = 6


def bases(viewer: Viewer, day: dt.date) -> list[StatusItem]:
    """The bases in operation, the first few of them: whose data stopped longest ago first, without any last."""
    period = Period(day - dt.timedelta(days=DAYS_SHOWN), day)
    found = list(_in_operation(viewer, day))
    loads = loads_by_base(viewer, [period], only=tuple(row["pk"] for row in found))[0]
    return [_item(row, loads.get(row["pk"]), day) for row in found]


def _in_operation(viewer: Viewer, day: dt.date) -> QuerySet:
    running = PilotBase.objects.visible_to(viewer).current().filter(starts_on__lte=day).exclude(ends_on__lte=day)
    counted = running.annotate(series_count=Count("series"), newest=Subquery(_newest_days()))
    columns = ("pk", "code", "name_zh", "name_en", "is_sample", "private_to__code", "series_count", "newest")
    return counted.order_by(F("newest").asc(nulls_last=True), "code").values(*columns)[:MAX_BASES]


def _newest_days() -> QuerySet:
    """The newest day with data of an outer base: each series' own is found at the end of its index."""
    # unscoped: series and daily sums of the outer base share its audience
    days = DailyRollup.objects.filter(series=OuterRef("pk")).order_by("-day").values("day")
    series = Series.objects.filter(base=OuterRef("pk")).order_by()  # unscoped: as above
    return series.values("base").annotate(newest=Max(Subquery(days[:1]))).values("newest")


def _item(row: dict[str, Any], loads: Loads | None, day: dt.date) -> StatusItem:
    age = (day - row["newest"]).days if row["newest"] else None
    state, tone = _state(age)
    removal = loads.removal if loads else None
    covered = loads.coverage if loads else None
    return StatusItem(
        title=in_reader_language(row["name_zh"], row["name_en"]),
        url=reverse("pilotbase_detail", args=[row["code"]]),
        facts=(
            (_("Nitrogen removed in 30 days"), formats.quantity(removal, "%", 1)),
            (_("Days with data"), formats.quantity(None if covered is None else 100 * covered, "%", 0)),
            (_("Series"), formats.number(row["series_count"])),
        ),
        state=state,
        tone=tone,
        private_to=row["private_to__code"] or "",
        is_sample=row["is_sample"],
    )


def _state(age: int | None) -> tuple[str, str]:
    if age is None:
        return _("No data yet"), "neutral"
    if age < SILENT_AFTER_DAYS:
        return _("Data up to date"), "good"
    silent = ngettext("No data for %(days)d day", "No data for %(days)d days", age) % {"days": age}
    return silent, "attention"
