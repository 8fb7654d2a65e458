"""What projects, outcomes, patents and engineering cases put into the registry."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models import Agreement, Organisation, Person, ResearchDirection
from partnership.rules import registry
from partnership.rules.figures import flow, stock
from partnership.rules.registry import (
    Activity,
    DueSource,
    Headline,
    HeadlineNote,
    Kind,
    NavigationArea,
    Panel,
    ResponsibilitySource,
    SearchSource,
    TableReader,
    list_entry,
)
from projects import panels
from projects.models import EngineeringCase, Milestone, Outcome, Patent, Project, outcome, patent, project
from projects.patents import importer
from projects.report_sections import SECTIONS

READY_FOR_DEMONSTRATION = 7

PROJECTS_ACTIVE = stock(
    key="projects.active",
    label=_("Active projects"),
    model=Project,
    condition=project.active_on,
    filter_name="active_on",
)
PROJECTS_HEALTHY = stock(
    key="projects.healthy",
    label=_("Active projects without an overdue milestone"),
    model=Project,
    condition=project.healthy_on,
    filter_name="healthy_on",
)
PROJECTS_AT_RISK = stock(
    key="projects.at_risk",
    label=_("Active projects with an overdue milestone"),
    model=Project,
    condition=project.at_risk_on,
    filter_name="at_risk_on",
    more_is_good=False,
)
PROJECTS_STARTED = flow(
    key="projects.started",
    label=_("Projects started"),
    model=Project,
    day="starts_on",
    filter_name="started",
)
PATENTS_IN_FORCE = stock(
    key="patents.in_force",
    label=_("Patents in force"),
    model=Patent,
    condition=patent.in_force_on,
    filter_name="in_force_on",
)
PATENTS_UNDATED = stock(
    key="patents.in_force_undated",
    label=_("Patents recorded as in force, grant date not known"),
    model=Patent,
    condition=patent.in_force_undated_on,
    filter_name="in_force_undated_on",
    more_is_good=None,
)
PATENTS_UNCONFIRMED = stock(
    key="patents.unconfirmed",
    label=_("Patents granted, not recorded whether in force"),
    model=Patent,
    condition=patent.unconfirmed_on,
    filter_name="unconfirmed_on",
    more_is_good=None,
)
PATENTS_FILED = flow(
    key="patents.filed",
    label=_("Patents filed"),
    model=Patent,
    day="filed_on",
    filter_name="filed",
)
OUTCOMES_READY = stock(
    key="outcomes.ready",
    label=_("Outcomes at readiness level 7 and above"),
    model=Outcome,
    condition=lambda day: outcome.at_least_level(READY_FOR_DEMONSTRATION, day),
    filter_name="ready_on",
)
OUTCOMES_ACHIEVED = flow(
    key="outcomes.achieved",
    label=_("Outcomes achieved"),
    model=Outcome,
    day="achieved_on",
    filter_name="achieved",
)
CASES_COMMISSIONED = flow(
    key="cases.commissioned",
    label=_("Engineering cases taken into operation"),
    model=EngineeringCase,
    day="commissioned_on",
    filter_name="commissioned",
)
FIGURES = (
    PROJECTS_ACTIVE,
    PROJECTS_HEALTHY,
    PROJECTS_AT_RISK,
    PROJECTS_STARTED,
    flow(
        key="milestones.reached",
        label=_("Milestones reached"),
        model=Milestone,
        day="done_on",
        filter_name="done",
    ),
    stock(
        key="milestones.overdue",
        label=_("Overdue milestones"),
        model=Milestone,
        condition=project.milestone_overdue_on,
        filter_name="overdue_on",
        more_is_good=False,
    ),
    PATENTS_IN_FORCE,
    PATENTS_UNDATED,
    PATENTS_UNCONFIRMED,
    PATENTS_FILED,
    flow(
        key="patents.granted",
        label=_("Patents granted"),
        model=Patent,
        day="granted_on",
        filter_name="granted",
    ),
    OUTCOMES_READY,
    OUTCOMES_ACHIEVED,
    CASES_COMMISSIONED,
)

DUE_SOURCES = (
    DueSource(
        key="milestone",
        model=Milestone,
        is_open=lambda day: Q(done_on__isnull=True),
        code="project__code",
    ),
)

SEARCH_SOURCES = (
    SearchSource(Project, ("code", "name_zh", "name_en", "summary")),
    SearchSource(Outcome, ("code", "name_zh", "name_en", "summary")),
    SearchSource(Patent, ("code", "name_zh", "name_en", "application_number", "publication_number")),
    SearchSource(EngineeringCase, ("code", "name_zh", "name_en", "place", "benefit")),
)

ACTIVITIES = (
    Activity(PROJECTS_STARTED, _("Projects"), direction="directions"),
    Activity(OUTCOMES_ACHIEVED, _("Outcomes"), direction="direction", is_output=True),
    Activity(PATENTS_FILED, _("Patents filed"), direction="projects__directions", is_output=True),
    Activity(CASES_COMMISSIONED, _("Engineering cases"), direction="direction", is_output=True),
)

HEADLINES = (
    Headline(
        PROJECTS_ACTIVE, (HeadlineNote(PROJECTS_HEALTHY, _("healthy")), HeadlineNote(PROJECTS_AT_RISK, _("at risk")))
    ),
    Headline(
        PATENTS_IN_FORCE,
        (
            HeadlineNote(PATENTS_UNDATED, _("recorded as in force, grant date not known"), is_doubt=True),
            HeadlineNote(PATENTS_UNCONFIRMED, _("granted, not recorded whether in force"), is_doubt=True),
        ),
    ),
    Headline(OUTCOMES_READY),
)

KINDS = (
    Kind(Project),
    Kind(Outcome),
    Kind(Patent),
    Kind(EngineeringCase),
)

NAVIGATION = (
    NavigationArea(
        "projects",
        _("Research and application"),
        (
            list_entry(Project, _("Projects"), "flask"),
            list_entry(Outcome, _("Outcomes"), "bulb"),
            list_entry(Patent, _("Patents"), "certificate"),
            list_entry(EngineeringCase, _("Engineering cases"), "building-factory"),
        ),
    ),
)

PANELS = (
    Panel("projects.agreement", Agreement, _("Projects"), panels.projects_under),
    Panel("outcomes.project", Project, _("Outcomes"), panels.outcomes_of_project),
    Panel("patents.project", Project, _("Patents"), panels.patents_of_project),
    Panel("budget.project", Project, _("Budget"), panels.budget_of_project, needs_amounts=True),
    Panel("projects.direction", ResearchDirection, _("Projects"), panels.projects_in_direction),
    Panel("outcomes.direction", ResearchDirection, _("Outcomes"), panels.outcomes_in_direction),
    Panel("patents.direction", ResearchDirection, _("Patents"), panels.patents_in_direction),
    Panel("cases.direction", ResearchDirection, _("Engineering cases"), panels.cases_in_direction),
    Panel("projects.person", Person, _("Projects"), panels.project_responsibilities),
    Panel("patents.person", Person, _("Patents"), panels.patents_of_inventor),
    Panel("patents.organisation", Organisation, _("Patents"), panels.patents_of_organisation),
)


def register() -> None:
    """Fill the registry; called once when the site starts."""
    registry.figures.add(*FIGURES)
    registry.due_sources.add(*DUE_SOURCES)
    registry.search_sources.add(*SEARCH_SOURCES)
    registry.activities.add(*ACTIVITIES)
    registry.headlines.add(*HEADLINES)
    registry.kinds.add(*KINDS)
    registry.navigation.add(*NAVIGATION)
    registry.report_sections.add(*SECTIONS)
    registry.table_readers.add(TableReader(Patent, importer.importer_for, columns=importer.COLUMNS))
    registry.panels.add(*PANELS)
    registry.responsibility_sources.add(ResponsibilitySource("projects", panels.projects_led))
