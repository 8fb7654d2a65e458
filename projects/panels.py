"""What projects, outcomes, patents and cases add to the pages of the core."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from partnership.pages import Section, section
from partnership.pages.tables.standard_columns import CODE, ENDS, NAME, STARTS
from partnership.rules.fields import held_on
from partnership.rules.periods import today
from partnership.rules.registry import Responsibility
from partnership.rules.visibility import Viewer
from projects.models import EngineeringCase, Milestone, Outcome, Patent, Project, ProjectLead
from projects.models.project import not_over_on
from projects.views.outcomes import CASE_COLUMNS
from projects.views.patents import FILED, GRANTED, KIND, LEGAL_STATUS, NUMBER
from projects.views.projects import BUDGET_COLUMNS, OUTCOME_COLUMNS, STATUS, TONES

MAX_SHOWN = 50


def projects_under(agreement: Any, viewer: Viewer) -> Section:
    """The projects that rest on an agreement."""
    found = Project.objects.visible_to(viewer).current().filter(agreement=agreement)
    return _projects(found, viewer, agreement=agreement.code)


def outcomes_of_project(project: Any, viewer: Viewer) -> Section:
    """What a project brought forth."""
    found = Outcome.objects.visible_to(viewer).current().filter(project=project).with_level(today())
    url, empty = _list("outcome_list", project=project.code), _("No outcome is recorded yet.")
    return section(_("Outcomes"), OUTCOME_COLUMNS, found[:MAX_SHOWN], viewer, url=url, empty=empty)


def patents_of_project(project: Any, viewer: Viewer) -> Section:
    """The patents that came of a project."""
    return _patents(Patent.objects.visible_to(viewer).current().filter(projects=project), viewer)


def budget_of_project(project: Any, viewer: Viewer) -> Section:
    """The money of a project by source and year, for those who may see amounts."""
    found = project.budgets.visible_to(viewer)
    return section(_("Budget"), BUDGET_COLUMNS, found, viewer, empty=_("No budget is recorded."))


def projects_in_direction(direction: Any, viewer: Viewer) -> Section:
    """The projects of a research direction."""
    found = Project.objects.visible_to(viewer).current().filter(directions=direction)
    return _projects(found, viewer, direction=direction.code)


def project_responsibilities(person: Any, viewer: Viewer) -> Section:
    """The projects that a person leads or has led."""
    found = Project.objects.visible_to(viewer).current().filter(leads__person=person).distinct()
    return _projects(found, viewer)


def projects_led(viewer: Viewer, day: dt.date) -> list[Responsibility]:
    """The projects that the reader leads, planned or active, with the day of the next open milestone."""
    if viewer.person_id is None:
        return []
    leads = ProjectLead.objects.filter(held_on(day), person=viewer.person_id)  # unscoped: children
    # unscoped: children of records that the reader sees
    milestones = Milestone.objects.filter(project=OuterRef("pk"), done_on__isnull=True).order_by("due_on")
    found = Project.objects.visible_to(viewer).current().filter(not_over_on(day), pk__in=leads.values("project"))
    found = found.annotate(next_on=Subquery(milestones.values("due_on")[:1])).select_related("private_to")
    return [
        Responsibility(
            _("Project"), one, one.name, str(one.status.label), TONES.get(one.status, "neutral"), one.next_on
        )
        for one in found
    ]


def outcomes_in_direction(direction: Any, viewer: Viewer) -> Section:
    """What research in a direction brought forth."""
    found = Outcome.objects.visible_to(viewer).current().filter(direction=direction).with_level(today())
    url = _list("outcome_list", direction=direction.code)
    empty = _("No outcome is recorded yet.")
    return section(_("Outcomes"), OUTCOME_COLUMNS, found[:MAX_SHOWN], viewer, url=url, empty=empty)


def patents_in_direction(direction: Any, viewer: Viewer) -> Section:
    """The patents that came of a direction's projects, as far as the reader sees those projects."""
    projects = Project.objects.visible_to(viewer).current().filter(directions=direction)
    return _patents(Patent.objects.visible_to(viewer).current().filter(projects__in=projects).distinct(), viewer)


def patents_of_inventor(person: Any, viewer: Viewer) -> Section:
    """The patents that name a person as inventor."""
    return _patents(Patent.objects.visible_to(viewer).current().filter(inventors__person=person).distinct(), viewer)


def patents_of_organisation(organisation: Any, viewer: Viewer) -> Section:
    """The patents of which an organisation is applicant or owner."""
    found = Patent.objects.visible_to(viewer).current().filter(applicants__organisation=organisation).distinct()
    return _patents(found, viewer)


def cases_in_direction(direction: Any, viewer: Viewer) -> Section:
    """Where outcomes of a direction are applied."""
    found = EngineeringCase.objects.visible_to(viewer).current().filter(direction=direction)
    url = _list("engineeringcase_list", direction=direction.code)
    empty = _("It has not been applied in a plant yet.")
    return section(_("Engineering cases"), CASE_COLUMNS, found[:MAX_SHOWN], viewer, url=url, empty=empty)


def _projects(found: QuerySet, viewer: Viewer, **filters: str) -> Section:
    url = _list("project_list", **filters) if filters else ""
    columns = (NAME, CODE, STATUS, STARTS, ENDS)
    return section(_("Projects"), columns, found[:MAX_SHOWN], viewer, url=url, empty=_("No project is recorded yet."))


def _patents(found: QuerySet, viewer: Viewer) -> Section:
    columns = (NAME, CODE, NUMBER, KIND, LEGAL_STATUS, FILED, GRANTED)
    return section(_("Patents"), columns, found[:MAX_SHOWN], viewer, empty=_("No patent is recorded yet."))


def _list(name: str, **filters: str) -> str:
    return f"{reverse(name)}?{urlencode(filters)}"
