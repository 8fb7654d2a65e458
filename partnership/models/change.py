"""Changes: who changed what, when, before and after; one table for all kinds of record."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import BigIntegerField, Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnership.models.base import Attached, Authored, in_reader_language
from partnership.rules.visibility import MayBePrivate, VisibleQuerySet

SAME_PAGE = Q(top_type=OuterRef("top_type"), top_id=OuterRef("top_id"))
SAME_KIND = Q(target_type=OuterRef("target_type"), action=OuterRef("action"))


class ChangeQuerySet(VisibleQuerySet):
    """Where changes are listed, a line shows those of one act and one audience with the page or the kind in common.

    The kind is what was done and to which kind of record.
    """

    def in_line_with_outer(self, common: Q = SAME_PAGE | SAME_KIND) -> Self:
        """The changes that share a line with the outer one, itself included; for use in a subquery."""
        audience, outer = (
            Coalesce(one, 0, output_field=BigIntegerField()) for one in ("private_to", OuterRef("private_to"))
        )
        return self.filter(common, act_id=OuterRef("act_id")).alias(audience=audience).filter(audience=outer)

    def first_of_lines(self) -> Self:
        """One change for each line: the first of those that share it."""
        # Two conditions rather than one with OR: each has an index that answers it at once, also within a large act.
        earlier = [
            Change.objects.in_line_with_outer(one).filter(pk__lt=OuterRef("pk")) for one in (SAME_KIND, SAME_PAGE)
        ]
        return self.filter(*(~Exists(one) for one in earlier))


class Change(MayBePrivate, Attached, Authored):
    """One change of one record, with the record's audience at that time: sharing it later shows no earlier history."""

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
    act_id = models.UUIDField(
        _("act"),
        default=uuid.uuid4,
        editable=False,
        help_text=_("The same for all changes of one form, import or merge."),
    )
    request_id = models.CharField(_("request"), max_length=36, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("-at", "-id"), name="change_newest"),
            models.Index(fields=("private_to", "-at"), name="change_audience_at"),
            models.Index(fields=("target_type", "target_id", "-at"), name="change_target_at"),
            models.Index(fields=("top_type", "top_id", "-at"), name="change_top_at"),
            models.Index(fields=("act_id", "target_type", "action"), name="change_act_kind"),
            models.Index(fields=("act_id", "top_type", "top_id"), name="change_act_page"),
        )

    def __str__(self) -> str:
        return gettext("%(label)s: %(value)s") % {"label": self.get_action_display(), "value": self.label}

    @property
    def label(self) -> str:
        """What the record was called at the time, in the reader's language."""
        return in_reader_language(self.label_zh, self.label_en)
