"""The bases on the overview: the nitrogen that each removes, the coverage of its data, the age of its newest value."""

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
from pilots.selectors.performance import NitrogenBalance, balances_by_base

DAYS_SHOWN = 30
SILENT_AFTER_DAYS = 2
MAX_BASES = 6


def bases(viewer: Viewer, day: dt.date) -> list[StatusItem]:
    """Return the first bases in operation: the one with the oldest newest value first, those without data last."""
    period = Period(day - dt.timedelta(days=DAYS_SHOWN), day)
    rows = list(_in_operation(viewer, day))
    balances = balances_by_base(viewer, [period], only=tuple(row["pk"] for row in rows))[0]
    return [_item(row, balances.get(row["pk"]), day) for row in rows]


def _in_operation(viewer: Viewer, day: dt.date) -> QuerySet:
    running = PilotBase.objects.visible_to(viewer).current().filter(starts_on__lte=day).exclude(ends_on__lte=day)
    counted = running.annotate(series_count=Count("series"), newest=Subquery(_newest_days()))
    columns = ("pk", "code", "name_zh", "name_en", "is_sample", "private_to__code", "series_count", "newest")
    return counted.order_by(F("newest").asc(nulls_last=True), "code").values(*columns)[:MAX_BASES]


def _newest_days() -> QuerySet:
    """Return the newest day with data of an outer base, found at the end of the index of each series."""
    # unscoped: series and daily sums of the outer base share its audience
    days = DailyRollup.objects.filter(series=OuterRef("pk")).order_by("-day").values("day")
    series = Series.objects.filter(base=OuterRef("pk")).order_by()  # unscoped: as above
    return series.values("base").annotate(newest=Max(Subquery(days[:1]))).values("newest")


def _item(row: dict[str, Any], balance: NitrogenBalance | None, day: dt.date) -> StatusItem:
    age = (day - row["newest"]).days if row["newest"] else None
    state, tone = _age_state(age)
    removal = balance.removal if balance else None
    coverage = balance.coverage if balance else None
    return StatusItem(
        title=in_reader_language(row["name_zh"], row["name_en"]),
        url=reverse("pilotbase_detail", args=[row["code"]]),
        facts=(
            (_("Nitrogen removed in 30 days"), formats.quantity(removal, "%", 1)),
            (_("Days with data"), formats.quantity(None if coverage is None else 100 * coverage, "%", 0)),
            (_("Series"), formats.number(row["series_count"])),
        ),
        state=state,
        tone=tone,
        private_to=row["private_to__code"] or "",
        is_sample=row["is_sample"],
    )


def _age_state(age: int | None) -> tuple[str, str]:
    if age is None:
        return _("No data yet"), "neutral"
    if age < SILENT_AFTER_DAYS:
        return _("Data up to date"), "good"
    return ngettext("No data for %(days)d day", "No data for %(days)d days", age) % {"days": age}, "attention"
