"""Pilot test bases, their process units and campaigns."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.models import Organisation, Person
from partnership.models.base import PrivateRecord, Record, in_reader_language
from partnership.rules.fields import EndDateField, ends_after_start
from projects.models import Project


class PilotBase(PrivateRecord):
    """A site where processes are tried at pilot scale."""

    code_prefix = "B"

    place = models.CharField(_("place"), max_length=200, blank=True)
    operator = models.ForeignKey(
        Organisation,
        verbose_name=pgettext_lazy("pilot base", "operator"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pilot_bases",
    )
    manager = models.ForeignKey(
        Person,
        verbose_name=pgettext_lazy("pilot base", "manager"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pilot_bases",
    )
    design_flow_m3_d = models.DecimalField(
        _("design flow in m³/d"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField(_("in operation since"))
    ends_on = EndDateField(_("last day of operation"), null=True, blank=True)
    summary = models.TextField(_("what is tried there"), blank=True)

    class Meta:
        verbose_name = _("pilot test base")
        verbose_name_plural = _("pilot test bases")
        ordering = ("code",)
        constraints = (ends_after_start("base_ends_after_start"),)

    @property
    def code_year(self) -> int | None:
        return self.starts_on.year


class ProcessUnit(Record):
    """A tank, reactor or machine of a base, as it was between two dates."""

    visibility_parent = "base"

    class Kind(models.TextChoices):
        INFLUENT = "influent", _("influent tank")
        PRIMARY = "primary", _("primary or A-stage")
        ANOXIC = "anoxic", _("anoxic tank")
        AEROBIC = "aerobic", _("aerobic tank")
        PARTIAL_NITRITATION = "partial_nitritation", _("partial nitritation reactor")
        PARTIAL_DENITRIFICATION = "partial_denitrification", _("partial denitrification reactor")
        ANAMMOX = "anammox", _("anammox reactor")
        SETTLER = "settler", _("settler")
        EFFLUENT = "effluent", _("effluent tank")
        OTHER = "other", _("other")

    base = models.ForeignKey(
        PilotBase, verbose_name=_("pilot test base"), on_delete=models.CASCADE, related_name="units"
    )
    code = models.CharField(_("code"), max_length=30)
    name_zh = models.CharField(_("Chinese name"), max_length=200, blank=True)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    volume_m3 = models.DecimalField(
        _("volume in m³"), max_digits=10, decimal_places=3, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    starts_on = models.DateField(_("first day"))
    ends_on = EndDateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("process unit")
        verbose_name_plural = _("process units")
        ordering = ("base", "code")
        constraints = (
            models.UniqueConstraint(fields=("base", "code", "starts_on"), name="unit_code_once_a_base_and_start"),
            ends_after_start("unit_ends_after_start"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()

    @property
    def name(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)

    def get_absolute_url(self) -> str:
        return reverse("processunit_detail", args=[self.pk])


class Campaign(Record):
    """A period in which a base is run to answer a question."""

    visibility_parent = "base"

    base = models.ForeignKey(
        PilotBase, verbose_name=_("pilot test base"), on_delete=models.CASCADE, related_name="campaigns"
    )
    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, null=True, blank=True, related_name="campaigns"
    )
    title = models.CharField(_("campaign"), max_length=300)
    aim = models.TextField(_("question"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = EndDateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("-starts_on", "pk")
        constraints = (ends_after_start("campaign_ends_after_start"),)

    def __str__(self) -> str:
        return self.title
