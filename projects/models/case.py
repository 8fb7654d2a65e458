"""Engineering cases: plants in which outcomes are applied, with their scale and benefit."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership.models import Organisation, ResearchDirection
from partnership.models.base import PrivateRecord
from projects.models.outcome import Outcome


class EngineeringCase(PrivateRecord):
    """An application of outcomes in a real plant or building."""

    code_prefix = "E"

    outcomes = models.ManyToManyField(Outcome, verbose_name=_("outcomes applied"), blank=True, related_name="cases")
    direction = models.ForeignKey(
        ResearchDirection,
        verbose_name=_("research direction"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    site_owner = models.ForeignKey(
        Organisation,
        verbose_name=_("owner of the site"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    commissioned_on = models.DateField(_("in operation since"), db_index=True)
    capacity_m3_d = models.DecimalField(_("capacity in m³/d"), max_digits=12, decimal_places=1, null=True, blank=True)
    energy_saved_kwh_m3 = models.DecimalField(
        _("energy saved in kWh/m³"), max_digits=8, decimal_places=3, null=True, blank=True
    )
    benefit = models.TextField(_("benefit measured"), blank=True)

    class Meta:
        verbose_name = _("engineering case")
        verbose_name_plural = _("engineering cases")
        ordering = ("-commissioned_on", "-code")

    @property
    def code_year(self) -> int | None:
        return self.commissioned_on.year
