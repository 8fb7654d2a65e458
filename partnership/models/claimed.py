"""Work that one worker at a time claims: a filtered UPDATE whose row count decides, and a lease that runs out.

The lease is longer than the task's hard limit: work that a dead worker had claimed is free again afterwards.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.rules.visibility import WorkersManager

# The first pauses outlast a hiccup of the server, the last ones a weekend; after the last the work has failed.
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440, 1440))
MAX_ERROR_LENGTH = 500


class ClaimedQuerySet(models.QuerySet):
    def free(self) -> Self:
        """Work that nobody has claimed and whose pause is over."""
        now = timezone.now()
        unclaimed = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
        return self.filter(unclaimed, Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now))

    def claim(self, key: object) -> uuid.UUID | None:
        """Claim the work and return the token; None where another has claimed it or it is not to be done."""
        token = uuid.uuid4()
        claimed = (
            self.free()
            .filter(pk=key)
            .update(
                leased_until=timezone.now() + dt.timedelta(seconds=settings.REPORT_LEASE_SECONDS),
                claim_token=token,
                attempts=F("attempts") + 1,
            )
        )
        return token if claimed else None

    def claimed_by(self, key: object, token: uuid.UUID) -> Self:
        """The row, as long as it is claimed under this token."""
        return self.filter(pk=key, claim_token=token)

    def finish(self, key: object, token: uuid.UUID, **columns: object) -> bool:
        """Write the outcome and end the claim; write nothing and return False where another has claimed the work."""
        released = {"leased_until": None, "claim_token": None, "next_attempt_at": None}
        return bool(self.claimed_by(key, token).update(**released, **columns))

    def pause_or_fail(self, key: object, token: uuid.UUID, *, attempts: int, error: str, failed: str) -> bool:
        """End the claim with a pause that grows with the attempts; after the last set `failed` and return True."""
        columns: dict[str, object] = {"leased_until": None, "claim_token": None, "last_error": error[:MAX_ERROR_LENGTH]}
        is_over = attempts > len(PAUSES)
        if is_over:
            columns |= {"state": failed, "next_attempt_at": None}
        else:
            columns["next_attempt_at"] = timezone.now() + PAUSES[attempts - 1]
        return bool(self.claimed_by(key, token).update(**columns)) and is_over


class ClaimedWork(models.Model):
    """Work that one worker at a time claims for the length of a lease, and that pauses between attempts."""

    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    claim_token = models.UUIDField(_("claim"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    alerted_at = models.DateTimeField(_("administrators told at"), null=True, blank=True)

    for_workers = WorkersManager.from_queryset(ClaimedQuerySet)()

    class Meta:
        abstract = True
