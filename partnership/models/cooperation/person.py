"""People of the cooperation and the roles they have held."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.models.base import Named, Record, TopRecord, in_reader_language
from partnership.models.cooperation.organisation import Organisation
from partnership.rules.fields import EndDateField, active_on, ends_after_start
from partnership.rules.visibility import Viewer, VisibleQuerySet


class Person(TopRecord, Named):
    """Somebody who takes part; name, unit and role are seen by all parties, contact details are not."""

    shared_by_nature = "Name, unit and role are shared; contact details go through contact_for()."
    import_key = ("name_zh", "name_en", "organisation")
    name_missing_error = pgettext_lazy("person", "Give a Chinese or an English name.")

    name_zh = models.CharField(pgettext_lazy("person", "Chinese name"), max_length=300, blank=True)
    name_en = models.CharField(pgettext_lazy("person", "English name"), max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="people"
    )
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    academic_title = models.CharField(_("academic or professional title"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_purpose = models.CharField(
        _("contact shared for"),
        max_length=200,
        blank=True,
        help_text=_("The stated purpose for which the other party may see the contact details; empty: it may not."),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name_zh", "name_en")

    def get_absolute_url(self) -> str:
        return reverse("person_detail", args=[self.pk])

    def is_of(self, viewer: Viewer) -> bool:
        """Whether the person is of the viewer's own party."""
        return self.organisation.is_of(viewer)

    def contact_for(self, viewer: Viewer) -> tuple[str, str]:
        """E-mail and telephone, or two empty texts where the viewer's party is not to see them."""
        may_see = viewer.is_operator or self.is_of(viewer) or self.contact_purpose
        return (self.email, self.phone) if may_see else ("", "")


class RoleQuerySet(VisibleQuerySet):
    def active_on(self, day: dt.date) -> RoleQuerySet:
        return self.filter(active_on(day))


class Role(Record):
    """An office that a person holds or has held, with its dates: presidents change."""

    visibility_parent = "person"

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="roles"
    )
    title_zh = models.CharField(_("Chinese title"), max_length=200, blank=True)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = EndDateField(_("last day"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ("person", "starts_on")
        constraints = (ends_after_start("role_ends_after_start"),)

    def __str__(self) -> str:
        return f"{self.person} · {self.title}"

    @property
    def title(self) -> str:
        return in_reader_language(self.title_zh, self.title_en)
