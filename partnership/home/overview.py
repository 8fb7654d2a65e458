"""The overview: the whole cooperation at a glance, for one reader on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from partnership.home.activity import DirectionActivity, direction_activity, outputs_by_year, stages_and_firsts
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
from partnership.home.timeline import Band, First, Stretch, lay_out
from partnership.models import CooperationStage
from partnership.pages.charts import Chart, Series, stacked_bars
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
    """A smaller figure below a large one."""

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
    target_text: str
    note: str
    notes: tuple[StatNote, ...]


@dataclass(frozen=True, slots=True)
class StatusRowShown:
    label: str
    url: str
    items: Sequence[StatusItem]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the page shows, in its order from top to bottom."""

    sentence: str
    band: Band | None
    stats: tuple[Stat, ...]
    due: tuple[DueGroup, ...]
    changes: list[ChangesOfDay]
    directions: list[DirectionActivity]
    direction_kinds: tuple[tuple[str, str], ...]
    outputs: Chart | None
    status_rows: tuple[StatusRowShown, ...]


def overview(viewer: Viewer, day: dt.date) -> Overview:
    """Everything on the overview page; a constant number of queries."""
    now, before = _now_and_before(day)
    stages = list(CooperationStage.objects.visible_to(viewer).current())
    readings = read(_wanted(now, before), viewer)
    soon = open_parts(viewer, day, DueFilter(until=day + dt.timedelta(days=LOOK_AHEAD_DAYS)))
    counts = due_counts(soon, viewer, day)
    status_rows = tuple(
        StatusRowShown(str(one.label), reverse(one.url_name), one.build(viewer, day)) for one in registry.status_rows
    )
    return Overview(
        sentence=_sentence(readings, counts, status_rows, now),
        band=_band(stages, viewer, now),
        stats=tuple(_stat(headline, readings, now, before) for headline in registry.headlines),
        due=tuple(due_groups(next_due(soon, day, count=DUE_SHOWN), counts)),
        changes=latest_changes(viewer, count=CHANGES_SHOWN),
        directions=direction_activity(viewer, day),
        direction_kinds=tuple((one.key, str(one.label)) for one in registry.activities if one.direction),
        outputs=_outputs(viewer, day),
        status_rows=status_rows,
    )


def _now_and_before(day: dt.date) -> tuple[Period, Period]:
    """The 30 days up to and including the day, and the 30 before: stocks compare the ends, flows the stretches."""
    now = Period(day + ONE_DAY - dt.timedelta(days=WINDOW_DAYS), day + ONE_DAY)
    return now, Period(now.start - dt.timedelta(days=WINDOW_DAYS), now.start)


def _wanted(now: Period, before: Period) -> list[tuple[AnyFigure, Period]]:
    shown = [(one.figure, period) for one in registry.headlines for period in (now, before)]
    notes = [(note.figure, now) for one in registry.headlines for note in one.notes]
    return [*shown, *notes, (registry.figures["agreements.ending"], now)]


def _sentence(readings: Readings, counts: DueCounts, status_rows: Sequence[StatusRowShown], now: Period) -> str:
    in_force = int(readings["agreements.in_force", now].value or 0)
    ending = int(readings["agreements.ending", now].value or 0)
    parts = [_agreements(in_force, ending), _overdue(counts)]
    silent = [item for strip in status_rows for item in strip.items if item.tone == "attention"]
    parts += [_("%(name)s: %(state)s.") % {"name": item.title, "state": item.state} for item in silent[:1]]
    return formats.joined(*parts)


def _agreements(in_force: int, ending: int) -> str:
    if not in_force:
        return _("No agreement is in force.")
    count = ngettext("%(count)d agreement is in force", "%(count)d agreements are in force", in_force)
    soon = ngettext(", %(count)d ends within 90 days.", ", %(count)d end within 90 days.", ending)
    return count % {"count": in_force} + soon % {"count": ending}


def _overdue(counts: DueCounts) -> str:
    if not counts.overdue:
        return _("Nothing is overdue.")
    late = ngettext("%(count)d item is overdue", "%(count)d items are overdue", counts.overdue) % {
        "count": counts.overdue
    }
    own = counts.overdue_of_reader
    return late + (_(", %(count)d of them yours.") % {"count": own} if own else _("."))


def _band(stages: list[CooperationStage], viewer: Viewer, now: Period) -> Band | None:
    found = stages_and_firsts(viewer, stages)
    stretches = [
        Stretch(stage.name, stage.period, _brought(found.brought[stage.pk]), stage.get_absolute_url())
        for stage in stages
        if stage.starts_on < now.end
    ]
    firsts = [First(str(mark.label), on, mark.figure.url(Period(on, on + ONE_DAY))) for mark, on in found.firsts]
    return lay_out(stretches, firsts) if stretches else None


def _brought(counts: dict[str, int]) -> str:
    return " · ".join(f"{one.label} {counts[one.key]}" for one in registry.activities if counts.get(one.key))


def _stat(headline: Headline, readings: Readings, now: Period, before: Period) -> Stat:
    figure = headline.figure
    reading = readings[figure.key, now]
    change = _change(figure, reading.value, readings[figure.key, before].value)
    known = [(note, readings[note.figure.key, now]) for note in headline.notes if (note.figure.key, now) in readings]
    noted = [(note.label, one) for note, one in known if one.value or not note.is_doubt]
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
        target_text="",
        note=note,
        notes=tuple(StatNote(str(label), written(one.figure, one.value), one.url) for label, one in noted),
    )


def written(figure: AnyFigure, value: object) -> str:
    """A figure's value as people read it, with its unit."""
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
        series=[Series(str(kind.label), [one.counts.get(kind.key, 0) for one in years]) for kind in kinds],
    )
