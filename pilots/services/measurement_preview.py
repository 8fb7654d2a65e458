"""What the check of a file says beside its counts: the time span, the new series, the values flagged and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.models.base import in_both_languages
from partnership.rules import formats
from partnership.rules.periods import SHANGHAI
from pilots.models import Flag, Series, Variable
from pilots.services.measurement_columns import MeasuredColumn
from pilots.services.staging import Flagged, Span, Staging


def remarks_on(
    columns: Sequence[MeasuredColumn], known: Sequence[Series | None], staging: Staging
) -> list[tuple[str, ...]]:
    """The sentences in Chinese and in English; `known` holds the series of each column, as far as there is one."""
    span, flagged = staging.span(), staging.flagged()
    new = [column for column, series in zip(columns, known, strict=True) if series is None]
    measured = Variable.objects.filter(code__in={column.variable for column in columns})
    variables = {one.code: one for one in measured}

    def say() -> list[str]:
        with timezone.override(SHANGHAI):
            return [*_told_span(span), _told_new(new), *_told_flags(flagged, columns, variables)]

    return list(zip(*in_both_languages(say), strict=True))


def _told_span(span: Span | None) -> Iterator[str]:
    if span is not None:
        first, last = (formats.moment(time) for time in span)
        yield _("Values from %(first)s to %(last)s (Asia/Shanghai).") % {"first": first, "last": last}


def _told_new(new: Sequence[MeasuredColumn]) -> str:
    if not new:
        return _("All series are known already.")
    text = ngettext("%(count)d series is new: %(names)s.", "%(count)d series are new: %(names)s.", len(new))
    return text % {"count": len(new), "names": formats.listed(_named(column) for column in new)}


def _told_flags(
    flagged: Sequence[Flagged], columns: Sequence[MeasuredColumn], variables: dict[str, Variable]
) -> Iterator[str]:
    if not flagged:
        yield _("No value is flagged.")
    for flag, group in groupby(flagged, key=lambda one: one.flag):
        found = list(group)
        count = sum(one.count for one in found)
        text = ngettext(
            "%(count)s value is flagged “%(flag)s”: %(columns)s.",
            "%(count)s values are flagged “%(flag)s”: %(columns)s.",
            count,
        )
        parts = (_told_column(one, columns[one.column_number], variables) for one in found)
        yield text % {"count": formats.number(count), "flag": Flag(flag).label, "columns": formats.listed(parts)}


def _told_column(one: Flagged, column: MeasuredColumn, variables: dict[str, Variable]) -> str:
    told = f"{column.header} {formats.number(one.count)}"
    if one.flag != Flag.OUT_OF_RANGE:
        return told
    return _("%(found)s (possible: %(range)s)") % {"found": told, "range": _possible(variables[column.variable])}


def _possible(variable: Variable) -> str:
    """The range within which a value can be true; it has at least one end, or nothing would lie outside."""
    if variable.hard_max is None:
        return f"≥ {formats.quantity(variable.hard_min, variable.unit)}"
    highest = formats.quantity(variable.hard_max, variable.unit)
    if variable.hard_min is None:
        return f"≤ {highest}"
    return _("%(low)s to %(high)s") % {"low": formats.number(variable.hard_min), "high": highest}


def _named(column: MeasuredColumn) -> str:
    """A series that is not made yet: the header of its column, and what that means."""
    place = f"{Series.Point(column.point).label} {column.unit_code}".rstrip()
    values = {"column": column.header, "variable": column.variable, "place": place}
    return _("%(column)s (%(variable)s, %(place)s)") % values
