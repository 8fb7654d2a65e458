"""The remarks of a check: the time span of a file, its new series, and which values are flagged and why."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.models.base import in_both_languages
from partnership.rules import formats
from partnership.rules.periods import SHANGHAI
from pilots.models import Flag, Series, Variable
from pilots.quality.ranges import range_text
from pilots.services.measurement_columns import MeasuredColumn
from pilots.services.staging import FlagCount, Span, Staging


def preview_remarks(
    columns: Sequence[MeasuredColumn], known: Sequence[Series | None], staging: Staging
) -> list[tuple[str, ...]]:
    """Return the sentences in Chinese and in English; `known` are the series of the columns, None where one is new."""
    span, flag_counts = staging.span(), staging.flag_counts()
    new = [column for column, series in zip(columns, known, strict=True) if series is None]
    measured = Variable.objects.filter(code__in={column.variable for column in columns})
    variables = {variable.code: variable for variable in measured}

    def texts() -> list[str]:
        with timezone.override(SHANGHAI):
            span_texts = [_span_text(span)] if span else []
            return [*span_texts, _new_series_text(new), *_flag_texts(flag_counts, columns, variables)]

    return list(zip(*in_both_languages(texts), strict=True))


def _span_text(span: Span) -> str:
    first, last = (formats.moment(time) for time in span)
    return _("Values from %(first)s to %(last)s (Asia/Shanghai).") % {"first": first, "last": last}


def _new_series_text(new: Sequence[MeasuredColumn]) -> str:
    if not new:
        return _("All series are known already.")
    text = ngettext("%(count)d series is new: %(names)s.", "%(count)d series are new: %(names)s.", len(new))
    return text % {"count": len(new), "names": formats.listed(_series_text(column) for column in new)}


def _flag_texts(
    flag_counts: Sequence[FlagCount], columns: Sequence[MeasuredColumn], variables: dict[str, Variable]
) -> list[str]:
    if not flag_counts:
        return [_("No value is flagged.")]
    texts = []
    for flag, group in groupby(flag_counts, key=lambda flag_count: flag_count.flag):
        counts = list(group)
        total = sum(flag_count.count for flag_count in counts)
        text = ngettext(
            "%(count)s value is flagged “%(flag)s”: %(columns)s.",
            "%(count)s values are flagged “%(flag)s”: %(columns)s.",
            total,
        )
        parts = (_column_text(flag_count, columns[flag_count.column_number], variables) for flag_count in counts)
        values = {"count": formats.number(total), "flag": Flag(flag).label, "columns": formats.listed(parts)}
        texts.append(text % values)
    return texts


def _column_text(flag_count: FlagCount, column: MeasuredColumn, variables: dict[str, Variable]) -> str:
    text = f"{column.header} {formats.number(flag_count.count)}"
    if flag_count.flag != Flag.OUT_OF_RANGE:
        return text
    return _("%(found)s (possible: %(range)s)") % {"found": text, "range": range_text(variables[column.variable])}


def _series_text(column: MeasuredColumn) -> str:
    """Describe a series that does not exist yet by the header of its column, its variable and its place."""
    place = f"{Series.Point(column.point).label} {column.unit_code}".rstrip()
    values = {"column": column.header, "variable": column.variable, "place": place}
    return _("%(column)s (%(variable)s, %(place)s)") % values
