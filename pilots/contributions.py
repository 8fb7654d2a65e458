"""What the pilot test bases put into the registry."""

from django.utils.translation import gettext_lazy as _

from partnership.rules import registry
from partnership.rules.figures import Measured, flow
from partnership.rules.registry import (
    Activity,
    Headline,
    Kind,
    NavigationArea,
    NavigationEntry,
    Panel,
    ResponsibilitySource,
    SearchSource,
    StatusRow,
    TimelineMark,
)
from pilots import panels
from pilots.quality import coverage
from pilots.report_sections import SECTIONS
from pilots.selectors import performance, status_row
from pilots.services import import_jobs

NITROGEN_REMOVAL = Measured(
    "pilots.nitrogen_removal",
    _("Nitrogen removal of the pilot bases"),
    performance.nitrogen_removal,
    "series_list",
    lambda period: {"nitrogen_from": str(period.start), "nitrogen_before": str(period.end)},
)
CAMPAIGNS_BEGUN = flow(
    "campaigns.begun", _("Campaigns begun"), "pilots.Campaign", "starts_on", "campaign_list", "started"
)
BASES_BEGUN = flow(
    "bases.begun", _("Pilot bases taken into operation"), "pilots.PilotBase", "starts_on", "pilotbase_list", "started"
)
FIGURES = (
    BASES_BEGUN,
    NITROGEN_REMOVAL,
    Measured(
        "pilots.coverage",
        _("Data coverage of the pilot bases"),
        coverage.coverage,
        "series_list",
        lambda period: {"measured_from": str(period.start), "measured_before": str(period.end)},
    ),
    CAMPAIGNS_BEGUN,
)

SEARCH_SOURCES = (
    SearchSource("pilots.PilotBase", _("Pilot test base"), "pilotbase_detail", ("code", "name_zh", "name_en", "place")),
    SearchSource(
        "pilots.Campaign",
        _("Campaign"),
        "pilotbase_detail",
        ("title", "aim"),
        address="base__code",
        title=("title", "title"),
    ),
    SearchSource("pilots.Variable", _("Variable"), "variable_detail", ("code", "name_zh", "name_en"), address="pk"),
)

KINDS = (
    Kind("pilots.pilotbase", _("Pilot test base"), "pilotbase_detail", "droplet"),
    Kind("pilots.processunit", _("Process unit"), "processunit_detail", "test-pipe"),
    Kind("pilots.variable", _("Variable"), "variable_detail", "gauge"),
    Kind("pilots.series", _("Measured series"), "series_detail", "chart-line"),
)

NAVIGATION = (
    NavigationArea(
        "pilots",
        _("Pilot bases"),
        (
            NavigationEntry("pilotbase", _("Pilot test bases"), "pilotbase_list", "droplet"),
            NavigationEntry("series", _("Measured series"), "series_list", "chart-bar"),
        ),
    ),
)

PANELS = (
    Panel("campaigns.project", "projects.project", _("Campaigns"), panels.campaigns_of_project),
    Panel("campaigns.direction", "partnership.researchdirection", _("Campaigns"), panels.campaigns_in_direction),
    Panel("bases.organisation", "partnership.organisation", _("Pilot test bases"), panels.bases_operated_by),
)


def register() -> None:
    """Fill the registry; called once when the site starts."""
    registry.figures.add(*FIGURES)
    registry.headlines.add(Headline(NITROGEN_REMOVAL))
    registry.activities.add(Activity(CAMPAIGNS_BEGUN, _("Campaigns"), "starts_on", direction="project__directions"))
    registry.timeline_marks.add(TimelineMark(BASES_BEGUN, _("First pilot base"), "starts_on"))
    registry.status_rows.add(StatusRow("pilots", _("Pilot test bases"), "pilotbase_list", status_row.bases))
    registry.search_sources.add(*SEARCH_SOURCES)
    registry.kinds.add(*KINDS)
    registry.navigation.add(*NAVIGATION)
    registry.report_sections.add(*SECTIONS)
    registry.job_kinds.add(import_jobs.KIND)
    registry.panels.add(*PANELS)
    registry.responsibility_sources.add(ResponsibilitySource("bases", panels.bases_managed))
