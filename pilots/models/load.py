"""The daily nitrogen loads of a base, in and out: from these its removal is computed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.rules.visibility import VisibleModel
from pilots.models.base import PilotBase
from pilots.models.series import Series

FLOW = "Q"
# Ammonium alone would overstate it: what becomes nitrate still leaves the base.
NITROGEN = "TN"


def in_balance(path: str = "") -> Q:
    """The series from which nitrogen loads are computed; `path` is the lookup of the series, with its underscores."""
    return Q(
        **{
            f"{path}variable__code__in": (FLOW, NITROGEN),
            f"{path}point__in": (Series.Point.INFLUENT, Series.Point.EFFLUENT),
        }
    )


class NitrogenLoad(VisibleModel):
    """Total nitrogen of a base on a day in Asia/Shanghai, in g: mean concentration (mg/L) times mean flow (m3/d).

    Refreshed with the daily sums; a day without flow or without total nitrogen at both points has none.
    """

    visibility_parent = "base"

    pk = models.CompositePrimaryKey("base", "day")
    base = models.ForeignKey(
        PilotBase, verbose_name=_("pilot test base"), on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    day = models.DateField(_("day"), db_index=True)
    load_in = models.FloatField(_("load in, g"))
    load_out = models.FloatField(_("load out, g"))

    class Meta:
        verbose_name = _("nitrogen load")
        verbose_name_plural = _("nitrogen loads")
