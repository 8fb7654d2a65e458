"""A running job's hold on its row: says how far it is, renews the lease, and hears of being cancelled or taken over."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from partnership.models import Job


class JobCancelledError(Exception):
    """Somebody asked for the job to be cancelled."""


class JobLostError(Exception):
    """The lease ran out and somebody else does the job."""


class Progress:
    """What a job's callable is given beside the job."""

    def __init__(self, job_id: int, token: uuid.UUID) -> None:
        self.job_id = job_id
        self.token = token

    def hold(self, done: int, of: int) -> None:
        """Note how far the job is and renew its lease; raises JobCancelledError or JobLostError.

        Called inside a transaction it also fences it: what a job writes beside it is written only while it holds.
        """
        ours = Job.for_workers.claimed_by(self.job_id, self.token)
        until = timezone.now() + dt.timedelta(seconds=settings.REPORT_LEASE_SECONDS)
        ours.update(done_steps=done, all_steps=of, leased_until=until)
        self.heed()

    def heed(self) -> None:
        """Raise JobCancelledError or JobLostError where that is so; a long transaction that only reads may ask."""
        ours = Job.for_workers.claimed_by(self.job_id, self.token)
        is_cancel_asked = ours.values_list("is_cancel_asked", flat=True).first()
        if is_cancel_asked is None:
            raise JobLostError
        if is_cancel_asked:
            raise JobCancelledError

    def complete(self, result: dict[str, Any]) -> None:
        """End the job within the transaction that does its work, so that neither is without the other."""
        ended = {"state": Job.State.DONE, "result": result, "ended_at": timezone.now(), "done_steps": F("all_steps")}
        if not Job.for_workers.finish(self.job_id, self.token, **ended):
            raise JobLostError
