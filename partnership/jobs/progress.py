"""The progress of a running job: its steps, its lease, and whether it was cancelled or claimed by another worker."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from partnership.models import Job


class JobCancelledError(Exception):
    """The job is to be cancelled."""


class JobLostError(Exception):
    """The lease ran out and another worker has claimed the job."""


class Progress:
    """The second argument of a job's callable, after the job."""

    def __init__(self, job_id: int, token: uuid.UUID) -> None:
        self.job_id = job_id
        self.token = token

    def update(self, done: int, total: int) -> None:
        """Store the steps done and renew the lease; raise JobCancelledError or JobLostError.

        Inside a transaction it also guards that transaction: it commits only while the claim is the job's own.
        """
        claimed = Job.for_workers.claimed_by(self.job_id, self.token)
        until = timezone.now() + dt.timedelta(seconds=settings.REPORT_LEASE_SECONDS)
        claimed.update(done_steps=done, all_steps=total, leased_until=until)
        self.check()

    def check(self) -> None:
        """Raise JobCancelledError or JobLostError where that is so; writes nothing."""
        claimed = Job.for_workers.claimed_by(self.job_id, self.token)
        is_cancel_asked = claimed.values_list("is_cancel_asked", flat=True).first()
        if is_cancel_asked is None:
            raise JobLostError
        if is_cancel_asked:
            raise JobCancelledError

    def complete(self, result: dict[str, Any]) -> None:
        """End the job in the transaction that does its work, so that both are committed or neither."""
        ended = {"state": Job.State.DONE, "result": result, "ended_at": timezone.now(), "done_steps": F("all_steps")}
        if not Job.for_workers.finish(self.job_id, self.token, **ended):
            raise JobLostError
