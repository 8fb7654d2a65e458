"""Outcomes of research, and how ready they are for use."""

from __future__ import annotations

import datetime as dt

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from partnership.models import Person, ResearchDirection
from partnership.models.base import PrivateRecord, Record
from partnership.rules import formats
from partnership.rules.visibility import VisibleQuerySet
from projects.models.project import Project


def level_on(day: dt.date) -> Subquery:
    """Return the readiness level assessed last, up to and including a day."""
    assessments = ReadinessAssessment.objects.filter(outcome=OuterRef("pk"), assessed_on__lte=day)
    return Subquery(assessments.order_by("-assessed_on", "-pk").values("level")[:1])


def at_least_level(level: int, day: dt.date) -> Q:
    """Assessed last, by a day, at a readiness level or above."""
    # Only of outcomes that ever were is the last assessment looked up.
    ever = ReadinessAssessment.objects.filter(level__gte=level, assessed_on__lte=day)  # unscoped: narrows outcomes
    return Q(pk__in=ever.values("outcome")) & Q(GreaterThanOrEqual(level_on(day), level))


def latest_on(day: dt.date) -> Q:
    """The assessments that give the readiness level of their outcomes on a day."""
    assessments = ReadinessAssessment.objects.filter(outcome=OuterRef("outcome"), assessed_on__lte=day)
    return Q(pk=Subquery(assessments.order_by("-assessed_on", "-pk").values("pk")[:1]))


def superseded_on(day: dt.date) -> Q:
    """The assessments that were followed by a later one by a day."""
    return Q(assessed_on__lte=day) & ~latest_on(day)


class OutcomeQuerySet(VisibleQuerySet):
    def with_level(self, day: dt.date) -> OutcomeQuerySet:
        """Annotate each outcome with `level`, its readiness level on a day; None where it was not assessed."""
        return self.annotate(level=level_on(day))


class Outcome(PrivateRecord):
    """A result of research that climbs the technology readiness levels."""

    code_prefix = "O"

    class Kind(models.TextChoices):
        PROCESS = "process", _("process")
        EQUIPMENT = "equipment", _("equipment")
        MATERIAL = "material", _("material")
        SOFTWARE = "software", _("software")
        STANDARD = "standard", _("standard")
        PAPER = "paper", _("paper")
        OTHER = "other", _("other")

    level: int | None  # where the query asked `with_level`

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes"
    )
    direction = models.ForeignKey(
        ResearchDirection,
        verbose_name=_("research direction"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
    )
    achieved_on = models.DateField(_("achieved on"), db_index=True)
    summary = models.TextField(_("what it is"), blank=True)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("-achieved_on", "-code")

    @property
    def code_year(self) -> int | None:
        return self.achieved_on.year


class AssessmentQuerySet(VisibleQuerySet):
    def with_level_before(self) -> AssessmentQuerySet:
        """Annotate each assessment with `level_before`, that of the one before; None for the first of an outcome."""
        same_day = Q(assessed_on=OuterRef("assessed_on"), pk__lt=OuterRef("pk"))
        earlier = ReadinessAssessment.objects.filter(
            Q(assessed_on__lt=OuterRef("assessed_on")) | same_day, outcome=OuterRef("outcome")
        )
        return self.annotate(level_before=Subquery(earlier.order_by("-assessed_on", "-pk").values("level")[:1]))


class ReadinessAssessment(Record):
    """One assessment of an outcome's readiness (GB/T 22900-2022, nine levels); going down is allowed with a reason."""

    visibility_parent = "outcome"

    outcome = models.ForeignKey(
        Outcome, verbose_name=_("outcome"), on_delete=models.CASCADE, related_name="assessments"
    )
    level = models.PositiveSmallIntegerField(
        _("technology readiness level"), validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    assessed_on = models.DateField(_("assessed on"))
    assessor = models.ForeignKey(
        Person, verbose_name=_("assessor"), on_delete=models.PROTECT, null=True, blank=True, related_name="assessments"
    )
    evidence = models.TextField(_("evidence"), blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("readiness assessment")
        verbose_name_plural = _("readiness assessments")
        ordering = ("-assessed_on", "-pk")
        indexes = (models.Index(fields=("outcome", "-assessed_on", "-id"), name="assessment_latest_of_outcome"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=9),
                name="readiness_level_one_to_nine",
                violation_error_message=_("A technology readiness level lies between 1 and 9."),
            ),
        )

    def __str__(self) -> str:
        return f"TRL {self.level} · {formats.day(self.assessed_on)}"
