"""Jobs: the state of all long work; the Celery message only makes a worker claim it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnership.models.base import Authored
from partnership.models.claimed import ClaimedWork
from partnership.rules.visibility import MayBePrivate


class Job(MayBePrivate, Authored, ClaimedWork):
    """An import, export or recomputation: its state, progress, lease and result."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(_("kind"), max_length=60)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING)
    options = models.JSONField(_("options"), default=dict)
    done_steps = models.PositiveIntegerField(_("done"), default=0)
    all_steps = models.PositiveIntegerField(_("of"), default=0)
    is_cancel_asked = models.BooleanField(_("to be cancelled"), default=False)
    result = models.JSONField(_("result"), default=dict)
    created_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("state", "leased_until"), name="job_state_lease"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("job_detail", args=[self.pk])

    @property
    def is_ended(self) -> bool:
        return self.state not in (self.State.WAITING, self.State.RUNNING)
