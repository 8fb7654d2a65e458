"""Measured time series: what is measured, where, by what; the values and their daily sums."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from partnership.models.base import Authored, Named, Record
from partnership.rules import formats
from partnership.rules.fields import EndDateField
from partnership.rules.visibility import VisibleModel
from pilots.models.base import PilotBase, ProcessUnit

SECONDS_A_DAY = 86_400


class Variable(Record, Named):
    """Something that is measured, with its unit and the range outside which a value cannot be true."""

    shared_by_nature = "Definitions of the field."

    code = models.CharField(_("symbol"), max_length=20, unique=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    hard_min = models.FloatField(_("lowest possible value"), null=True, blank=True)
    hard_max = models.FloatField(_("highest possible value"), null=True, blank=True)

    class Meta:
        verbose_name = _("variable")
        verbose_name_plural = _("variables")
        ordering = ("code",)

    def __str__(self) -> str:
        return formats.bracketed(self.code, self.unit) if self.unit else self.code

    def get_absolute_url(self) -> str:
        return reverse("variable_detail", args=[self.pk])


class Series(Record):
    """The values of one variable at one point of a base from one origin; measurements refer to its key."""

    visibility_parent = "base"

    class Point(models.TextChoices):
        INFLUENT = "influent", _("influent")
        EFFLUENT = "effluent", _("effluent")
        REACTOR = "reactor", _("in the reactor")
        AIR = "air", _("air")
        POWER = "power", _("power")

    class Origin(models.TextChoices):
        SENSOR = "sensor", _("sensor")
        LABORATORY = "laboratory", _("laboratory")
        CALCULATED = "calculated", _("calculated")
        MANUAL = "manual", _("manual")

    class State(models.TextChoices):
        """The state of a series on a day, as `pilots.quality.coverage` derives it."""

        ACTIVE = "active", pgettext_lazy("series", "active")
        SILENT = "silent", pgettext_lazy("series", "silent")
        ENDED = "ended", _("ended")

    id = models.AutoField(primary_key=True)
    base = models.ForeignKey(
        PilotBase, verbose_name=_("pilot test base"), on_delete=models.CASCADE, related_name="series"
    )
    unit = models.ForeignKey(
        ProcessUnit,
        verbose_name=_("process unit"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="series",
    )
    variable = models.ForeignKey(Variable, verbose_name=_("variable"), on_delete=models.PROTECT, related_name="series")
    point = models.CharField(_("point"), max_length=20, choices=Point)
    origin = models.CharField(_("origin"), max_length=20, choices=Origin, default=Origin.SENSOR)
    interval_seconds = models.PositiveIntegerField(
        _("expected interval in seconds"), null=True, blank=True, help_text=_("Empty: values come irregularly.")
    )
    ends_on = EndDateField(
        _("last day of measuring"), null=True, blank=True, help_text=_("From the next day on no values are expected.")
    )

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ("base", "point", "variable", "origin")
        constraints = (
            models.UniqueConstraint(
                fields=("base", "unit", "point", "variable", "origin"),
                name="series_once_a_unit",
                violation_error_message=_("This base has that series already."),
            ),
            models.UniqueConstraint(
                fields=("base", "point", "variable", "origin"),
                condition=models.Q(unit__isnull=True),
                name="series_once_a_point",
                violation_error_message=_("This base has that series already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.base.code} · {self.get_point_display()} · {self.variable} · {self.get_origin_display()}"

    def get_absolute_url(self) -> str:
        return reverse("series_detail", args=[self.pk])

    @property
    def values_a_day(self) -> float | None:
        """The number of values expected a day; None where they come irregularly."""
        return SECONDS_A_DAY / self.interval_seconds if self.interval_seconds else None

    @property
    def has_values(self) -> bool:
        return Measurement.objects.filter(series=self).exists()


class Flag(models.IntegerChoices):
    """What is known of a value's quality; figures use GOOD and UNCHECKED only."""

    GOOD = 0, _("good")
    UNCHECKED = 1, _("not checked")
    OUT_OF_RANGE = 2, _("outside the possible range")
    BELOW_DETECTION = 3, _("below detection")
    MAINTENANCE = 4, _("maintenance")
    REJECTED = 5, pgettext_lazy("measurement", "rejected")


USED_FLAGS = (Flag.GOOD, Flag.UNCHECKED)


class Measurement(VisibleModel):
    """One value of a series: the table that grows without bound, so the narrowest (8, 8, 4, 2 bytes)."""

    visibility_parent = "series"

    pk = models.CompositePrimaryKey("series", "time")
    time = models.DateTimeField(_("time"))
    value = models.FloatField(_("value"))
    series = models.ForeignKey(
        Series, verbose_name=_("series"), on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    flag = models.SmallIntegerField(_("flag"), choices=Flag, default=Flag.UNCHECKED)

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")


class DailyRollup(VisibleModel):
    """The sums of a series over a day in Asia/Shanghai, refreshed by imports; charts and figures read these."""

    visibility_parent = "series"

    pk = models.CompositePrimaryKey("series", "day")
    series = models.ForeignKey(
        Series, verbose_name=_("series"), on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    day = models.DateField(_("day"))
    used_count = models.PositiveIntegerField(_("values used"))
    all_count = models.PositiveIntegerField(_("values"))
    total = models.FloatField(_("sum of the values used"))
    lowest = models.FloatField(_("lowest"), null=True)
    highest = models.FloatField(_("highest"), null=True)

    class Meta:
        verbose_name = _("daily sum")
        verbose_name_plural = _("daily sums")


class MeasurementImport(Authored, Record):
    """An imported file of measurements: which file, and how many values it created and updated."""

    visibility_parent = "base"

    base = models.ForeignKey(
        PilotBase, verbose_name=_("pilot test base"), on_delete=models.CASCADE, related_name="imports"
    )
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    series_count = models.PositiveIntegerField(_("series with new or corrected values"), default=0)
    created_count = models.PositiveIntegerField(_("new values"), default=0)
    updated_count = models.PositiveIntegerField(_("corrected values"), default=0)
    unchanged_count = models.PositiveIntegerField(_("unchanged values"), default=0)

    class Meta:
        verbose_name = _("import of measurements")
        verbose_name_plural = _("imports of measurements")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        if not self.series_count:
            return self.file_name
        text = ngettext("%(file)s (values of %(count)d series)", "%(file)s (values of %(count)d series)",
                        self.series_count)  # fmt: skip
        return text % {"count": self.series_count, "file": self.file_name}


class StagedMeasurement(models.Model):
    """A value read from a file and not yet imported, by the number of its column; deleted when its job ends."""

    job = models.ForeignKey("partnership.Job", on_delete=models.CASCADE, db_index=False, related_name="+")
    column_number = models.PositiveSmallIntegerField()
    time = models.DateTimeField()
    value = models.FloatField()
    flag = models.SmallIntegerField(default=Flag.UNCHECKED)
    row = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("staged measurement")
        verbose_name_plural = _("staged measurements")
        indexes = (models.Index(fields=("job", "column_number", "time"), name="staged_job_column_time"),)

    def __str__(self) -> str:
        return f"{self.job_id} {self.column_number} {self.time}"


class Correction(VisibleModel):
    """A value that a later import replaced: no measured value is lost. Rows are only added."""

    visibility_parent = "series"

    series = models.ForeignKey(Series, verbose_name=_("series"), on_delete=models.CASCADE, related_name="+")
    time = models.DateTimeField(_("time"))
    old_value = models.FloatField(_("value before"))
    old_flag = models.SmallIntegerField(_("flag before"), choices=Flag)
    new_value = models.FloatField(_("value after"))
    new_import = models.ForeignKey(
        MeasurementImport, verbose_name=_("import"), on_delete=models.PROTECT, related_name="corrections"
    )
    corrected_at = models.DateTimeField(_("corrected at"), auto_now_add=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("-corrected_at",)

    def __str__(self) -> str:
        return f"{self.series_id} {self.time}"
