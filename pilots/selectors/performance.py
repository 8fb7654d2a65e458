"""What the bases achieve: removal of total nitrogen over a period.

Removal is 1 - sum(Q * TN_out) / sum(Q * TN_in) over the days that have a load (standard mass balance; ratios of sums,
never means of ratios). It rests on these of all days of the bases of which loads are expected: those that have some
within the period, and those that had some in the 90 days before it, unless their end is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Sum, Value

from partnership.rules.figures import MeasuredValue, within
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer
from pilots.models import NitrogenLoad, PilotBase
from pilots.selectors.coverage import EXPECTED_ON


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
    """The nitrogen loads of each visible base of which some are expected, one mapping by base key a period.

    `only` names the keys of the bases to read; without it all are read.
    """
    found: list[dict[int, Loads]] = [{} for _period in periods]
    for row in _sums(viewer, periods, only):
        loads = Loads(row["total_in"], row["total_out"], row["days"], periods[row["number"]].days)
        # A base that goes on having loads is among the sums and among those of which some are expected.
        if loads.days_used or row["base_id"] not in found[row["number"]]:
            found[row["number"]][row["base_id"]] = loads
    return found


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
    earlier = within("day", Period(period.start - EXPECTED_ON, period.start))
    has_no_end = Q(ends_on__isnull=True) | Q(ends_on__gt=period.start)
    loads = NitrogenLoad.objects.filter(earlier, base=OuterRef("pk"))  # unscoped: of a base that the reader sees
    nothing = Value(0.0, output_field=FloatField())
    return bases.filter(has_no_end, Exists(loads)).values(
        base_id=F("pk"), number=Value(number), total_in=nothing, total_out=nothing, days=Value(0)
    )


def _over_all(loads: Iterable[Loads]) -> MeasuredValue:
    found = list(loads)
    total = Loads(
        sum(one.load_in for one in found),
        sum(one.load_out for one in found),
        sum(one.days_used for one in found),
        sum(one.days_possible for one in found),
    )
    return MeasuredValue(total.removal, total.coverage)
