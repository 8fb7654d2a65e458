"""What joint education puts into the registry."""

from django.utils.translation import gettext_lazy as _

from partnership.models import Agreement, Person
from partnership.rules import registry
from partnership.rules.figures import Figure, Ratio, flow, stock, within
from partnership.rules.registry import (
    Headline,
    HeadlineNote,
    Kind,
    NavigationArea,
    Panel,
    ResponsibilitySource,
    SearchSource,
    list_entry,
)
from pilots.models import PilotBase
from projects.models import Project
from talent import panels
from talent.models import Cohort, Programme, Trainee, trainee
from talent.report_sections import SECTIONS

IN_TRAINING = stock(
    key="trainees.in_training",
    label=_("People in training"),
    model=Trainee,
    condition=trainee.in_training_on,
    filter_name="in_training_on",
)
DUAL_SUPERVISED = stock(
    key="trainees.dual_supervised",
    label=_("People in training with supervisors of both sides"),
    model=Trainee,
    condition=trainee.dual_supervised_on,
    filter_name="dual_supervised_on",
)
DUAL_COVERAGE = Ratio(
    key="trainees.dual_coverage",
    label=_("Coverage of dual supervision"),
    numerator=DUAL_SUPERVISED,
    denominator=IN_TRAINING,
)
FIGURES = (
    IN_TRAINING,
    DUAL_SUPERVISED,
    DUAL_COVERAGE,
    flow(
        key="trainees.enrolled",
        label=_("Trainees enrolled"),
        model=Trainee,
        day="enrolled_on",
        filter_name="enrolled",
    ),
    Figure(
        key="trainees.completed",
        label=_("Trainees who completed"),
        model=Trainee,
        where=lambda period: trainee.COMPLETED & within("ended_on", period),
        params=lambda period: {"completed_from": str(period.start), "completed_before": str(period.end)},
        is_flow=True,
    ),
)

SEARCH_SOURCES = (
    SearchSource(Programme, ("code", "name_zh", "name_en", "summary")),
    SearchSource(
        Trainee,
        ("person__name_zh", "person__name_en", "topic"),
        address="pk",
        title=("person__name_zh", "person__name_en"),
    ),
)

KINDS = (
    Kind(Programme),
    Kind(Cohort),
    Kind(Trainee),
)

NAVIGATION = (
    NavigationArea(
        "talent",
        _("Talent"),
        (
            list_entry(Programme, _("Programmes"), "school"),
            list_entry(Trainee, _("Trainees"), "users"),
        ),
    ),
)


PANELS = (
    Panel("talent.programmes", Agreement, _("Talent programmes"), panels.programmes_under),
    Panel("talent.at_base", PilotBase, _("Trainees in practice"), panels.trainees_at_base),
    Panel("talent.in_project", Project, _("Trainees in practice"), panels.trainees_in_project),
    Panel("talent.trained", Person, _("Training"), panels.trainings_of),
    Panel("talent.supervised", Person, _("Supervision of trainees"), panels.supervised_by),
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
