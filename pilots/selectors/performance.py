"""What the bases achieve: removal of total nitrogen over a period.

Removal is 1 - sum(Q * TN_out) / sum(Q * TN_in) over the days that have a load (standard mass balance; ratios of sums,
never means of ratios).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum, Value

from partnership.figures import MeasuredValue, within
from partnership.periods import Period
from partnership.statements import Row, rows_of
from partnership.visibility import Viewer
from pilots.models import NitrogenLoad


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
    """The nitrogen loads of each visible base that has some within the periods, one mapping by base key a period.

    `only` names the keys of the bases to read; without it all are read.
    """
    rows = rows_of(_sums, viewer.audience, tuple(periods), only, state=viewer.state)
    bases = {row["base_id"] for row in rows}
    return [_of_period(rows, number, period, bases) for number, period in enumerate(periods)]


def _of_period(rows: list[Row], number: int, period: Period, bases: Iterable[int]) -> dict[int, Loads]:
    found = {base: Loads(0, 0, 0, period.days) for base in bases}
    for row in rows:
        if row["number"] == number:
            found[row["base_id"]] = Loads(row["total_in"], row["total_out"], row["days"], period.days)
    return found


def _sums(viewer: Viewer, periods: Sequence[Period], only: tuple[int, ...] | None) -> QuerySet:
    parts = [_sums_of(viewer, number, period, only) for number, period in enumerate(periods)]
    return parts[0].union(*parts[1:], all=True)


def _sums_of(viewer: Viewer, number: int, period: Period, only: tuple[int, ...] | None) -> QuerySet:
    loads = NitrogenLoad.objects.visible_to(viewer).current().filter(within("day", period)).order_by()
    if only is not None:
        loads = loads.filter(base__in=only)
    return loads.values("base_id", number=Value(number)).annotate(
        total_in=Sum("load_in"), total_out=Sum("load_out"), days=Count("day")
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
