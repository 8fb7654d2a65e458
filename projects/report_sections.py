"""The report sections of projects and milestones, and of patents, outcomes and engineering cases."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from partnership.pages.charts import Chart, ChartSeries, stacked_bars
from partnership.reports.composer.cells import day_cell, number_cell, record_cell, text_cell
from partnership.reports.composer.content import LeadSentence, Priority, SectionContent, figure_changes, have_news
from partnership.reports.composer.document import ColumnKind, DocumentCell, DocumentColumn, DocumentTable, Tone
from partnership.rules import formats, registry
from partnership.rules.figures import measure, within
from partnership.rules.periods import Period, add_months, year_of
from partnership.rules.registry import ReportSection
from partnership.rules.visibility import Viewer
from projects.models import EngineeringCase, Milestone, Outcome, Patent
from projects.models.project import milestone_overdue_on
from projects.patents.protection import unconfirmed_text, undated_text

PROJECT_FIGURES = (
    "projects.active",
    "projects.at_risk",
    "projects.started",
    "milestones.reached",
    "milestones.overdue",
)
# Patents that may be in force: a figure and a sentence of their own where there are any.
UNCERTAIN = {"patents.in_force_undated": undated_text, "patents.unconfirmed": unconfirmed_text}
OUTPUT_FIGURES = (
    "patents.in_force",
    *UNCERTAIN,
    "patents.filed",
    "patents.granted",
    "outcomes.achieved",
    "outcomes.ready",
    "cases.commissioned",
)
CHARTED = ("outcomes.achieved", "patents.filed", "cases.commissioned")
YEARS_CHARTED = 6


def build_projects(viewer: Viewer, period: Period, options: dict[str, Any]) -> SectionContent:
    figures = figure_changes(viewer, period, PROJECT_FIGURES)
    active, risky = (int(figures[key].now.value or 0) for key in ("projects.active", "projects.at_risk"))
    active_text = ngettext("%(count)d project is active.", "%(count)d projects are active.", active) % {"count": active}
    risk_text = ngettext(
        "%(count)d active project has an overdue milestone.",
        "%(count)d active projects have an overdue milestone.",
        risky,
    ) % {"count": risky}
    tables = (overdue_table(viewer, period), reached_table(viewer, period))
    return SectionContent(
        key="projects",
        title=_("Projects and milestones"),
        sentence=formats.joined(active_text, risk_text if risky else _("None of their milestones is overdue.")),
        figures=tuple(figures.values()),
        key_figures=("projects.active", "projects.at_risk"),
        blocks=tuple(table for table in tables if table.rows),
        lead_sentences=(LeadSentence(risk_text, Priority.URGENT),) if risky else (LeadSentence(active_text),),
        has_news=have_news(figures.values()) or bool(risky),
    )


def overdue_table(viewer: Viewer, period: Period) -> DocumentTable:
    overdue = Milestone.objects.visible_to(viewer).current().filter(milestone_overdue_on(period.last_day))
    rows = tuple(
        (
            *milestone_cells(milestone),
            day_cell(milestone.due_on, Tone.ATTENTION),
            number_cell((period.last_day - milestone.due_on).days, tone=Tone.ATTENTION),
        )
        for milestone in overdue.select_related("project", "owner").order_by("due_on", "pk")
    )
    days = (
        DocumentColumn(_("Due on"), ColumnKind.DATE, weight=2),
        DocumentColumn(_("Days overdue"), ColumnKind.NUMBER),
    )
    return DocumentTable(_("Overdue milestones"), (*milestone_columns(), *days), rows)


def reached_table(viewer: Viewer, period: Period) -> DocumentTable:
    reached = Milestone.objects.visible_to(viewer).current().filter(within("done_on", period))
    rows = tuple(
        (*milestone_cells(milestone), day_cell(milestone.done_on))
        for milestone in reached.select_related("project", "owner").order_by("done_on", "pk")
    )
    columns = (*milestone_columns(), DocumentColumn(_("Reached on"), ColumnKind.DATE, weight=2))
    return DocumentTable(_("Milestones reached"), columns, rows)


def milestone_columns() -> tuple[DocumentColumn, ...]:
    return (
        DocumentColumn(_("Milestone"), weight=3),
        DocumentColumn(_("Project"), weight=3),
        DocumentColumn(_("Owner"), weight=2),
    )


def milestone_cells(milestone: Milestone) -> tuple[DocumentCell, ...]:
    return (text_cell(milestone.title), record_cell(milestone.project), text_cell(milestone.owner))


def build_outputs(viewer: Viewer, period: Period, options: dict[str, Any]) -> SectionContent:
    figures = figure_changes(viewer, period, OUTPUT_FIGURES)
    new = sum(int(figures[key].now.value or 0) for key in CHARTED)
    in_force = int(figures["patents.in_force"].now.value or 0)
    new_text = ngettext("%(count)d new output was recorded.", "%(count)d new outputs were recorded.", new)
    in_force_text = ngettext("%(count)d patent is in force.", "%(count)d patents are in force.", in_force)
    uncertain = {key: int(figures[key].now.value or 0) for key in UNCERTAIN}
    for key, count in uncertain.items():
        if not count and not figures[key].difference:
            del figures[key]
    table, chart = outputs_table(viewer, period), outputs_chart(viewer, period)
    return SectionContent(
        key="outputs",
        title=_("Patents and outcomes"),
        sentence=formats.joined(
            new_text % {"count": new} if new else _("No new output."),
            in_force_text % {"count": in_force},
            *(UNCERTAIN[key](count) for key, count in uncertain.items() if count),
        ),
        figures=tuple(figures.values()),
        key_figures=("patents.in_force", "outcomes.ready"),
        blocks=((table,) if table.rows else ()) + ((chart,) if chart else ()),
        lead_sentences=(LeadSentence(new_text % {"count": new}, Priority.NOTABLE),) if new else (),
        has_news=have_news(figures.values()),
    )


def outputs_table(viewer: Viewer, period: Period) -> DocumentTable:
    """Return the outputs of the period in the order of their dates."""
    sources = ((Outcome, "achieved_on"), (Patent, "filed_on"), (EngineeringCase, "commissioned_on"))
    outputs = [
        (getattr(record, field), record)
        for model, field in sources
        for record in model.objects.visible_to(viewer).current().filter(within(field, period))
    ]
    rows = tuple(
        (record_cell(record), text_cell(record._meta.verbose_name), text_cell(record.code), day_cell(day))
        for day, record in sorted(outputs, key=lambda pair: (pair[0], pair[1].code))
    )
    columns = (
        DocumentColumn(_("Output"), weight=4),
        DocumentColumn(_("Kind"), weight=2),
        DocumentColumn(_("Code"), weight=2),
        DocumentColumn(_("Date"), ColumnKind.DATE, weight=2),
    )
    return DocumentTable(_("New outputs"), columns, rows)


def outputs_chart(viewer: Viewer, period: Period) -> Chart | None:
    """Return the outputs by year and kind up to the end of the period; None where there are none at all."""
    years = [year_of(add_months(period.last_day, -12 * back)) for back in reversed(range(YEARS_CHARTED))]
    spans = [year if year.end <= period.end else Period(year.start, period.end) for year in years]
    figures = [registry.figures[key] for key in CHARTED]
    readings = measure(figures, viewer, spans)
    series = [
        ChartSeries(str(figure.label), [int(readings[figure.key, span].value or 0) for span in spans])
        for figure in figures
    ]
    totals = [sum(values) for values in zip(*(shown.values for shown in series), strict=True)]
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
