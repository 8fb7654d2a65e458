"""What the pilot test bases put into the registry."""

from django.utils.translation import gettext_lazy as _

from partnership.models import Organisation, ResearchDirection
from partnership.rules import registry
from partnership.rules.figures import Measured, flow
from partnership.rules.registry import (
    Activity,
    Headline,
    Kind,
    NavigationArea,
    Panel,
    ResponsibilitySource,
    SearchSource,
    StatusRow,
    TimelineMark,
    list_entry,
)
from pilots import panels
from pilots.models import Campaign, PilotBase, ProcessUnit, Series, Variable
from pilots.quality import coverage
from pilots.report_sections import SECTIONS
from pilots.selectors import performance, status_row
from pilots.services import import_jobs
from projects.models import Project

NITROGEN_REMOVAL = Measured(
    key="pilots.nitrogen_removal",
    label=_("Nitrogen removal of the pilot bases"),
    model=Series,
    compute=performance.nitrogen_removal,
    params=lambda period: {"nitrogen_from": str(period.start), "nitrogen_before": str(period.end)},
)
CAMPAIGNS_BEGUN = flow(
    key="campaigns.begun",
    label=_("Campaigns begun"),
    model=Campaign,
    day="starts_on",
    filter_name="started",
)
BASES_BEGUN = flow(
    key="bases.begun",
    label=_("Pilot bases taken into operation"),
    model=PilotBase,
    day="starts_on",
    filter_name="started",
)
FIGURES = (
    BASES_BEGUN,
    NITROGEN_REMOVAL,
    Measured(
        key="pilots.coverage",
        label=_("Data coverage of the pilot bases"),
        model=Series,
        compute=coverage.coverage,
        params=lambda period: {"measured_from": str(period.start), "measured_before": str(period.end)},
    ),
    CAMPAIGNS_BEGUN,
)

SEARCH_SOURCES = (
    SearchSource(PilotBase, ("code", "name_zh", "name_en", "place")),
    SearchSource(Campaign, ("title", "aim"), address="base__code", title=("title", "title")),
    SearchSource(Variable, ("code", "name_zh", "name_en"), address="pk"),
)

KINDS = (
    Kind(PilotBase),
    Kind(ProcessUnit),
    Kind(Variable),
    Kind(Series),
)

NAVIGATION = (
    NavigationArea(
        "pilots",
        _("Pilot bases"),
        (
            list_entry(PilotBase, _("Pilot test bases"), "droplet"),
            list_entry(Series, _("Measured series"), "chart-bar"),
        ),
    ),
)

PANELS = (
    Panel("campaigns.project", Project, _("Campaigns"), panels.campaigns_of_project),
    Panel("campaigns.direction", ResearchDirection, _("Campaigns"), panels.campaigns_in_direction),
    Panel("bases.organisation", Organisation, _("Pilot test bases"), panels.bases_operated_by),
)


def register() -> None:
    """Fill the registry; called once when the site starts."""
    registry.figures.add(*FIGURES)
    registry.headlines.add(Headline(NITROGEN_REMOVAL))
    registry.activities.add(Activity(CAMPAIGNS_BEGUN, _("Campaigns"), direction="project__directions"))
    registry.timeline_marks.add(TimelineMark(BASES_BEGUN, _("First pilot base")))
    registry.status_rows.add(StatusRow("pilots", _("Pilot test bases"), "pilotbase_list", status_row.bases))
    registry.search_sources.add(*SEARCH_SOURCES)
    registry.kinds.add(*KINDS)
    registry.navigation.add(*NAVIGATION)
    registry.report_sections.add(*SECTIONS)
    registry.job_kinds.add(import_jobs.KIND)
    registry.panels.add(*PANELS)
    registry.responsibility_sources.add(ResponsibilitySource("bases", panels.bases_managed))
