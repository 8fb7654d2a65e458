"""Changes: who changed what, when, before and after; one table for all kinds of record."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnership.models.base import Attached, Authored, in_reader_language
from partnership.rules.visibility import MayBePrivate


class Change(MayBePrivate, Attached, Authored):
    """One change of one record; its audience is the record's as it was then, so widening opens no earlier history."""

    class Action(models.TextChoices):
        CREATED = "created", _("entered")
        CHANGED = "changed", _("changed")
        LINKED = "linked", _("links changed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RESTORED = "restored", _("brought back")
        SHARED = "shared", _("shared with the other party")
        MERGED = "merged", _("merged into another record")
        DELETED = "deleted", _("deleted")

    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    action = models.CharField(_("action"), max_length=20, choices=Action)
    label_zh = models.CharField(_("record"), max_length=400)
    label_en = models.CharField(
        _("record in English"), max_length=400, blank=True, help_text=_("Empty where it is called the same.")
    )
    top_type = models.ForeignKey(
        "contenttypes.ContentType", verbose_name=_("kind of the top record"), on_delete=models.PROTECT, related_name="+"
    )
    top_id = models.BigIntegerField(_("top record"))
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    told_by = models.ForeignKey(
        "self",
        verbose_name=_("told by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The change of the same act that stands for this one where changes are listed."),
    )
    request_id = models.CharField(_("request"), max_length=36, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("-at", "-id"), name="change_newest"),
            models.Index(fields=("private_to", "-at"), name="change_audience_at"),
            models.Index(fields=("target_type", "target_id", "-at"), name="change_target_at"),
            models.Index(fields=("top_type", "top_id", "-at"), name="change_top_at"),
        )

    def __str__(self) -> str:
        return gettext("%(label)s: %(value)s") % {"label": self.get_action_display(), "value": self.label}

    @property
    def label(self) -> str:
        """What the record was called at the time, in the reader's language."""
        return in_reader_language(self.label_zh, self.label_en)
