"""Trainees with their supervisions and placements."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.models import Organisation, Person
from partnership.models.base import Record
from partnership.rules import formats
from partnership.rules.fields import EndDateField, active_on, ends_after_start
from pilots.models import PilotBase
from projects.models import Project
from talent.models.programme import Cohort


def in_training_on(day: dt.date) -> Q:
    """Enrolled by a day, and neither completed nor left by then."""
    return Q(enrolled_on__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))


def dual_supervised_on(day: dt.date) -> Q:
    """In training on a day, with supervisors of two sides on that day (双导师)."""
    sides = Supervision.objects.filter(active_on(day)).order_by().values("trainee")
    dual = sides.annotate(first=Min("organisation"), last=Max("organisation")).filter(first__lt=F("last"))
    return in_training_on(day) & Q(pk__in=dual.values("trainee"))


COMPLETED = Q(ended_on__isnull=False) & ~Q(ending="left")


class Trainee(Record):
    """A person in a cohort, from enrolment to completion."""

    visibility_parent = "cohort"

    class Ending(models.TextChoices):
        COMPLETED = "completed", pgettext_lazy("trainee", "completed")
        DEGREE_BY_THESIS = "degree_by_thesis", _("degree by thesis")
        DEGREE_BY_PRACTICE = "degree_by_practice", _("degree by practical achievement")
        LEFT = "left", _("left early")

    cohort = models.ForeignKey(Cohort, verbose_name=_("cohort"), on_delete=models.CASCADE, related_name="trainees")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="trainings")
    enrolled_on = models.DateField(_("enrolled on"), db_index=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ending = models.CharField(_("how it ended"), max_length=30, choices=Ending, blank=True)
    topic = models.CharField(pgettext_lazy("trainee", "topic"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("trainee")
        verbose_name_plural = _("trainees")
        ordering = ("-enrolled_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("cohort", "person"), name="trainee_once_a_cohort"),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("enrolled_on")),
                name="trainee_ends_after_enrolment",
                violation_error_message=_("The end comes before the enrolment."),
            ),
        )

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("trainee_detail", args=[self.pk])


class Supervision(Record):
    """A supervisor of a trainee on one side during a period (dual supervisors, 双导师)."""

    visibility_parent = "trainee"

    trainee = models.ForeignKey(
        Trainee, verbose_name=_("trainee"), on_delete=models.CASCADE, related_name="supervisions"
    )
    supervisor = models.ForeignKey(
        Person, verbose_name=_("supervisor"), on_delete=models.PROTECT, related_name="supervisions"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("side"), on_delete=models.PROTECT, related_name="supervisions"
    )
    starts_on = models.DateField(_("first day"))
    ends_on = EndDateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("supervision")
        verbose_name_plural = _("supervisions")
        ordering = ("trainee", "starts_on")
        constraints = (ends_after_start("supervision_ends_after_start"),)

    def __str__(self) -> str:
        return formats.bracketed(self.supervisor, self.organisation)


class Placement(Record):
    """A period of practice of a trainee at a base or in a project."""

    visibility_parent = "trainee"

    trainee = models.ForeignKey(Trainee, verbose_name=_("trainee"), on_delete=models.CASCADE, related_name="placements")
    base = models.ForeignKey(
        PilotBase,
        verbose_name=_("pilot test base"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
    )
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, null=True, blank=True, related_name="placements"
    )
    purpose = models.CharField(_("purpose"), max_length=300, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = EndDateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ("-starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(base__isnull=False) | Q(project__isnull=False),
                name="placement_at_base_or_project",
                violation_error_message=_("Name a pilot test base or a project."),
            ),
            ends_after_start("placement_ends_after_start"),
        )

    def __str__(self) -> str:
        return f"{self.trainee} · {formats.day(self.starts_on)}"
