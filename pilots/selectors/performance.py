"""What the bases achieve: nitrogen removal and data coverage from the daily sums, flow-weighted over a period.

Removal is 1 - sum(Q * N_out) / sum(Q * N_in) over the days on which flow and nitrogen in and out were all measured
(standard mass balance; ratios of sums, never means of ratios). A base's nitrogen is TN where it measures TN at both
points, otherwise ammonium nitrogen. Q in m3/d, concentrations in mg/L = g/m3. A day without flow gives no value.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from partnership.figures import MeasuredValue
from partnership.periods import Period
from partnership.statements import rows_of
from partnership.visibility import Viewer
from pilots.models import DailyRollup, Series
from pilots.selectors.daily import SECONDS_A_DAY

FLOW = "Q"
NITROGEN = ("TN", "NH4-N")

Mean = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Loads:
    """Nitrogen loads of some days in g, and how many days of the possible ones they rest on."""

    load_in: float
    load_out: float
    days_used: int
    days_possible: int

    @property
    def removal(self) -> float | None:
        """Share removed in percent; None without a load."""
        return 100 * (1 - self.load_out / self.load_in) if self.load_in > 0 else None

    @property
    def coverage(self) -> float | None:
        return self.days_used / self.days_possible if self.days_possible else None


def nitrogen_removal(viewer: Viewer, periods: Sequence[Period]) -> list[MeasuredValue]:
    """Removal over all visible bases, one value a period."""
    return [_over_all(loads.values()) for loads in loads_by_base(viewer, periods)]


def loads_by_base(
    viewer: Viewer, periods: Sequence[Period], *, only: tuple[int, ...] | None = None
) -> list[dict[int, Loads]]:
    """The nitrogen loads of each visible base with a nitrogen and flow series, one mapping by base key a period.

    `only` names the keys of the bases to read; without it all are read.
    """
    means = _daily_means(viewer, Period(min(one.start for one in periods), max(one.end for one in periods)), only)
    return [
        {
            base: _loads([mean for day, mean in days.items() if period.start <= day < period.end], period)
            for base, days in means.items()
        }
        for period in periods
    ]


def coverage(viewer: Viewer, periods: Sequence[Period]) -> list[MeasuredValue]:
    """Values used over values expected, in percent, of all visible series with a fixed interval."""
    expected_a_day = sum(
        SECONDS_A_DAY / interval  # type: ignore[operator]
        for interval in Series.objects.visible_to(viewer)
        .current()
        .filter(interval_seconds__gt=0)
        .values_list("interval_seconds", flat=True)
    )
    used = [
        DailyRollup.objects.visible_to(viewer)
        .current()
        .filter(series__interval_seconds__gt=0, day__gte=period.start, day__lt=period.end)
        .aggregate(used=Sum("used_count"))["used"]
        or 0
        for period in periods
    ]
    shares = [
        one / (expected_a_day * period.days) if expected_a_day else None
        for one, period in zip(used, periods, strict=True)
    ]
    return [MeasuredValue(None if share is None else 100 * share, share) for share in shares]


def _over_all(loads: Iterable[Loads]) -> MeasuredValue:
    found = list(loads)
    total = Loads(
        sum(one.load_in for one in found),
        sum(one.load_out for one in found),
        sum(one.days_used for one in found),
        sum(one.days_possible for one in found),
    )
    return MeasuredValue(total.removal, total.coverage)


def _daily_means(viewer: Viewer, span: Period, only: tuple[int, ...] | None) -> dict[int, dict[dt.date, Mean]]:
    means: dict[int, dict[dt.date, Mean]] = defaultdict(lambda: defaultdict(dict))
    for row in rows_of(_nitrogen_and_flow, viewer.audience, span, only):
        point = (row["series__variable__code"], row["series__point"])
        means[row["series__base_id"]][row["day"]][point] = row["total"] / row["used_count"]
    return means


def _nitrogen_and_flow(viewer: Viewer, span: Period, only: tuple[int, ...] | None) -> QuerySet:
    found = (
        DailyRollup.objects.visible_to(viewer)
        .current()
        .filter(
            day__gte=span.start,
            day__lt=span.end,
            used_count__gt=0,
            series__variable__code__in=(FLOW, *NITROGEN),
            series__point__in=(Series.Point.INFLUENT, Series.Point.EFFLUENT),
            series__origin=Series.Origin.SENSOR,
        )
    )
    if only is not None:
        found = found.filter(series__base__in=only)
    return found.values("series__base_id", "day", "series__variable__code", "series__point", "total", "used_count")


def _loads(days: list[Mean], period: Period) -> Loads:
    nitrogen = next((code for code in NITROGEN if any(_measured(day, code) for day in days)), None)
    used = [day for day in days if nitrogen and _measured(day, nitrogen)]
    flows = [day[FLOW, "influent"] for day in used]
    return Loads(
        sum(flow * day[nitrogen, "influent"] for flow, day in zip(flows, used, strict=True)),  # type: ignore[index]
        sum(flow * day[nitrogen, "effluent"] for flow, day in zip(flows, used, strict=True)),  # type: ignore[index]
        len(used),
        period.days,
    )


def _measured(day: Mean, nitrogen: str) -> bool:
    return (
        all(key in day for key in ((FLOW, "influent"), (nitrogen, "influent"), (nitrogen, "effluent")))
        and day[FLOW, "influent"] > 0
    )
