"""What reports say of projects and milestones, and of patents, outcomes and engineering cases."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from partnership.pages.charts import Chart, ChartSeries, stacked_bars
from partnership.reports.composer.cells import day_cell, number_cell, record_cell, text_cell
from partnership.reports.composer.document import Cell, Column, ColumnKind, Table, Tone
from partnership.reports.composer.parts import Part, Sentence, Weight, have_news, read_figures
from partnership.rules import formats, registry
from partnership.rules.figures import measure, within
from partnership.rules.periods import Period, add_months, year_of
from partnership.rules.registry import ReportSection
from partnership.rules.visibility import Viewer
from projects.models import EngineeringCase, Milestone, Outcome, Patent
from projects.models.patent import unconfirmed_text, undated_text
from projects.models.project import milestone_overdue_on

PROJECT_FIGURES = (
    "projects.active",
    "projects.at_risk",
    "projects.started",
    "milestones.reached",
    "milestones.overdue",
)
# What is said of patents beside those in force, where there are any.
DOUBTS = {"patents.in_force_undated": undated_text, "patents.unconfirmed": unconfirmed_text}
OUTPUT_FIGURES = (
    "patents.in_force",
    *DOUBTS,
    "patents.filed",
    "patents.granted",
    "outcomes.achieved",
    "outcomes.ready",
    "cases.commissioned",
)
CHARTED = ("outcomes.achieved", "patents.filed", "cases.commissioned")
YEARS_CHARTED = 6


def build_projects(viewer: Viewer, period: Period, options: dict[str, Any]) -> Part:
    found = read_figures(viewer, period, PROJECT_FIGURES)
    active, risky = (int(found[key].now.value or 0) for key in ("projects.active", "projects.at_risk"))
    running = ngettext("%(count)d project is active.", "%(count)d projects are active.", active) % {"count": active}
    at_risk = ngettext(
        "%(count)d active project has an overdue milestone.",
        "%(count)d active projects have an overdue milestone.",
        risky,
    ) % {"count": risky}
    tables = (overdue_table(viewer, period), reached_table(viewer, period))
    return Part(
        key="projects",
        title=_("Projects and milestones"),
        sentence=formats.joined(running, at_risk if risky else _("None of their milestones is overdue.")),
        figures=tuple(found.values()),
        headlines=("projects.active", "projects.at_risk"),
        blocks=tuple(table for table in tables if table.rows),
        sentences=(Sentence(at_risk, Weight.PRESSING),) if risky else (Sentence(running),),
        has_news=have_news(found.values()) or bool(risky),
    )


def overdue_table(viewer: Viewer, period: Period) -> Table:
    late = Milestone.objects.visible_to(viewer).current().filter(milestone_overdue_on(period.last_day))
    rows = tuple(
        (
            *milestone_cells(one),
            day_cell(one.due_on, Tone.ATTENTION),
            number_cell((period.last_day - one.due_on).days, tone=Tone.ATTENTION),
        )
        for one in late.select_related("project", "owner").order_by("due_on", "pk")
    )
    days = (Column(_("Due on"), ColumnKind.DATE, weight=2), Column(_("Days overdue"), ColumnKind.NUMBER))
    return Table(_("Overdue milestones"), (*milestone_columns(), *days), rows)


def reached_table(viewer: Viewer, period: Period) -> Table:
    reached = Milestone.objects.visible_to(viewer).current().filter(within("done_on", period))
    rows = tuple(
        (*milestone_cells(one), day_cell(one.done_on))
        for one in reached.select_related("project", "owner").order_by("done_on", "pk")
    )
    columns = (*milestone_columns(), Column(_("Reached on"), ColumnKind.DATE, weight=2))
    return Table(_("Milestones reached"), columns, rows)


def milestone_columns() -> tuple[Column, ...]:
    return (Column(_("Milestone"), weight=3), Column(_("Project"), weight=3), Column(_("Owner"), weight=2))


def milestone_cells(milestone: Milestone) -> tuple[Cell, ...]:
    return (text_cell(milestone.title), record_cell(milestone.project), text_cell(milestone.owner))


def build_outputs(viewer: Viewer, period: Period, options: dict[str, Any]) -> Part:
    found = read_figures(viewer, period, OUTPUT_FIGURES)
    new = sum(int(found[key].now.value or 0) for key in CHARTED)
    in_force = int(found["patents.in_force"].now.value or 0)
    brought = ngettext("%(count)d new output was recorded.", "%(count)d new outputs were recorded.", new)
    held = ngettext("%(count)d patent is in force.", "%(count)d patents are in force.", in_force)
    doubts = {key: int(found[key].now.value or 0) for key in DOUBTS}
    for key, count in doubts.items():
        if not count and not found[key].difference:
            del found[key]
    table, chart = outputs_table(viewer, period), outputs_chart(viewer, period)
    return Part(
        key="outputs",
        title=_("Patents and outcomes"),
        sentence=formats.joined(
            brought % {"count": new} if new else _("No new output."),
            held % {"count": in_force},
            *(DOUBTS[key](count) for key, count in doubts.items() if count),
        ),
        figures=tuple(found.values()),
        headlines=("patents.in_force", "outcomes.ready"),
        blocks=((table,) if table.rows else ()) + ((chart,) if chart else ()),
        sentences=(Sentence(brought % {"count": new}, Weight.NOTABLE),) if new else (),
        has_news=have_news(found.values()),
    )


def outputs_table(viewer: Viewer, period: Period) -> Table:
    """What the period brought, in the order of its dates."""
    sources = ((Outcome, "achieved_on"), (Patent, "filed_on"), (EngineeringCase, "commissioned_on"))
    found = [
        (getattr(record, field), record)
        for model, field in sources
        for record in model.objects.visible_to(viewer).current().filter(within(field, period))
    ]
    rows = tuple(
        (record_cell(record), text_cell(record._meta.verbose_name), text_cell(record.code), day_cell(day))
        for day, record in sorted(found, key=lambda pair: (pair[0], pair[1].code))
    )
    columns = (
        Column(_("Output"), weight=4),
        Column(_("Kind"), weight=2),
        Column(_("Code"), weight=2),
        Column(_("Date"), ColumnKind.DATE, weight=2),
    )
    return Table(_("New outputs"), columns, rows)


def outputs_chart(viewer: Viewer, period: Period) -> Chart | None:
    """Outputs by year and kind up to the end of the period; None where there are none at all."""
    years = [year_of(add_months(period.last_day, -12 * back)) for back in reversed(range(YEARS_CHARTED))]
    spans = [year if year.end <= period.end else Period(year.start, period.end) for year in years]
    figures = [registry.figures[key] for key in CHARTED]
    readings = measure(figures, viewer, spans)
    series = [
        ChartSeries(str(one.label), [int(readings[one.key, span].value or 0) for span in spans]) for one in figures
    ]
    totals = [sum(values) for values in zip(*(one.values for one in series), strict=True)]
    if not any(totals):
        return None
    best = max(range(len(spans)), key=lambda index: totals[index])
    alt = _("Outputs by year from %(first)s to %(last)s; the most, %(count)s, in %(year)s.") % {
        "first": spans[0].start.year,
        "last": spans[-1].start.year,
        "count": totals[best],
        "year": spans[best].start.year,
    }
    return stacked_bars(
        key="outputs-by-year",
        title=_("Outputs by year"),
        unit=pgettext("unit", "number"),
        alt=alt,
        heading=_("Year"),
        groups=[str(span.start.year) for span in spans],
        series=series,
    )


SECTIONS = (
    ReportSection("projects", gettext_lazy("Projects and milestones"), build_projects),
    ReportSection("outputs", gettext_lazy("Patents and outcomes"), build_outputs),
)
