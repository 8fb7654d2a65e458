"""Meetings, the consensus reached in them, and the actions agreed."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.models.base import PrivateRecord, Record
from partnership.models.cooperation.agreement import Agreement
from partnership.models.cooperation.organisation import Organisation
from partnership.models.cooperation.person import Person
from partnership.rules.periods import today
from partnership.rules.visibility import VisibleQuerySet


class Meeting(PrivateRecord):
    """A meeting of the parties."""

    code_prefix = "M"

    held_on = models.DateField(_("held on"), db_index=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    organisations = models.ManyToManyField(
        Organisation, verbose_name=_("organisations"), blank=True, related_name="meetings"
    )
    attendees = models.ManyToManyField(Person, verbose_name=_("attendees"), blank=True, related_name="meetings")
    minutes = models.TextField(_("minutes"), blank=True)

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ("-held_on", "-code")

    @property
    def code_year(self) -> int | None:
        return self.held_on.year


class Consensus(Record):
    """A point on which a meeting agreed."""

    visibility_parent = "meeting"

    class Topic(models.TextChoices):
        """The topics of the public record of 2020-12-30."""

        COMMUNICATION = "communication", _("communication")
        DOMAINS = "domains", _("cooperation domains")
        NATIONAL_PLATFORM = "national_platform", _("national platform")
        RESEARCH_PLATFORM = "research_platform", _("research platform")
        MECHANISM = "mechanism", _("mechanism innovation")
        TALENT = "talent", _("joint education")

    meeting = models.ForeignKey(Meeting, verbose_name=_("meeting"), on_delete=models.CASCADE, related_name="consensus")
    topic = models.CharField(_("topic"), max_length=30, choices=Topic)
    text = models.TextField(_("consensus"))
    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("agreement that came of it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="consensus",
    )

    class Meta:
        verbose_name = _("consensus")
        verbose_name_plural = _("consensus")
        ordering = ("-meeting__held_on", "pk")

    def __str__(self) -> str:
        return self.text


def open_on(day: dt.date) -> Q:
    """Agreed by a day and not done by then."""
    return Q(meeting__held_on__lte=day) & (Q(done_on__isnull=True) | Q(done_on__gt=day))


def overdue_on(day: dt.date) -> Q:
    """Open on a day and due before it."""
    return open_on(day) & Q(due_on__lt=day)


class ActionItemQuerySet(VisibleQuerySet):
    def open_on(self, day: dt.date) -> ActionItemQuerySet:
        return self.filter(open_on(day))

    def overdue_on(self, day: dt.date) -> ActionItemQuerySet:
        return self.filter(overdue_on(day))


class ActionItem(Record):
    """Something to be done by somebody, agreed in a meeting."""

    visibility_parent = "meeting"

    meeting = models.ForeignKey(Meeting, verbose_name=_("meeting"), on_delete=models.CASCADE, related_name="actions")
    consensus = models.ForeignKey(
        Consensus,
        verbose_name=_("follows from"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
    )
    title = models.CharField(_("what is to be done"), max_length=300)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("party"), on_delete=models.PROTECT, related_name="actions"
    )
    owner = models.ForeignKey(
        Person, verbose_name=_("owner"), on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    due_on = models.DateField(_("due on"), db_index=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.TextField(_("what came of it"), blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        ordering = ("due_on", "pk")
        indexes = (models.Index(fields=("due_on",), condition=Q(done_on__isnull=True), name="action_item_open"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.due_on < today()
