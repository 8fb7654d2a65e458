"""What projects, outcomes, patents and engineering cases put into the registry."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.rules import registry
from partnership.rules.figures import flow, stock
from partnership.rules.registry import (
    Activity,
    DueSource,
    Headline,
    HeadlineNote,
    Kind,
    NavigationArea,
    NavigationEntry,
    Panel,
    ResponsibilitySource,
    SearchSource,
    TableReader,
)
from projects import panels
from projects.models import outcome, patent, project
from projects.patents import importer
from projects.report_sections import SECTIONS

READY_FOR_DEMONSTRATION = 7

PROJECTS_ACTIVE = stock(
    "projects.active", _("Active projects"), "projects.Project", project.active_on, "project_list", "active_on"
)
PROJECTS_HEALTHY = stock(
    "projects.healthy",
    _("Active projects without an overdue milestone"),
    "projects.Project",
    project.healthy_on,
    "project_list",
    "healthy_on",
)
PROJECTS_AT_RISK = stock(
    "projects.at_risk",
    _("Active projects with an overdue milestone"),
    "projects.Project",
    project.at_risk_on,
    "project_list",
    "at_risk_on",
    more_is_good=False,
)
PROJECTS_STARTED = flow(
    "projects.started", _("Projects started"), "projects.Project", "starts_on", "project_list", "started"
)
PATENTS_IN_FORCE = stock(
    "patents.in_force", _("Patents in force"), "projects.Patent", patent.in_force_on, "patent_list", "in_force_on"
)
PATENTS_UNDATED = stock(
    "patents.in_force_undated",
    _("Patents recorded as in force, grant date not known"),
    "projects.Patent",
    patent.in_force_undated_on,
    "patent_list",
    "in_force_undated_on",
    more_is_good=None,
)
PATENTS_UNCONFIRMED = stock(
    "patents.unconfirmed",
    _("Patents granted, not recorded whether in force"),
    "projects.Patent",
    patent.unconfirmed_on,
    "patent_list",
    "unconfirmed_on",
    more_is_good=None,
)
PATENTS_FILED = flow("patents.filed", _("Patents filed"), "projects.Patent", "filed_on", "patent_list", "filed")
OUTCOMES_READY = stock(
    "outcomes.ready",
    _("Outcomes at readiness level 7 and above"),
    "projects.Outcome",
    lambda day: outcome.at_least_level(READY_FOR_DEMONSTRATION, day),
    "outcome_list",
    "ready_on",
)
OUTCOMES_ACHIEVED = flow(
    "outcomes.achieved", _("Outcomes achieved"), "projects.Outcome", "achieved_on", "outcome_list", "achieved"
)
CASES_COMMISSIONED = flow(
    "cases.commissioned",
    _("Engineering cases taken into operation"),
    "projects.EngineeringCase",
    "commissioned_on",
    "engineeringcase_list",
    "commissioned",
)
FIGURES = (
    PROJECTS_ACTIVE,
    PROJECTS_HEALTHY,
    PROJECTS_AT_RISK,
    PROJECTS_STARTED,
    flow("milestones.reached", _("Milestones reached"), "projects.Milestone", "done_on", "milestone_list", "done"),
    stock(
        "milestones.overdue",
        _("Overdue milestones"),
        "projects.Milestone",
        project.milestone_overdue_on,
        "milestone_list",
        "overdue_on",
        more_is_good=False,
    ),
    PATENTS_IN_FORCE,
    PATENTS_UNDATED,
    PATENTS_UNCONFIRMED,
    PATENTS_FILED,
    flow("patents.granted", _("Patents granted"), "projects.Patent", "granted_on", "patent_list", "granted"),
    OUTCOMES_READY,
    OUTCOMES_ACHIEVED,
    CASES_COMMISSIONED,
)

DUE_SOURCES = (
    DueSource(
        key="milestone",
        label=_("Milestone"),
        model="projects.Milestone",
        is_open=lambda day: Q(done_on__isnull=True),
        detail_name="project_detail",
        code="project__code",
    ),
)

SEARCH_SOURCES = (
    SearchSource("projects.Project", _("Project"), "project_detail", ("code", "name_zh", "name_en", "summary")),
    SearchSource("projects.Outcome", _("Outcome"), "outcome_detail", ("code", "name_zh", "name_en", "summary")),
    SearchSource(
        "projects.Patent",
        _("Patent"),
        "patent_detail",
        ("code", "name_zh", "name_en", "application_number", "publication_number"),
    ),
    SearchSource(
        "projects.EngineeringCase",
        _("Engineering case"),
        "engineeringcase_detail",
        ("code", "name_zh", "name_en", "place", "benefit"),
    ),
)

ACTIVITIES = (
    Activity(PROJECTS_STARTED, _("Projects"), "starts_on", direction="directions"),
    Activity(OUTCOMES_ACHIEVED, _("Outcomes"), "achieved_on", direction="direction", is_output=True),
    Activity(PATENTS_FILED, _("Patents filed"), "filed_on", direction="projects__directions", is_output=True),
    Activity(CASES_COMMISSIONED, _("Engineering cases"), "commissioned_on", direction="direction", is_output=True),
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
    Kind("projects.project", _("Project"), "project_detail", "flask"),
    Kind("projects.outcome", _("Outcome"), "outcome_detail", "bulb"),
    Kind("projects.patent", _("Patent"), "patent_detail", "certificate"),
    Kind("projects.engineeringcase", _("Engineering case"), "engineeringcase_detail", "building-factory"),
)

NAVIGATION = (
    NavigationArea(
        "projects",
        _("Research and application"),
        (
            NavigationEntry("project", _("Projects"), "project_list", "flask"),
            NavigationEntry("outcome", _("Outcomes"), "outcome_list", "bulb"),
            NavigationEntry("patent", _("Patents"), "patent_list", "certificate"),
            NavigationEntry("engineeringcase", _("Engineering cases"), "engineeringcase_list", "building-factory"),
        ),
    ),
)

PANELS = (
    Panel("projects.agreement", "partnership.agreement", _("Projects"), panels.projects_under),
    Panel("outcomes.project", "projects.project", _("Outcomes"), panels.outcomes_of_project),
    Panel("patents.project", "projects.project", _("Patents"), panels.patents_of_project),
    Panel("budget.project", "projects.project", _("Budget"), panels.budget_of_project, needs_amounts=True),
    Panel("projects.direction", "partnership.researchdirection", _("Projects"), panels.projects_in_direction),
    Panel("outcomes.direction", "partnership.researchdirection", _("Outcomes"), panels.outcomes_in_direction),
    Panel("patents.direction", "partnership.researchdirection", _("Patents"), panels.patents_in_direction),
    Panel("cases.direction", "partnership.researchdirection", _("Engineering cases"), panels.cases_in_direction),
    Panel("projects.person", "partnership.person", _("Projects"), panels.project_responsibilities),
    Panel("patents.person", "partnership.person", _("Patents"), panels.patents_of_inventor),
    Panel("patents.organisation", "partnership.organisation", _("Patents"), panels.patents_of_organisation),
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
    registry.table_readers.add(TableReader("projects.patent", importer.importer_for, columns=importer.COLUMNS))
    registry.panels.add(*PANELS)
    registry.responsibility_sources.add(ResponsibilitySource("projects", panels.projects_led))
