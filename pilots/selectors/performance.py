"""The performance of the bases: removal of total nitrogen over a period.

Removal is 1 - sum(Q * TN_out) / sum(Q * TN_in) over the days that have a load (standard mass balance; ratios of sums,
never means of ratios). It rests on these of all days of the bases of which loads are expected: those that have some
within the period, and those that had some in the 90 days before it, unless their end is recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum, Value

from partnership.rules.figures import MeasuredValue, within
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer
from pilots.models import NitrogenLoad
from pilots.quality.coverage import EXPECTED_FOR


@dataclass(frozen=True, slots=True)
class NitrogenBalance:
    """Nitrogen loads in g over a period, and on how many days of the possible ones they rest."""

    load_in: float
    load_out: float
    days_used: int
    days_possible: int

    @property
    def removal(self) -> float | None:
        """The share removed in percent; None without a load."""
        return 100 * (1 - self.load_out / self.load_in) if self.load_in > 0 else None

    @property
    def coverage(self) -> float | None:
        return self.days_used / self.days_possible if self.days_possible else None


def nitrogen_removal(viewer: Viewer, periods: Sequence[Period]) -> list[MeasuredValue]:
    """Return the removal over all visible bases, one value a period."""
    return [_overall(balances.values()) for balances in balances_by_base(viewer, periods)]


def balances_by_base(
    viewer: Viewer, periods: Sequence[Period], *, only: tuple[int, ...] | None = None
) -> list[dict[int, NitrogenBalance]]:
    """Return the nitrogen balance of each visible base of which some are expected, one mapping by base key a period.

    `only` names the keys of the bases to read; without it all are read.
    """
    balances: list[dict[int, NitrogenBalance]] = [{} for _period in periods]
    for row in _sums(viewer, periods, only):
        balance = NitrogenBalance(row["total_in"] or 0, row["total_out"] or 0, row["days"], periods[row["number"]].days)
        balances[row["number"]][row["base_id"]] = balance
    return balances


def _sums(viewer: Viewer, periods: Sequence[Period], only: tuple[int, ...] | None) -> QuerySet:
    parts = [_period_sums(viewer, number, period, only) for number, period in enumerate(periods)]
    return parts[0].union(*parts[1:], all=True)


def _period_sums(viewer: Viewer, number: int, period: Period, only: tuple[int, ...] | None) -> QuerySet:
    inside = within("day", period)
    has_no_end = Q(base__ends_on__isnull=True) | Q(base__ends_on__gt=period.start)
    loads = NitrogenLoad.objects.visible_to(viewer).current().order_by()
    loads = loads.filter(inside | has_no_end, day__gte=period.start - EXPECTED_FOR, day__lt=period.end)
    if only is not None:
        loads = loads.filter(base__in=only)
    return loads.values("base_id", number=Value(number)).annotate(
        total_in=Sum("load_in", filter=inside),
        total_out=Sum("load_out", filter=inside),
        days=Count("day", filter=inside),
    )


def _overall(balances: Collection[NitrogenBalance]) -> MeasuredValue:
    total = NitrogenBalance(
        sum(balance.load_in for balance in balances),
        sum(balance.load_out for balance in balances),
        sum(balance.days_used for balance in balances),
        sum(balance.days_possible for balance in balances),
    )
    return MeasuredValue(total.removal, total.coverage)
