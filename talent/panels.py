"""What joint education adds to the pages of other areas."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.pages.sections import Section, section
from partnership.pages.tables.columns import Cell, Column
from partnership.pages.tables.standard_columns import ENDS, STARTS
from partnership.rules.fields import active_on
from partnership.rules.registry import Responsibility
from partnership.rules.visibility import Viewer
from talent.columns import ENDED, ENDING, ENROLLED, TOPIC
from talent.models import Placement, Programme, Supervision, Trainee
from talent.models.trainee import in_training_on
from talent.views.programmes import CODE, KIND, NAME

MAX_SHOWN = 10
PLACED = (
    Column("trainee", gettext_lazy("Trainee"), Cell.RECORD),
    Column("trainee.person.organisation", gettext_lazy("Organisation"), Cell.RECORD),
    Column("purpose", gettext_lazy("Purpose")),
    Column("starts_on", gettext_lazy("First day"), Cell.DAY),
    Column("ends_on", gettext_lazy("Last day"), Cell.LAST_DAY),
)
SUPERVISED = (
    Column("trainee", gettext_lazy("Trainee"), Cell.RECORD),
    Column("trainee.cohort", gettext_lazy("Cohort"), Cell.RECORD),
    Column("starts_on", gettext_lazy("First day"), Cell.DAY),
    Column("ends_on", gettext_lazy("Last day"), Cell.LAST_DAY),
)

TRAINED = (Column("cohort", gettext_lazy("Cohort"), is_link=True), TOPIC, ENROLLED, ENDED, ENDING)


def programmes_under(agreement: Any, viewer: Viewer) -> Section:
    """The programmes that an agreement founds."""
    found = Programme.objects.visible_to(viewer).current().filter(agreement=agreement)
    url = reverse("programme_list") + f"?agreement={agreement.code}"
    return section(_("Talent programmes"), (NAME, CODE, KIND, STARTS, ENDS), found, viewer, url=url)


def trainees_at_base(base: Any, viewer: Viewer) -> Section:
    """Who practises, or has practised, at a pilot base."""
    return _placed(viewer, f"?base={base.code}", base=base)


def trainees_in_project(project: Any, viewer: Viewer) -> Section:
    """Who practises, or has practised, in a project."""
    return _placed(viewer, f"?project={project.code}", project=project)


def supervised_by(person: Any, viewer: Viewer) -> Section:
    """Whom a person supervises, or has supervised."""
    found = Supervision.objects.visible_to(viewer).current().filter(supervisor=person).order_by("-starts_on", "-pk")
    rows = found.select_related("trainee__person", "trainee__cohort__programme")
    return section(
        _("Supervision of trainees"), SUPERVISED, rows, viewer, is_foreign=True, empty=_("Supervises nobody.")
    )


def trainings_of(person: Any, viewer: Viewer) -> Section:
    """In which programmes a person is, or was, a trainee; each leads to the page of that training."""
    found = Trainee.objects.visible_to(viewer).current().filter(person=person).order_by("-enrolled_on", "-pk")
    rows = found.select_related("cohort__programme")
    empty = _("Took part in no programme as a trainee.")
    return section(_("Training"), TRAINED, rows, viewer, is_foreign=True, empty=empty)


def trainees_supervised(viewer: Viewer, day: dt.date) -> list[Responsibility]:
    """The people in training whom the reader supervises."""
    if viewer.person_id is None:
        return []
    supervisions = Supervision.objects.filter(active_on(day), supervisor=viewer.person_id)  # unscoped: children
    found = (
        Trainee.objects.visible_to(viewer).current().filter(in_training_on(day), pk__in=supervisions.values("trainee"))
    )
    rows = found.select_related("person", "cohort__programme__private_to")
    return [Responsibility(_("Trainee"), one, one.person.name, _("in training"), "good") for one in rows]


def _placed(viewer: Viewer, found: str, **where: Any) -> Section:
    rows = Placement.objects.visible_to(viewer).current().filter(**where)
    rows = rows.select_related("trainee__person__organisation", "trainee__cohort__programme").order_by("-starts_on")
    return section(
        _("Trainees in practice"),
        PLACED,
        rows[:MAX_SHOWN],
        viewer,
        url=reverse("placement_list") + found,
        note=_("The latest %(count)d at most") % {"count": MAX_SHOWN},
        is_foreign=True,
        empty=_("Nobody practises here."),
    )
