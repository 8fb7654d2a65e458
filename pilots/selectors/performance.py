"""The performance of the bases: removal of total nitrogen over a period.

Removal is 1 - sum(Q * TN_out) / sum(Q * TN_in) over the days that have a load (standard mass balance; ratios of sums,
never means of ratios). It rests on these of all days of the bases of which loads are expected: those that have some
within the period, and those that had some in the 90 days before it, unless their end is recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Sum, Value

from partnership.rules.figures import MeasuredValue, within
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer
from pilots.models import NitrogenLoad, PilotBase
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
        balance = NitrogenBalance(row["total_in"], row["total_out"], row["days"], periods[row["number"]].days)
        # A base that goes on having loads is among the sums and among those of which some are expected.
        if balance.days_used or row["base_id"] not in balances[row["number"]]:
            balances[row["number"]][row["base_id"]] = balance
    return balances


def _sums(viewer: Viewer, periods: Sequence[Period], only: tuple[int, ...] | None) -> QuerySet:
    bases = PilotBase.objects.visible_to(viewer).current().order_by()
    loads = NitrogenLoad.objects.visible_to(viewer).current().order_by()
    if only is not None:
        bases, loads = bases.filter(pk__in=only), loads.filter(base__in=only)
    parts = [_sums_of(loads, number, period) for number, period in enumerate(periods)]
    expected = [_expected(bases, number, period) for number, period in enumerate(periods)]
    return parts[0].union(*parts[1:], *expected, all=True)


def _sums_of(loads: QuerySet, number: int, period: Period) -> QuerySet:
    """The sums of the bases that have loads within the period."""
    inside = loads.filter(within("day", period))
    return inside.values("base_id", number=Value(number)).annotate(
        total_in=Sum("load_in"), total_out=Sum("load_out"), days=Count("day")
    )


def _expected(bases: QuerySet, number: int, period: Period) -> QuerySet:
    """The bases that go on after the start of the period and had loads before it, without sums."""
    earlier = within("day", Period(period.start - EXPECTED_FOR, period.start))
    has_no_end = Q(ends_on__isnull=True) | Q(ends_on__gt=period.start)
    loads = NitrogenLoad.objects.filter(earlier, base=OuterRef("pk"))  # unscoped: of a base that the reader sees
    nothing = Value(0.0, output_field=FloatField())
    return bases.filter(has_no_end, Exists(loads)).values(
        base_id=F("pk"), number=Value(number), total_in=nothing, total_out=nothing, days=Value(0)
    )


def _overall(balances: Collection[NitrogenBalance]) -> MeasuredValue:
    total = NitrogenBalance(
        sum(balance.load_in for balance in balances),
        sum(balance.load_out for balance in balances),
        sum(balance.days_used for balance in balances),
        sum(balance.days_possible for balance in balances),
    )
    return MeasuredValue(total.removal, total.coverage)
