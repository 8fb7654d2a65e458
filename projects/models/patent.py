"""Patents with their numbers, dates, applicants and inventors, as the office records them."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.models import Organisation, Person
from partnership.models.base import Numbered, PrivateRecord, Record
from projects.models.project import Project
from projects.patents.numbers import plain_number


def in_force_on(day: dt.date) -> Q:
    """Granted, and recorded as in force or as ending after the day.

    A grant alone is not enough: a right lapses where an annuity is not paid (Patent Law, art. 44).
    """
    lasting = Q(ended_on__isnull=True, status=Patent.Status.IN_FORCE)
    return Q(granted_on__lte=day) & (Q(ended_on__gt=day) | lasting)


def unconfirmed_on(day: dt.date) -> Q:
    """Granted, but recorded neither as in force nor as over: `in_force_on` does not count it."""
    return Q(granted_on__lte=day, ended_on__isnull=True, status__in=(Patent.Status.UNKNOWN, Patent.Status.PENDING))


def in_force_undated_on(day: dt.date) -> Q:
    """Recorded as in force without the day of its grant, which `in_force_on` needs.

    Before its filing and after its end it is not in force.
    """
    is_filed = Q(filed_on__isnull=True) | Q(filed_on__lte=day)
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gt=day)
    return Q(status=Patent.Status.IN_FORCE, granted_on__isnull=True) & is_filed & lasting


class Patent(Numbered, PrivateRecord):
    """A patent or an application for one, as published."""

    code_prefix = "PT"
    # An application is published more than once, each time under a number of its own: that one comes first.
    number_fields = ("publication_number", "application_number")
    plain_number = staticmethod(plain_number)

    class Kind(models.TextChoices):
        INVENTION = "invention", _("invention")
        UTILITY = "utility", _("utility model")
        DESIGN = "design", _("design")

    class Status(models.TextChoices):
        """The legal status as it is recorded."""

        UNKNOWN = "unknown", _("not known")
        PENDING = "pending", _("pending")
        IN_FORCE = "in_force", _("in force")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("application withdrawn")
        TERMINATED = "terminated", _("terminated")
        EXPIRED = "expired", _("expired")
        INVALIDATED = "invalidated", _("invalidated")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    office = models.CharField(_("office"), max_length=2, default="CN", help_text=_("Two letters, WIPO ST.3: CN, US."))
    application_number = models.CharField(_("application number"), max_length=40, blank=True)
    publication_number = models.CharField(_("publication number"), max_length=40, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    priority_on = models.DateField(_("priority date"), null=True, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    granted_on = models.DateField(_("grant announced on"), null=True, blank=True, db_index=True)
    ended_on = models.DateField(_("right ended on"), null=True, blank=True)
    status = models.CharField(_("legal status"), max_length=20, choices=Status, default=Status.UNKNOWN)
    ipc = models.CharField(_("IPC"), max_length=200, blank=True)
    projects = models.ManyToManyField(Project, verbose_name=_("projects"), blank=True, related_name="patents")
    note = models.TextField(pgettext_lazy("patent", "note"), blank=True)

    class Meta:
        verbose_name = _("patent")
        verbose_name_plural = _("patents")
        ordering = ("-filed_on", "-code")

    @property
    def code_year(self) -> int | None:
        first = self.filed_on or self.priority_on or self.published_on or self.granted_on
        return first.year if first else None


class PatentApplicant(Record):
    """An applicant or owner of a patent, in the order of the record."""

    visibility_parent = "patent"

    class Part(models.TextChoices):
        APPLICANT = "applicant", _("applicant")
        OWNER = "owner", _("current owner")

    patent = models.ForeignKey(Patent, verbose_name=_("patent"), on_delete=models.CASCADE, related_name="applicants")
    part = models.CharField(_("part"), max_length=20, choices=Part, default=Part.APPLICANT)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("name as recorded"), max_length=300)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="patent_parts",
    )

    class Meta:
        verbose_name = _("applicant of a patent")
        verbose_name_plural = _("applicants of a patent")
        ordering = ("patent", "part", "position")

    def __str__(self) -> str:
        return self.name


class Inventor(Record):
    """An inventor of a patent, in the order of the record, family name first."""

    visibility_parent = "patent"

    patent = models.ForeignKey(Patent, verbose_name=_("patent"), on_delete=models.CASCADE, related_name="inventors")
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(_("name as recorded"), max_length=200)
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, null=True, blank=True, related_name="inventions"
    )

    class Meta:
        verbose_name = _("inventor")
        verbose_name_plural = _("inventors")
        ordering = ("patent", "position")

    def __str__(self) -> str:
        return self.name
