"""What joint education puts into the registry."""

from django.utils.translation import gettext_lazy as _

from partnership.rules import registry
from partnership.rules.figures import Figure, Ratio, flow, stock, within
from partnership.rules.registry import (
    Headline,
    HeadlineNote,
    Kind,
    NavigationArea,
    NavigationEntry,
    Panel,
    ResponsibilitySource,
    SearchSource,
)
from talent import panels
from talent.models import trainee
from talent.report_sections import SECTIONS

IN_TRAINING = stock(
    "trainees.in_training",
    _("People in training"),
    "talent.Trainee",
    trainee.in_training_on,
    "trainee_list",
    "in_training_on",
)
DUAL_SUPERVISED = stock(
    "trainees.dual_supervised",
    _("People in training with supervisors of both sides"),
    "talent.Trainee",
    trainee.dual_supervised_on,
    "trainee_list",
    "dual_supervised_on",
)
DUAL_COVERAGE = Ratio("trainees.dual_coverage", _("Coverage of dual supervision"), DUAL_SUPERVISED, IN_TRAINING)
FIGURES = (
    IN_TRAINING,
    DUAL_SUPERVISED,
    DUAL_COVERAGE,
    flow("trainees.enrolled", _("Trainees enrolled"), "talent.Trainee", "enrolled_on", "trainee_list", "enrolled"),
    Figure(
        key="trainees.completed",
        label=_("Trainees who completed"),
        model="talent.Trainee",
        where=lambda period: trainee.COMPLETED & within("ended_on", period),
        list_name="trainee_list",
        params=lambda period: {"completed_from": str(period.start), "completed_before": str(period.end)},
        is_flow=True,
    ),
)

SEARCH_SOURCES = (
    SearchSource(
        "talent.Programme", _("Talent programme"), "programme_detail", ("code", "name_zh", "name_en", "summary")
    ),
    SearchSource(
        "talent.Trainee",
        _("Trainee"),
        "trainee_detail",
        ("person__name_zh", "person__name_en", "topic"),
        address="pk",
        title=("person__name_zh", "person__name_en"),
    ),
)

KINDS = (
    Kind("talent.programme", _("Talent programme"), "programme_detail", "school"),
    Kind("talent.cohort", _("Cohort"), "cohort_detail", "users-group"),
    Kind("talent.trainee", _("Trainee"), "trainee_detail", "users"),
)

NAVIGATION = (
    NavigationArea(
        "talent",
        _("Talent"),
        (
            NavigationEntry("programme", _("Programmes"), "programme_list", "school"),
            NavigationEntry("trainee", _("Trainees"), "trainee_list", "users"),
        ),
    ),
)


PANELS = (
    Panel("talent.programmes", "partnership.agreement", _("Talent programmes"), panels.programmes_under),
    Panel("talent.at_base", "pilots.pilotbase", _("Trainees in practice"), panels.trainees_at_base),
    Panel("talent.in_project", "projects.project", _("Trainees in practice"), panels.trainees_in_project),
    Panel("talent.trained", "partnership.person", _("Training"), panels.trainings_of),
    Panel("talent.supervised", "partnership.person", _("Supervision of trainees"), panels.supervised_by),
)


def register() -> None:
    """Fill the registry; called once when the site starts."""
    registry.figures.add(*FIGURES)
    registry.headlines.add(Headline(IN_TRAINING, (HeadlineNote(DUAL_COVERAGE, _("dual supervision")),)))
    registry.search_sources.add(*SEARCH_SOURCES)
    registry.kinds.add(*KINDS)
    registry.navigation.add(*NAVIGATION)
    registry.panels.add(*PANELS)
    registry.responsibility_sources.add(ResponsibilitySource("trainees", panels.trainees_supervised))
    registry.report_sections.add(*SECTIONS)
