"""Projects and their milestones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from partnership.pages import Badge, Cell, Column, DeadlineList, RecordDetail, RecordList, Section, section
from partnership.pages.tables.columns import PERIOD, overdue_tone
from partnership.pages.tables.standard_columns import CODE, DUE, ENDS, IN_HOW_LONG, NAME, OWNER, STARTS
from partnership.rules import formats
from partnership.rules.fields import last_day
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer
from projects.filters import MilestoneFilter, ProjectFilter
from projects.models import Milestone, Project, ProjectBudget
from projects.models.project import active_on, at_risk_on

TONES = {"active": "good", "planned": "accent", "stopped": "attention"}
AGREEMENT = Column("agreement", gettext_lazy("Agreement"), Cell.RECORD, sort="agreement__code")
STATUS = Column("status", gettext_lazy("State"), Cell.STATE, choices=Project.Status, tones=TONES)
RISK = Column(
    "is_at_risk",
    gettext_lazy("Milestones"),
    value=lambda project: _("overdue") if project.is_at_risk and project.status == "active" else "",
)


class ProjectList(RecordList):
    model = Project
    title = gettext_lazy("Projects")
    filterset_class = ProjectFilter
    order = "-starts_on"
    select_related = ("agreement",)
    related_lists = ((gettext_lazy("Milestones"), "milestone_list"),)
    columns = (NAME, CODE, STATUS, RISK, STARTS, ENDS, AGREEMENT)

    @staticmethod
    def tone(record: Project) -> str:  # type: ignore[override]  # the list calls it unbound
        return "attention" if record.is_at_risk and record.status == "active" else ""

    def row_queryset(self, records: Any) -> Any:
        return records.with_risk(today())

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"active": Count("pk", filter=active_on(today())), "at_risk": Count("pk", filter=at_risk_on(today()))}

    def related_aggregates(self, records: Any, viewer: Viewer) -> Mapping[str, Any]:
        if not viewer.sees_amounts:
            return {}
        # unscoped: children of records that the reader sees
        budgets = ProjectBudget.objects.filter(project__in=records.order_by().values("pk"))
        return budgets.aggregate(budget=Sum("amount"))

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = (
            ngettext(
                "%(count)d project, %(active)d active, %(at_risk)d of them with an overdue milestone.",
                "%(count)d projects, %(active)d active, %(at_risk)d of them with an overdue milestone.",
                totals["count"],
            )
            % totals
        )
        budget = totals.get("budget")
        return formats.joined(text, _("Budget %(amount)s.") % {"amount": formats.money(budget)} if budget else "")


TITLE = Column("title", gettext_lazy("Milestone"), sort="title", is_link=True)
PROJECT = Column("project", gettext_lazy("Project"), Cell.RECORD, sort="project__code")
PARTY = Column("organisation", gettext_lazy("Party"), Cell.RECORD, sort="organisation__code")
REACHED = Column("done_on", gettext_lazy("Reached"), Cell.DAY, sort="done_on")


class MilestoneList(DeadlineList):
    model = Milestone
    nav_key = "project"
    title = gettext_lazy("Milestones")
    summary = ngettext_lazy(
        "%(count)d milestone, %(open)d open, %(overdue)d overdue.",
        "%(count)d milestones, %(open)d open, %(overdue)d overdue.",
        "count",
    )
    filterset_class = MilestoneFilter
    select_related = ("project", "organisation", "owner")
    columns = (TITLE, PROJECT, PARTY, OWNER, DUE, IN_HOW_LONG, REACHED)

    def row_url(self, record: Any) -> str:
        return record.project.get_absolute_url()


class ProjectDetail(RecordDetail):
    model = Project
    list_title = ProjectList.title
    select_related = ("agreement",)
    facts = ("agreement", "starts_on", "ends_on", "stopped_on", "summary")

    def records(self, viewer: Viewer) -> Any:
        return super().records(viewer).with_risk(today())

    def state(self, record: Project) -> Badge:
        return Badge(str(record.status.label), TONES.get(record.status, "neutral"))

    def sentence(self, record: Project, viewer: Viewer) -> str:
        """What its dates and milestones say of it today."""
        end = last_day(record.ends_on)
        match record.status:
            case Project.Status.PLANNED:
                return _("Begins on %(day)s.") % {"day": formats.day(record.starts_on)}
            case Project.Status.STOPPED:
                return _("Stopped on %(day)s.") % {"day": formats.day(record.stopped_on)}
            case Project.Status.COMPLETED:
                return _("Completed on %(day)s.") % {"day": formats.day(end)}
        if end is None:
            text = _("Active since %(day)s, without an end.") % {"day": formats.day(record.starts_on)}
        else:
            values = {"day": formats.day(end), "distance": formats.distance(end)}
            text = _("Active until %(day)s (%(distance)s).") % values
        risk = _("A milestone is overdue.") if record.is_at_risk else _("No milestone is overdue.")
        return formats.joined(text, risk)

    def side_sections(self, record: Project, viewer: Viewer) -> list[Section]:
        leads = record.leads.visible_to(viewer).select_related("organisation", "person")
        directions = record.directions.visible_to(viewer).current()
        return [
            section(_("Leads"), LEAD_COLUMNS, leads, viewer, empty=_("Nobody leads it yet.")),
            section(
                _("Research directions"), (NAME, CODE), directions, viewer, empty=_("No research direction is named.")
            ),
        ]

    def main_sections(self, record: Project, viewer: Viewer) -> list[Section]:
        milestones = record.milestones.visible_to(viewer).select_related("organisation", "owner")
        columns = (MILESTONE, PARTY, OWNER, DUE, IN_HOW_LONG, REACHED)
        url = f"{reverse('milestone_list')}?project={record.code}"
        empty = _("No milestone is set.")
        return [section(_("Milestones"), columns, milestones, viewer, tone=overdue_tone(), url=url, empty=empty)]


MILESTONE = Column("title", gettext_lazy("Milestone"))
LEAD_COLUMNS = (
    Column("person", gettext_lazy("Person"), Cell.RECORD),
    Column("organisation", gettext_lazy("Organisation"), Cell.RECORD),
    PERIOD,
)
BUDGET_COLUMNS = (
    Column("origin", gettext_lazy("Origin"), Cell.CHOICE, choices=ProjectBudget.Origin),
    Column("funder", gettext_lazy("Funder")),
    Column("year", gettext_lazy("Year"), value=lambda budget: str(budget.year or "")),
    Column("amount", gettext_lazy("Amount"), Cell.MONEY, is_amount=True),
)
OUTCOME_COLUMNS = (
    NAME,
    CODE,
    Column("get_kind_display", gettext_lazy("Kind"), value=lambda outcome: outcome.get_kind_display()),
    Column("achieved_on", gettext_lazy("Achieved"), Cell.DAY),
    Column("level", gettext_lazy("Readiness level"), Cell.NUMBER),
)
