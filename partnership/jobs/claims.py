"""Claims of work: a filtered UPDATE whose row count decides, and a lease that outlives the task's hard limit."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from smtplib import SMTPException
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

Work = TypeVar("Work", bound=Model)
# The first pauses outlast a hiccup of the server, the last ones a weekend; after the last the work has failed.
PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440, 1440))
LONGEST_ERROR = 500
# What was nudged when it came into being is nudged again by a tick only when it has waited for so long.
PATIENCE = dt.timedelta(seconds=50)


def log_failed_attempt(logger: logging.Logger, work: Any, error: Exception) -> None:
    """One line where the mail server or the way to it failed; with its trace where nobody expected the error."""
    is_unexpected = not isinstance(error, (OSError, SMTPException))
    said = (type(work).__name__, work.pk, work.attempts, type(error).__name__)
    logger.warning("%s %s, attempt %s: %s", *said, exc_info=is_unexpected)


def free_at(now: dt.datetime) -> Q:
    """Work that nobody holds and whose pause is over."""
    unheld = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return unheld & (Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now))


def claim(work: QuerySet, key: object) -> uuid.UUID | None:
    """A token where the work is ours now; None where somebody else has it or it is not to be done."""
    now, token = timezone.now(), uuid.uuid4()
    taken = work.filter(free_at(now), pk=key).update(
        leased_until=now + dt.timedelta(seconds=settings.REPORT_LEASE_SECONDS),
        claim_token=token,
        attempts=F("attempts") + 1,
    )
    return token if taken else None


def finish(work: QuerySet, key: object, token: uuid.UUID, **columns: object) -> bool:
    """Write the outcome and let go; False where the claim is no longer ours, and then nothing is written."""
    return bool(
        work.filter(pk=key, claim_token=token).update(
            leased_until=None, claim_token=None, next_attempt_at=None, **columns
        )
    )


def pause_or_fail(work: QuerySet, key: object, token: uuid.UUID, *, attempts: int, error: str, failed: str) -> bool:
    """Let go with a pause that grows with the attempts; after the last one the state is `failed`: True then."""
    columns: dict[str, object] = {"leased_until": None, "claim_token": None, "last_error": error[:LONGEST_ERROR]}
    is_over = attempts > len(PAUSES)
    if is_over:
        columns |= {"state": failed, "next_attempt_at": None}
    else:
        columns["next_attempt_at"] = timezone.now() + PAUSES[attempts - 1]
    return bool(work.filter(pk=key, claim_token=token).update(**columns)) and is_over
