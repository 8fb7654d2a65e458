"""Organisations: the parties of the cooperation, their units, and others."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnership.models.base import Named, TopRecord
from partnership.rules.visibility import Viewer


class Organisation(TopRecord, Named):
    """A party, one of its units, or another body that takes part."""

    shared_by_nature = "Who the parties and their units are is public."

    class Kind(models.TextChoices):
        COMPANY = "company", _("company")
        UNIVERSITY = "university", _("university")
        UNIT = "unit", _("unit")
        LABORATORY = "laboratory", _("laboratory")
        GOVERNMENT = "government", _("government body")
        OTHER = "other", _("other")

    code = models.CharField(_("short name"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="units"
    )
    is_party = models.BooleanField(_("party of the cooperation"), default=False)
    credit_code = models.CharField(
        _("unified social credit code"), max_length=18, blank=True, help_text=_("18 characters, GB 32100-2015.")
    )
    website = models.URLField(_("website"), blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name or self.code

    def get_absolute_url(self) -> str:
        return reverse("organisation_detail", args=[self.code])

    def is_of(self, viewer: Viewer) -> bool:
        """Whether it is the viewer's own party or a unit of it."""
        return viewer.party_id is not None and viewer.party_id in (self.pk, self.parent_id)
