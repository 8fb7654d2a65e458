"""The Chinese working-day calendar, year by year as the State Council publishes it."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnership.models.base import Record, in_reader_language
from partnership.rules import formats

FIRST_YEAR, LAST_YEAR = 1949, 2100  # the first decree on holidays is of 1949


class CalendarYear(Record):
    """A year whose notice of holidays has been published and loaded."""

    shared_by_nature = "Published by the State Council."

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    published_on = models.DateField(_("notice published on"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ("year",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="calendar_year_in_range",
                violation_error_message=_("A calendar year lies between 1949 and 2100."),
            ),
        )

    def __str__(self) -> str:
        return str(self.year)

    def get_absolute_url(self) -> str:
        return reverse("calendaryear_detail", args=[self.year])


class CalendarDay(Record):
    """A day that differs from the plain week: a rest day, or a working day on a weekend."""

    shared_by_nature = "Published by the State Council."

    class Kind(models.TextChoices):
        REST = "rest", _("rest day")
        WORK = "work", _("working day")

    date = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name_zh = models.CharField(_("Chinese name"), max_length=100, blank=True)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ("date",)

    def __str__(self) -> str:
        return f"{formats.day(self.date)} {self.get_kind_display()}"

    @property
    def name(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)
