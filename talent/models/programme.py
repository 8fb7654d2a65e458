"""Talent programmes and their cohorts."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnership.models import Agreement
from partnership.models.base import PrivateRecord, Record
from partnership.rules.fields import EndDateField, ends_after_start


class Programme(PrivateRecord):
    """A programme of joint education or training."""

    code_prefix = "T"

    class Kind(models.TextChoices):
        GRADUATE_BASE = "graduate_base", _("joint graduate training base")
        ENGINEERING_DEGREE = "engineering_degree", _("engineering master or doctor")
        POSTDOC = "postdoc", _("post-doctoral workstation")
        INTERNSHIP = "internship", _("internship")
        STAFF_TRAINING = "staff_training", _("staff training")
        PART_TIME_PROFESSOR = "part_time_professor", _("part-time professors")
        SCHOLARSHIP = "scholarship", _("scholarship")

    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("agreement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="programmes",
    )
    starts_on = models.DateField(_("first day"))
    ends_on = EndDateField(_("last day"), null=True, blank=True)
    summary = models.TextField(_("aim"), blank=True)

    class Meta:
        verbose_name = _("talent programme")
        verbose_name_plural = _("talent programmes")
        ordering = ("-starts_on", "-code")
        constraints = (ends_after_start("programme_ends_after_start"),)

    @property
    def code_year(self) -> int | None:
        return self.starts_on.year


class Cohort(Record):
    """A group of trainees who begin a programme together."""

    visibility_parent = "programme"

    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.CASCADE, related_name="cohorts"
    )
    name = models.CharField(_("cohort"), max_length=100)
    places = models.PositiveIntegerField(_("places planned"), null=True, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = EndDateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ("-starts_on", "pk")
        constraints = (ends_after_start("cohort_ends_after_start"),)

    def __str__(self) -> str:
        return f"{self.programme.code} · {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("cohort_detail", args=[self.pk])
