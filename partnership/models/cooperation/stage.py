"""Stages of the cooperation, one after the other."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnership.models.base import Named, TopRecord
from partnership.rules.fields import EndDateField, ends_after_start
from partnership.rules.periods import LATEST_DAY, ONE_DAY, Period, today


class CooperationStage(TopRecord, Named):
    """A period of the cooperation, from its first day to the next stage."""

    shared_by_nature = "The stages are the public account of the cooperation."
    import_key = ("number",)

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    summary_zh = models.TextField(_("Chinese summary"), blank=True)
    summary_en = models.TextField(_("English summary"), blank=True)
    starts_on = models.DateField(_("first day"), validators=[MaxValueValidator(LATEST_DAY)])
    ends_on = EndDateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("cooperation stage")
        verbose_name_plural = _("cooperation stages")
        ordering = ("number",)
        constraints = (ends_after_start("stage_ends_after_start"),)

    def get_absolute_url(self) -> str:
        return reverse("cooperationstage_detail", args=[self.number])

    @property
    def period(self) -> Period:
        """The days of the stage; a stage without end lasts to the end of today."""
        return Period(self.starts_on, self.ends_on or max(today(), self.starts_on) + ONE_DAY)
