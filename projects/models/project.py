"""Projects with their agreements, leads, budgets and milestones."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.models import Agreement, Organisation, Person, ResearchDirection
from partnership.models.base import PrivateRecord, Record
from partnership.rules import formats
from partnership.rules.fields import EndDateField, MoneyField, ends_after_start
from partnership.rules.periods import today
from partnership.rules.visibility import VisibleQuerySet


def not_over_on(day: dt.date) -> Q:
    """Neither ended nor stopped on a day; it may not have begun."""
    return (Q(ends_on__isnull=True) | Q(ends_on__gt=day)) & (Q(stopped_on__isnull=True) | Q(stopped_on__gt=day))


def active_on(day: dt.date) -> Q:
    """Begun, not ended and not stopped on a day."""
    return Q(starts_on__lte=day) & not_over_on(day)


def has_overdue_milestone(day: dt.date) -> Q:
    """A milestone was due before a day and was not reached by then."""
    return Q(pk__in=Milestone.objects.filter(milestone_overdue_on(day)).values("project"))


def at_risk_on(day: dt.date) -> Q:
    """Active on a day, with a milestone overdue."""
    return active_on(day) & has_overdue_milestone(day)


def healthy_on(day: dt.date) -> Q:
    """Active on a day, with no milestone overdue."""
    return active_on(day) & ~has_overdue_milestone(day)


def milestone_open_on(day: dt.date) -> Q:
    """Not reached by a day."""
    return Q(done_on__isnull=True) | Q(done_on__gt=day)


def milestone_overdue_on(day: dt.date) -> Q:
    """Due before a day and not reached by then."""
    return Q(due_on__lt=day) & milestone_open_on(day)


class ProjectQuerySet(VisibleQuerySet):
    def with_risk(self, day: dt.date) -> ProjectQuerySet:
        """Annotate each project with `is_at_risk`: a milestone of it is overdue."""
        return self.annotate(is_at_risk=has_overdue_milestone(day))


class Project(PrivateRecord):
    """A research project of the cooperation."""

    code_prefix = "P"

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        ACTIVE = "active", pgettext_lazy("project", "active")
        COMPLETED = "completed", _("completed")
        STOPPED = "stopped", _("stopped")

    is_at_risk: bool  # where the query asked `with_risk`

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("agreement"), on_delete=models.PROTECT, null=True, blank=True, related_name="projects"
    )
    directions = models.ManyToManyField(
        ResearchDirection, verbose_name=_("research directions"), blank=True, related_name="projects"
    )
    summary = models.TextField(_("aim"), blank=True)
    starts_on = models.DateField(_("first day"), db_index=True)
    ends_on = EndDateField(_("last day"), null=True, blank=True)
    stopped_on = models.DateField(_("stopped on"), null=True, blank=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ("-starts_on", "-code")
        constraints = (ends_after_start("project_ends_after_start"),)

    @property
    def code_year(self) -> int | None:
        return self.starts_on.year

    @property
    def status(self) -> Status:
        return self.status_on(today())

    def status_on(self, day: dt.date) -> Status:
        """Return the status on a day, which follows from the dates."""
        if self.stopped_on and self.stopped_on <= day:
            return self.Status.STOPPED
        if self.starts_on > day:
            return self.Status.PLANNED
        return self.Status.COMPLETED if self.ends_on and self.ends_on <= day else self.Status.ACTIVE


class ProjectLead(Record):
    """A person who leads a project on one side."""

    visibility_parent = "project"

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="leads")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="led_projects")
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = EndDateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("lead of a project")
        verbose_name_plural = _("leads of a project")
        ordering = ("project", "pk")
        constraints = (ends_after_start("project_lead_ends_after_start"),)

    def __str__(self) -> str:
        return formats.bracketed(self.person, self.organisation)


class ProjectBudget(Record):
    """Money of a project by source: from companies (横向) or from public programmes (纵向)."""

    visibility_parent = "project"

    class Origin(models.TextChoices):
        HORIZONTAL = "horizontal", _("from companies (horizontal)")
        VERTICAL = "vertical", _("from public programmes (vertical)")

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="budgets")
    origin = models.CharField(_("origin"), max_length=20, choices=Origin)
    funder = models.CharField(_("funder"), max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True, help_text=_("Empty: the whole period."))
    amount = MoneyField(_("amount in yuan"))

    class Meta:
        verbose_name = _("budget of a project")
        verbose_name_plural = _("budgets of a project")
        ordering = ("project", "origin", "year")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="project_budget_not_negative",
                violation_error_message=_("An amount cannot be negative."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.project.code} · {self.get_origin_display()}"


class Milestone(Record):
    """A point that a project is to reach by a date."""

    visibility_parent = "project"

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("milestone"), max_length=300)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("party"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
    )
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), on_delete=models.PROTECT, null=True, blank=True, related_name="milestones"
    )
    due_on = models.DateField(_("due on"), db_index=True)
    done_on = models.DateField(_("reached on"), null=True, blank=True, db_index=True)
    remarks = models.TextField(_("remarks"), blank=True)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("due_on",), condition=Q(done_on__isnull=True), name="milestone_open"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.due_on < today()
