"""The panels of projects, outcomes, patents and cases on the pages of other records."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from partnership.pages import Section, section
from partnership.pages.sections import MAX_SECTION_ROWS
from partnership.pages.tables.standard_columns import CODE, ENDS, NAME, STARTS
from partnership.rules.fields import active_on
from partnership.rules.periods import today
from partnership.rules.registry import Responsibility
from partnership.rules.visibility import Viewer
from projects.models import EngineeringCase, Milestone, Outcome, Patent, Project, ProjectLead
from projects.models.project import not_over_on
from projects.views.outcomes import CASE_COLUMNS
from projects.views.patents import FILED, GRANTED, KIND, LEGAL_STATUS, NUMBER
from projects.views.projects import BUDGET_COLUMNS, OUTCOME_COLUMNS, STATUS, TONES


def projects_under(agreement: Any, viewer: Viewer) -> Section:
    """Return the projects under an agreement."""
    projects = Project.objects.visible_to(viewer).current().filter(agreement=agreement)
    return _projects(projects, viewer, agreement=agreement.code)


def outcomes_of_project(project: Any, viewer: Viewer) -> Section:
    """Return the outcomes of a project."""
    outcomes = Outcome.objects.visible_to(viewer).current().filter(project=project).with_level(today())
    return _outcomes(outcomes, viewer, project=project.code)


def patents_of_project(project: Any, viewer: Viewer) -> Section:
    """Return the patents of a project."""
    return _patents(Patent.objects.visible_to(viewer).current().filter(projects=project), viewer)


def budget_of_project(project: Any, viewer: Viewer) -> Section:
    """Return the budgets of a project by source and year, for those who may see amounts."""
    budgets = project.budgets.visible_to(viewer)
    return section(_("Budget"), BUDGET_COLUMNS, budgets, viewer, empty=_("No budget is recorded."))


def projects_in_direction(direction: Any, viewer: Viewer) -> Section:
    """Return the projects of a research direction."""
    projects = Project.objects.visible_to(viewer).current().filter(directions=direction)
    return _projects(projects, viewer, direction=direction.code)


def project_responsibilities(person: Any, viewer: Viewer) -> Section:
    """Return the projects that a person leads or has led."""
    projects = Project.objects.visible_to(viewer).current().filter(leads__person=person).distinct()
    return _projects(projects, viewer)


def projects_led(viewer: Viewer, day: dt.date) -> list[Responsibility]:
    """Return the planned and active projects that the viewer leads, with the day of the next open milestone."""
    if viewer.person_id is None:
        return []
    leads = ProjectLead.objects.filter(active_on(day), person=viewer.person_id)  # unscoped: children
    # unscoped: children of records that the viewer sees
    milestones = Milestone.objects.filter(project=OuterRef("pk"), done_on__isnull=True).order_by("due_on")
    projects = Project.objects.visible_to(viewer).current().filter(not_over_on(day), pk__in=leads.values("project"))
    projects = projects.annotate(next_on=Subquery(milestones.values("due_on")[:1])).select_related("private_to")
    return [
        Responsibility(
            kind=_("Project"),
            record=project,
            title=project.name,
            state=str(project.status.label),
            tone=TONES.get(project.status, "neutral"),
            next_on=project.next_on,
        )
        for project in projects
    ]


def outcomes_in_direction(direction: Any, viewer: Viewer) -> Section:
    """Return the outcomes of a research direction."""
    outcomes = Outcome.objects.visible_to(viewer).current().filter(direction=direction).with_level(today())
    return _outcomes(outcomes, viewer, direction=direction.code)


def patents_in_direction(direction: Any, viewer: Viewer) -> Section:
    """Return the patents of those projects of a direction that the viewer sees."""
    projects = Project.objects.visible_to(viewer).current().filter(directions=direction)
    return _patents(Patent.objects.visible_to(viewer).current().filter(projects__in=projects).distinct(), viewer)


def patents_of_inventor(person: Any, viewer: Viewer) -> Section:
    """Return the patents that name a person as inventor."""
    return _patents(Patent.objects.visible_to(viewer).current().filter(inventors__person=person).distinct(), viewer)


def patents_of_organisation(organisation: Any, viewer: Viewer) -> Section:
    """Return the patents of which an organisation is applicant or owner."""
    patents = Patent.objects.visible_to(viewer).current().filter(applicants__organisation=organisation).distinct()
    return _patents(patents, viewer)


def cases_in_direction(direction: Any, viewer: Viewer) -> Section:
    """Return the engineering cases of a direction."""
    cases = EngineeringCase.objects.visible_to(viewer).current().filter(direction=direction)
    url = _list_url("engineeringcase_list", direction=direction.code)
    empty = _("It has not been applied in a plant yet.")
    return section(_("Engineering cases"), CASE_COLUMNS, cases[:MAX_SECTION_ROWS], viewer, url=url, empty=empty)


def _projects(projects: QuerySet, viewer: Viewer, **filters: str) -> Section:
    url = _list_url("project_list", **filters) if filters else ""
    columns, empty = (NAME, CODE, STATUS, STARTS, ENDS), _("No project is recorded yet.")
    return section(_("Projects"), columns, projects[:MAX_SECTION_ROWS], viewer, url=url, empty=empty)


def _outcomes(outcomes: QuerySet, viewer: Viewer, **filters: str) -> Section:
    url, empty = _list_url("outcome_list", **filters), _("No outcome is recorded yet.")
    return section(_("Outcomes"), OUTCOME_COLUMNS, outcomes[:MAX_SECTION_ROWS], viewer, url=url, empty=empty)


def _patents(patents: QuerySet, viewer: Viewer) -> Section:
    columns = (NAME, CODE, NUMBER, KIND, LEGAL_STATUS, FILED, GRANTED)
    return section(_("Patents"), columns, patents[:MAX_SECTION_ROWS], viewer, empty=_("No patent is recorded yet."))


def _list_url(name: str, **filters: str) -> str:
    return f"{reverse(name)}?{urlencode(filters)}"
