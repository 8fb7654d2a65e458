"""What the cooperation brought, by year and by direction: each one query over all kinds that are followed."""

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
    """How many outputs a year brought, by the key of their kind."""

    year: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class DirectionActivity:
    """A direction: `row` counts by the name of a kind what hangs on it, `months` what began in each of the last."""

    code: str
    name: str
    url: str
    stage: str
    stage_label: str
    row: tuple[tuple[str, int], ...]
    months: tuple[int, ...]
    is_sample: bool


def outputs_by_year(viewer: Viewer, day: dt.date) -> list[OutputsOfYear]:
    """Outputs of each year up to the day, without gaps between the first year and the last."""
    by_year: dict[int, dict[str, int]] = defaultdict(dict)
    for row in _yearly(viewer, day):
        by_year[row["year"]][row["from_source"]] = row["count"]
    if not by_year:
        return []
    return [OutputsOfYear(year, by_year.get(year, {})) for year in range(min(by_year), day.year + 1)]


def direction_activity(viewer: Viewer, day: dt.date) -> list[DirectionActivity]:
    """All directions with what hangs on them, the busiest of the last 24 months first."""
    totals, months = _by_direction(viewer, day)
    stages = ResearchDirection.Stage
    kinds = [(activity.key, str(activity.label)) for activity in registry.activities if activity.direction]
    found = [
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
    return sorted(found, key=lambda one: (one.stage == stages.CLOSED, -sum(one.months), one.code))


def _directions(viewer: Viewer) -> QuerySet:
    found = ResearchDirection.objects.visible_to(viewer).current().with_stage()
    return found.values("pk", "code", "name_zh", "name_en", "is_sample", "stage")


@dataclass(frozen=True, slots=True)
class StagesAndFirsts:
    """What each stage brought, by stage key and activity key; and the first day of each first that has happened."""

    brought: dict[int, dict[str, int]]
    firsts: list[tuple[TimelineMark, dt.date]]


def stages_and_firsts(viewer: Viewer, stages: Sequence[CooperationStage]) -> StagesAndFirsts:
    """The band of the cooperation: counts of every activity by stage, and the firsts, in one query."""
    rows = {row["from_source"]: row for row in _spread(viewer, stages)}
    brought = {
        stage.pk: {one.key: rows[one.key][f"stage_{stage.pk}"] for one in registry.activities if one.key in rows}
        for stage in stages
    }
    firsts = [(mark, rows[mark.key]["first"]) for mark in registry.timeline_marks if mark.key in rows]
    return StagesAndFirsts(brought, [(mark, day) for mark, day in firsts if day])


def _spread(viewer: Viewer, stages: Sequence[CooperationStage]) -> QuerySet:
    followed = {one.key: (one.figure, one.day) for one in (*registry.activities, *registry.timeline_marks)}
    return _union([_spread_of(figure, day, stages, viewer) for figure, day in followed.values()])


def _spread_of(figure: Figure, day: str, stages: Sequence[CooperationStage], viewer: Viewer) -> QuerySet:
    counts = {f"stage_{stage.pk}": Count("pk", filter=figure.where(stage.period)) for stage in stages}
    rows = _rows(figure.model, viewer).annotate(from_source=Value(figure.key, output_field=CharField()))
    return rows.values("from_source").annotate(first=Min(day), **counts).values("from_source", "first", *counts)


def _yearly(viewer: Viewer, day: dt.date) -> QuerySet:
    return _union([_yearly_of(activity, viewer, day) for activity in registry.activities if activity.is_output])


def _yearly_of(activity: Activity, viewer: Viewer, day: dt.date) -> QuerySet:
    rows = _marked(activity, viewer).filter(**{f"{activity.day}__lte": day})
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
    """How many records of a direction began in each month of the span, and outside it (a month of None)."""
    # A path over several records may reach a direction twice.
    count = Count("pk", distinct="__" in activity.direction)
    return (
        _marked(activity, viewer)
        .filter(Q(**{f"{activity.direction}__isnull": False}) & _on_the_way(activity, viewer))
        .values(
            "from_source",
            direction_key=F(activity.direction),
            month=Case(When(within(activity.day, span), then=TruncMonth(activity.day)), default=None),
        )
        .annotate(count=count)
    )


def _on_the_way(activity: Activity, viewer: Viewer) -> Q:
    """The records by which the directions are reached must stand and be for the reader too.

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


def _marked(activity: Activity, viewer: Viewer) -> QuerySet:
    rows = _rows(activity.figure.model, viewer).filter(**{f"{activity.day}__isnull": False})
    return rows.annotate(from_source=Value(activity.key, output_field=CharField()))


def _rows(model: type[VisibleModel], viewer: Viewer) -> QuerySet:
    return model.objects.visible_to(viewer).current().order_by()


def _union(parts: list[QuerySet]) -> QuerySet:
    return parts[0].union(*parts[1:], all=True)
