"""Research directions with their leads and the steps of their life."""

from __future__ import annotations

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.models.base import CodedRecord, Record
from partnership.models.cooperation.person import Person
from partnership.rules import formats
from partnership.rules.fields import EndDateField, ends_after_start
from partnership.rules.visibility import VisibleQuerySet


class DirectionQuerySet(VisibleQuerySet):
    def with_stage(self) -> DirectionQuerySet:
        """Add `stage`, the stage of the latest step."""
        steps = DirectionStep.objects.filter(direction=OuterRef("pk")).order_by("-reached_on", "-pk")
        return self.annotate(stage=Subquery(steps.values("stage")[:1]))

    def in_stage(self, *stages: str) -> DirectionQuerySet:
        return self.with_stage().filter(stage__in=stages)


class ResearchDirection(CodedRecord):
    """A direction of joint research with a life of its own."""

    code_prefix = "D"
    shared_by_nature = "Directions are what the parties agreed to research together."

    class Stage(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        EXPLORATION = "exploration", _("under exploration")
        AGREED = "agreed", _("agreed")
        ACTIVE = "active", pgettext_lazy("direction", "active")
        CLOSED = "closed", _("closed")

    summary_zh = models.TextField(_("Chinese summary"), blank=True)
    summary_en = models.TextField(_("English summary"), blank=True)
    front_evidence_zh = models.TextField(_("evidence that it is a research front (Chinese)"), blank=True)
    front_evidence_en = models.TextField(_("evidence that it is a research front (English)"), blank=True)
    front_source = models.CharField(_("source of the evidence"), max_length=500, blank=True)
    predecessor = models.ForeignKey(
        "self",
        verbose_name=_("grew out of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
    )

    objects = DirectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("research direction")
        verbose_name_plural = _("research directions")
        ordering = ("code",)

    @property
    def stage_now(self) -> str | None:
        """The stage of the latest step; None without steps."""
        if "stage" in self.__dict__:
            return self.__dict__["stage"]
        latest = self.steps.order_by("-reached_on", "-pk").first()
        return latest.stage if latest else None

    @property
    def stage_label(self) -> str:
        stage = self.stage_now
        return str(self.Stage(stage).label) if stage else ""


class DirectionStep(Record):
    """When a direction reached a stage, and why."""

    visibility_parent = "direction"

    direction = models.ForeignKey(
        ResearchDirection, verbose_name=_("direction"), on_delete=models.CASCADE, related_name="steps"
    )
    stage = models.CharField(_("stage of life"), max_length=20, choices=ResearchDirection.Stage)
    reached_on = models.DateField(pgettext_lazy("direction", "reached on"))
    reason = models.TextField(_("what moved it on"), blank=True)

    class Meta:
        verbose_name = _("step of a direction")
        verbose_name_plural = _("steps of a direction")
        ordering = ("-reached_on", "-pk")

    def __str__(self) -> str:
        return f"{self.get_stage_display()} · {formats.day(self.reached_on)}"


class DirectionLead(Record):
    """Who leads a direction on one side, and from when to when."""

    visibility_parent = "direction"

    direction = models.ForeignKey(
        ResearchDirection, verbose_name=_("direction"), on_delete=models.CASCADE, related_name="leads"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="led_directions"
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = EndDateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("lead of a direction")
        verbose_name_plural = _("leads of a direction")
        ordering = ("direction", "starts_on")
        constraints = (ends_after_start("direction_lead_ends_after_start"),)

    def __str__(self) -> str:
        return str(self.person)
