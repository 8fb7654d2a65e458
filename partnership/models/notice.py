"""Notices: mails to the people to whom something was assigned."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnership.models.base import Attached
from partnership.models.claimed import ClaimedWork
from partnership.rules.visibility import VisibleModel, VisibleQuerySet, as_viewer


class NoticeQuerySet(VisibleQuerySet):
    def visible_to(self, reader: object) -> NoticeQuerySet:
        """The reader's own notices; an operator sees all."""
        viewer = as_viewer(reader)  # type: ignore[arg-type]
        if not viewer.is_active:
            return self.none()
        return self if viewer.is_operator else self.filter(user=viewer.user_id)


class Notice(Attached, ClaimedWork, VisibleModel):
    """A mail to the new owner of a record; it is sent after the commit of the row."""

    shared_by_nature = "Has its own rule: one sees one's own notices."

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        WITHHELD = "withheld", _("withheld")
        FAILED = "failed", _("failed")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="notices"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assigned by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("noted at"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("state", "next_attempt_at"), name="notice_state_next"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.target_type} {self.target_id}"
