"""The overview: the whole cooperation at a glance, for one reader on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from partnership.home.activity import DirectionActivity, direction_activity, outputs_by_year, stage_results
from partnership.home.changes import ChangesOfDay, latest_changes
from partnership.home.due import (
    LOOK_AHEAD_DAYS,
    DueCounts,
    DueFilter,
    DueGroup,
    due_counts,
    due_groups,
    next_due,
    open_parts,
)
from partnership.home.timeline import FirstEvent, Timeline, TimelineStage, build_timeline
from partnership.models import CooperationStage
from partnership.pages.charts import Chart, ChartSeries, stacked_bars
from partnership.rules import formats, registry
from partnership.rules.figures import AnyFigure, Measured, Readings, Unit, read
from partnership.rules.periods import ONE_DAY, Period
from partnership.rules.registry import Headline, StatusItem
from partnership.rules.visibility import Viewer

DUE_SHOWN = 12
CHANGES_SHOWN = 12
WINDOW_DAYS = 30


@dataclass(frozen=True, slots=True)
class StatNote:
    """A smaller figure under a large one."""

    label: str
    value_text: str
    url: str


@dataclass(frozen=True, slots=True)
class Stat:
    """A large figure, ready to be shown."""

    label: str
    value_text: str
    unit: str
    url: str
    change_text: str
    change_good: bool | None
    note: str
    notes: tuple[StatNote, ...]


@dataclass(frozen=True, slots=True)
class StatusRowItems:
    label: str
    url: str
    items: Sequence[StatusItem]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the page, from top to bottom."""

    sentence: str
    timeline: Timeline | None
    stats: tuple[Stat, ...]
    due: tuple[DueGroup, ...]
    changes: list[ChangesOfDay]
    directions: list[DirectionActivity]
    direction_kinds: tuple[tuple[str, str], ...]
    outputs: Chart | None
    status_rows: tuple[StatusRowItems, ...]


def build_overview(viewer: Viewer, day: dt.date) -> Overview:
    """Return everything on the overview page, by a constant number of queries."""
    now, before = _now_and_before(day)
    stages = list(CooperationStage.objects.visible_to(viewer).current())
    readings = read(_figures_and_periods(now, before), viewer)
    soon = open_parts(viewer, day, DueFilter(until=day + dt.timedelta(days=LOOK_AHEAD_DAYS)))
    counts = due_counts(soon, viewer, day)
    status_rows = tuple(
        StatusRowItems(str(row.label), reverse(row.url_name), row.build(viewer, day)) for row in registry.status_rows
    )
    return Overview(
        sentence=_sentence(readings, counts, status_rows, now),
        timeline=_timeline(stages, viewer, now),
        stats=tuple(_stat(headline, readings, now, before) for headline in registry.headlines),
        due=tuple(due_groups(next_due(soon, day, count=DUE_SHOWN), counts)),
        changes=latest_changes(viewer, count=CHANGES_SHOWN),
        directions=direction_activity(viewer, day),
        direction_kinds=tuple((one.key, str(one.label)) for one in registry.activities if one.direction),
        outputs=_outputs(viewer, day),
        status_rows=status_rows,
    )


def _now_and_before(day: dt.date) -> tuple[Period, Period]:
    """Return the 30 days up to and including the day, and the 30 before; stocks compare their ends."""
    now = Period(day + ONE_DAY - dt.timedelta(days=WINDOW_DAYS), day + ONE_DAY)
    return now, Period(now.start - dt.timedelta(days=WINDOW_DAYS), now.start)


def _figures_and_periods(now: Period, before: Period) -> list[tuple[AnyFigure, Period]]:
    headlines = [(headline.figure, period) for headline in registry.headlines for period in (now, before)]
    notes = [(note.figure, now) for headline in registry.headlines for note in headline.notes]
    return [*headlines, *notes, (registry.figures["agreements.ending"], now)]


def _sentence(readings: Readings, counts: DueCounts, status_rows: Sequence[StatusRowItems], now: Period) -> str:
    in_force = int(readings["agreements.in_force", now].value or 0)
    ending = int(readings["agreements.ending", now].value or 0)
    parts = [_agreements_text(in_force, ending), _overdue_text(counts)]
    attention = [item for row in status_rows for item in row.items if item.tone == "attention"]
    parts += [_("%(name)s: %(state)s.") % {"name": item.title, "state": item.state} for item in attention[:1]]
    return formats.joined(*parts)


def _agreements_text(in_force: int, ending: int) -> str:
    if not in_force:
        return _("No agreement is in force.")
    count = ngettext("%(count)d agreement is in force", "%(count)d agreements are in force", in_force)
    soon = ngettext(", %(count)d ends within 90 days.", ", %(count)d end within 90 days.", ending)
    return count % {"count": in_force} + soon % {"count": ending}


def _overdue_text(counts: DueCounts) -> str:
    if not counts.overdue:
        return _("Nothing is overdue.")
    late = ngettext("%(count)d item is overdue", "%(count)d items are overdue", counts.overdue) % {
        "count": counts.overdue
    }
    own = counts.overdue_of_reader
    return late + (_(", %(count)d of them yours.") % {"count": own} if own else _("."))


def _timeline(stages: list[CooperationStage], viewer: Viewer, now: Period) -> Timeline | None:
    results = stage_results(viewer, stages)
    timeline_stages = [
        TimelineStage(stage.name, stage.period, _counts_text(results.counts[stage.pk]), stage.get_absolute_url())
        for stage in stages
        if stage.starts_on < now.end
    ]
    events = [
        FirstEvent(str(mark.label), on, mark.figure.url(Period(on, on + ONE_DAY))) for mark, on in results.first_events
    ]
    return build_timeline(timeline_stages, events)


def _counts_text(counts: dict[str, int]) -> str:
    return " · ".join(f"{kind.label} {counts[kind.key]}" for kind in registry.activities if counts.get(kind.key))


def _stat(headline: Headline, readings: Readings, now: Period, before: Period) -> Stat:
    figure = headline.figure
    reading = readings[figure.key, now]
    change = _change(figure, reading.value, readings[figure.key, before].value)
    known = [(note, readings[note.figure.key, now]) for note in headline.notes if (note.figure.key, now) in readings]
    notes = [(note.label, reading) for note, reading in known if reading.value or not note.is_doubt]
    note = ""
    if isinstance(figure, Measured) and reading.coverage is not None:
        note = _("Based on %(share)s of the days") % {"share": formats.quantity(100 * reading.coverage, "%", 0)}
    return Stat(
        label=str(figure.label),
        value_text=formats.number(reading.value, 1 if figure.unit is Unit.PERCENT else None),
        unit="%" if figure.unit is Unit.PERCENT and reading.value is not None else "",
        url=reading.url,
        change_text=change[0],
        change_good=change[1],
        note=note,
        notes=tuple(StatNote(str(label), value_text(one.figure, one.value), one.url) for label, one in notes),
    )


def value_text(figure: AnyFigure, value: object) -> str:
    """Return a figure's value as people read it, with its unit."""
    if figure.unit is Unit.MONEY:
        return formats.money(value)  # type: ignore[arg-type]
    if figure.unit is Unit.PERCENT:
        return formats.quantity(value, "%", 1)  # type: ignore[arg-type]
    return formats.number(value)  # type: ignore[arg-type]


def _change(figure: AnyFigure, value: object, old: object) -> tuple[str, bool | None]:
    if value is None or old is None:
        return "", None
    difference = value - old  # type: ignore[operator]
    decimals = 1 if figure.unit is Unit.PERCENT else None
    if not round(difference, 1):
        return _("unchanged in 30 days"), None
    form = _("%(change)s points in 30 days") if figure.unit is Unit.PERCENT else _("%(change)s in 30 days")
    text = form % {"change": formats.signed(difference, decimals)}
    good = None if figure.more_is_good is None else (difference > 0) == figure.more_is_good
    return text, good


def _outputs(viewer: Viewer, day: dt.date) -> Chart | None:
    years = outputs_by_year(viewer, day)
    if not years:
        return None
    kinds = [one for one in registry.activities if one.is_output]
    return stacked_bars(
        key="outputs",
        title=_("Outputs by year"),
        unit=pgettext("unit", "number"),
        alt=_("Stacked bars: outputs of each year from %(first)d to %(last)d, by kind.")
        % {"first": years[0].year, "last": years[-1].year},
        heading=_("Year"),
        groups=[str(one.year) for one in years],
        series=[ChartSeries(str(kind.label), [one.counts.get(kind.key, 0) for one in years]) for kind in kinds],
    )
