"""Achievements of people outside the cooperation, which its figures do not count."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.models.base import Record, in_reader_language
from partnership.models.cooperation.person import Person
from partnership.rules.fields import PartialDateField


class Achievement(Record):
    """One thing that a person is known for, as a public source states it: numbers in it are the person's own totals."""

    visibility_parent = "person"

    class Kind(models.TextChoices):
        AWARD = "award", _("award")
        PUBLICATION = "publication", _("publication")
        PROJECT_LED = "project_led", _("project led")
        PATENTS = "patents", pgettext_lazy("achievement", "patents")

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="achievements")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title_zh = models.CharField(_("what was achieved (Chinese)"), max_length=500, blank=True)
    title_en = models.CharField(_("what was achieved (English)"), max_length=500, blank=True)
    achieved_on = PartialDateField(
        pgettext_lazy("achievement", "date"),
        blank=True,
        help_text=_(
            "As precisely as the source says, and no more: 2021, 2021-11 or 2021-11-03. An award bears the year for "
            "which it is given. Empty: the source gives none."
        ),
    )

    class Meta:
        verbose_name = _("achievement")
        verbose_name_plural = _("achievements")
        ordering = ("person", "-achieved_on", "-pk")

    def __str__(self) -> str:
        return f"{self.person} · {self.title}"

    @property
    def title(self) -> str:
        return in_reader_language(self.title_zh, self.title_en)

    def clean(self) -> None:
        super().clean()
        if not (self.title_zh or self.title_en):
            raise ValidationError({"title_zh": _("Say in Chinese or in English what was achieved.")})
