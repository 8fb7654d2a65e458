"""Counts of activity by year, direction and stage: one query each over all registered kinds."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import ExtractYear, TruncMonth
from django.urls import reverse

from partnership.models import CooperationStage, ResearchDirection
from partnership.models.base import in_reader_language
from partnership.rules import registry
from partnership.rules.figures import Figure, within
from partnership.rules.periods import Period, add_months
from partnership.rules.registry import Activity, TimelineMark, related_model
from partnership.rules.visibility import Viewer, VisibleModel, audience_filter

MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class OutputsOfYear:
    """How many outputs date from a year, by the key of their kind."""

    year: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class DirectionActivity:
    """A direction: `row` counts its records by the label of a kind, `months` those dated in each of the last months."""

    code: str
    name: str
    url: str
    stage: str
    stage_label: str
    row: tuple[tuple[str, int], ...]
    months: tuple[int, ...]
    is_sample: bool


def outputs_by_year(viewer: Viewer, day: dt.date) -> list[OutputsOfYear]:
    """Return the outputs of each year up to the day, without gaps between the first year and the last."""
    by_year: dict[int, dict[str, int]] = defaultdict(dict)
    for row in _yearly(viewer, day):
        by_year[row["year"]][row["from_source"]] = row["count"]
    if not by_year:
        return []
    return [OutputsOfYear(year, by_year.get(year, {})) for year in range(min(by_year), day.year + 1)]


def direction_activity(viewer: Viewer, day: dt.date) -> list[DirectionActivity]:
    """Return all directions with their records, the most active of the last 24 months first."""
    totals, months = _by_direction(viewer, day)
    stages = ResearchDirection.Stage
    kinds = [(activity.key, str(activity.label)) for activity in registry.activities if activity.direction]
    directions = [
        DirectionActivity(
            code=row["code"],
            name=in_reader_language(row["name_zh"], row["name_en"]),
            url=reverse("researchdirection_detail", args=[row["code"]]),
            stage=row["stage"] or "",
            stage_label=str(stages(row["stage"]).label) if row["stage"] else "",
            row=tuple((label, totals.get(row["pk"], {}).get(key, 0)) for key, label in kinds),
            months=tuple(months[row["pk"]][index] for index in range(MONTHS_SHOWN)),
            is_sample=row["is_sample"],
        )
        for row in _directions(viewer)
    ]
    return sorted(directions, key=lambda entry: (entry.stage == stages.CLOSED, -sum(entry.months), entry.code))


def _directions(viewer: Viewer) -> QuerySet:
    directions = ResearchDirection.objects.visible_to(viewer).current().with_stage()
    return directions.values("pk", "code", "name_zh", "name_en", "is_sample", "stage")


@dataclass(frozen=True, slots=True)
class StageResults:
    """The counts of each stage by activity, and the day of each first event that has happened."""

    counts: dict[int, dict[str, int]]
    first_events: list[tuple[TimelineMark, dt.date]]


def stage_results(viewer: Viewer, stages: Sequence[CooperationStage]) -> StageResults:
    """Return the counts of every activity by stage, and the first events, in one query."""
    rows = {row["from_source"]: row for row in _by_stage(viewer, stages)}
    activities = [activity.key for activity in registry.activities if activity.key in rows]
    counts = {stage.pk: {key: rows[key][f"stage_{stage.pk}"] for key in activities} for stage in stages}
    first_days = [(mark, rows[mark.key]["first"]) for mark in registry.timeline_marks if mark.key in rows]
    return StageResults(counts, [(mark, day) for mark, day in first_days if day])


def _by_stage(viewer: Viewer, stages: Sequence[CooperationStage]) -> QuerySet:
    figures = {entry.key: (entry.figure, entry.day) for entry in (*registry.activities, *registry.timeline_marks)}
    return _union([_by_stage_of(figure, day, stages, viewer) for figure, day in figures.values()])


def _by_stage_of(figure: Figure, day: str, stages: Sequence[CooperationStage], viewer: Viewer) -> QuerySet:
    counts = {f"stage_{stage.pk}": Count("pk", filter=figure.where(stage.period)) for stage in stages}
    rows = _rows(figure.model, viewer).annotate(from_source=Value(figure.key, output_field=CharField()))
    return rows.values("from_source").annotate(first=Min(day), **counts).values("from_source", "first", *counts)


def _yearly(viewer: Viewer, day: dt.date) -> QuerySet:
    return _union([_yearly_of(activity, viewer, day) for activity in registry.activities if activity.is_output])


def _yearly_of(activity: Activity, viewer: Viewer, day: dt.date) -> QuerySet:
    rows = _dated_rows(activity, viewer).filter(**{f"{activity.day}__lte": day})
    return rows.values("from_source", year=ExtractYear(activity.day)).annotate(count=Count("pk"))


def _by_direction(viewer: Viewer, day: dt.date) -> tuple[dict[int, dict[str, int]], dict[int, Counter[int]]]:
    first = add_months(day.replace(day=1), 1 - MONTHS_SHOWN)
    span = Period(first, add_months(day.replace(day=1), 1))
    totals: dict[int, dict[str, int]] = defaultdict(Counter)
    months: dict[int, Counter[int]] = defaultdict(Counter)
    for row in _monthly(viewer, span):
        totals[row["direction_key"]][row["from_source"]] += row["count"]
        if month := row["month"]:
            index = (month.year - first.year) * 12 + month.month - first.month
            months[row["direction_key"]][index] += row["count"]
    return totals, months


def _monthly(viewer: Viewer, span: Period) -> QuerySet:
    return _union([_monthly_of(activity, viewer, span) for activity in registry.activities if activity.direction])


def _monthly_of(activity: Activity, viewer: Viewer, span: Period) -> QuerySet:
    """Count the records of a direction by month of the span; those outside it have the month None."""
    # A path over several records may reach a direction twice.
    count = Count("pk", distinct="__" in activity.direction)
    return (
        _dated_rows(activity, viewer)
        .filter(Q(**{f"{activity.direction}__isnull": False}) & _visible_path(activity, viewer))
        .values(
            "from_source",
            direction_key=F(activity.direction),
            month=Case(When(within(activity.day, span), then=TruncMonth(activity.day)), default=None),
        )
        .annotate(count=count)
    )


def _visible_path(activity: Activity, viewer: Viewer) -> Q:
    """Require that the records between an activity and its direction are in use and visible to the reader too.

    A shared patent may be linked to a project that is private: that project's directions are not the patent's for all.
    """
    path, _separator, _last = activity.direction.rpartition("__")
    if not path:
        return Q()
    between = related_model(activity.figure.model, path)
    if not issubclass(between, VisibleModel):
        raise TypeError(f"{between._meta.label} has no audience")
    is_current = Q(**{f"{path}__{between.withdrawn_path()}__isnull": True})
    return is_current & audience_filter(viewer, f"{path}__{between.audience_path()}")


def _dated_rows(activity: Activity, viewer: Viewer) -> QuerySet:
    rows = _rows(activity.figure.model, viewer).filter(**{f"{activity.day}__isnull": False})
    return rows.annotate(from_source=Value(activity.key, output_field=CharField()))


def _rows(model: type[VisibleModel], viewer: Viewer) -> QuerySet:
    return model.objects.visible_to(viewer).current().order_by()


def _union(parts: list[QuerySet]) -> QuerySet:
    return parts[0].union(*parts[1:], all=True)
