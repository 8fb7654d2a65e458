"""The panels of joint education on the pages of other areas."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.pages import Cell, Column, Section, section
from partnership.pages.tables.standard_columns import ENDS, STARTS
from partnership.rules.fields import active_on
from partnership.rules.registry import Responsibility
from partnership.rules.visibility import Viewer
from talent.columns import ENDED, ENDING, ENROLLED, TOPIC
from talent.models import Placement, Programme, Supervision, Trainee
from talent.models.trainee import in_training_on
from talent.views.programmes import CODE, KIND, NAME

MAX_PLACEMENTS = 10
PLACEMENT_COLUMNS = (
    Column("trainee", gettext_lazy("Trainee"), Cell.RECORD),
    Column("trainee.person.organisation", gettext_lazy("Organisation"), Cell.RECORD),
    Column("purpose", gettext_lazy("Purpose")),
    Column("starts_on", gettext_lazy("First day"), Cell.DAY),
    Column("ends_on", gettext_lazy("Last day"), Cell.LAST_DAY),
)
SUPERVISION_COLUMNS = (
    Column("trainee", gettext_lazy("Trainee"), Cell.RECORD),
    Column("trainee.cohort", gettext_lazy("Cohort"), Cell.RECORD),
    Column("starts_on", gettext_lazy("First day"), Cell.DAY),
    Column("ends_on", gettext_lazy("Last day"), Cell.LAST_DAY),
)

TRAINING_COLUMNS = (Column("cohort", gettext_lazy("Cohort"), is_link=True), TOPIC, ENROLLED, ENDED, ENDING)


def programmes_under(agreement: Any, viewer: Viewer) -> Section:
    """Return the programmes under an agreement."""
    programmes = Programme.objects.visible_to(viewer).current().filter(agreement=agreement)
    url = reverse("programme_list") + f"?agreement={agreement.code}"
    return section(_("Talent programmes"), (NAME, CODE, KIND, STARTS, ENDS), programmes, viewer, url=url)


def trainees_at_base(base: Any, viewer: Viewer) -> Section:
    """Return the placements at a pilot base, past ones included."""
    return _placements(viewer, f"?base={base.code}", base=base)


def trainees_in_project(project: Any, viewer: Viewer) -> Section:
    """Return the placements in a project, past ones included."""
    return _placements(viewer, f"?project={project.code}", project=project)


def supervised_by(person: Any, viewer: Viewer) -> Section:
    """Return the supervisions of a person, past ones included."""
    supervisions = Supervision.objects.visible_to(viewer).current().filter(supervisor=person)
    rows = supervisions.select_related("trainee__person", "trainee__cohort__programme").order_by("-starts_on", "-pk")
    return section(
        _("Supervision of trainees"), SUPERVISION_COLUMNS, rows, viewer, is_foreign=True, empty=_("Supervises nobody.")
    )


def trainings_of(person: Any, viewer: Viewer) -> Section:
    """Return the trainings of a person, past ones included; each row links to the page of the trainee."""
    trainings = Trainee.objects.visible_to(viewer).current().filter(person=person).order_by("-enrolled_on", "-pk")
    rows = trainings.select_related("cohort__programme")
    empty = _("Took part in no programme as a trainee.")
    return section(_("Training"), TRAINING_COLUMNS, rows, viewer, is_foreign=True, empty=empty)


def trainees_supervised(viewer: Viewer, day: dt.date) -> list[Responsibility]:
    """Return the people in training whom the viewer supervises."""
    if viewer.person_id is None:
        return []
    supervisions = Supervision.objects.filter(active_on(day), supervisor=viewer.person_id)  # unscoped: children
    trainees = Trainee.objects.visible_to(viewer).current()
    trainees = trainees.filter(in_training_on(day), pk__in=supervisions.values("trainee"))
    trainees = trainees.select_related("person", "cohort__programme__private_to")
    return [
        Responsibility(_("Trainee"), trainee, trainee.person.name, _("in training"), "good") for trainee in trainees
    ]


def _placements(viewer: Viewer, query: str, **condition: Any) -> Section:
    rows = Placement.objects.visible_to(viewer).current().filter(**condition)
    rows = rows.select_related("trainee__person__organisation", "trainee__cohort__programme").order_by("-starts_on")
    return section(
        _("Trainees in practice"),
        PLACEMENT_COLUMNS,
        rows[:MAX_PLACEMENTS],
        viewer,
        url=reverse("placement_list") + query,
        note=_("The latest %(count)d at most") % {"count": MAX_PLACEMENTS},
        is_foreign=True,
        empty=_("Nobody practises here."),
    )
