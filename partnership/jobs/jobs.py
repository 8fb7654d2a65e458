"""Long work that people start: the job's row holds its state, the message only makes a worker claim it."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from partnership.jobs.progress import JobCancelledError, JobLostError, Progress
from partnership.jobs.queue import JOB, REQUEUE_AFTER, enqueue
from partnership.models import Job, Organisation, User
from partnership.rules import registry
from partnership.rules.requests import request_id

logger = logging.getLogger(__name__)
OPEN = (Job.State.WAITING, Job.State.RUNNING)
# A job that was interrupted so many times is not claimed again.
MAX_ATTEMPTS = 3
MAX_ENQUEUED = 100
FAILED_TEXT = gettext_noop("The job failed. The operator finds why in the log, under job %(job)s.")
INTERRUPTED_TEXT = gettext_noop("The job was interrupted again and again and is no longer retried.")


def start_job(*, kind: str, options: dict[str, Any], by: User | None, private_to: Organisation | None) -> Job:
    """Create a job and enqueue it for a worker; its party sees it."""
    job = Job(kind=registry.job_kinds[kind].key, options=options, by=by, private_to=private_to)
    job.save(force_insert=True)
    transaction.on_commit(lambda: enqueue(JOB, job.pk))
    return job


def run_now(*, kind: str, options: dict[str, Any], by: User | None, private_to: Organisation | None) -> Job:
    """Run a job in this process, for a command; it is created as claimed, so no worker takes it."""
    job = Job(kind=registry.job_kinds[kind].key, options=options, by=by, private_to=private_to)
    job.state, job.claim_token, job.attempts = Job.State.RUNNING, uuid.uuid4(), 1
    job.leased_until = timezone.now() + dt.timedelta(seconds=settings.REPORT_LEASE_SECONDS)
    job.save(force_insert=True)
    _run(job, job.claim_token)
    job.refresh_from_db()
    return job


def run_job(job_id: int) -> bool:
    """Run a waiting job, or one whose worker died; return False where another has claimed it or it is not to be run."""
    token = Job.for_workers.filter(state__in=OPEN).claim(job_id)
    if token is None:
        return False
    Job.for_workers.claimed_by(job_id, token).update(state=Job.State.RUNNING)
    job = Job.for_workers.select_related("by", "private_to").get(pk=job_id)
    if job.is_cancel_asked:
        return _end(job, token, Job.State.CANCELLED)
    if job.attempts > MAX_ATTEMPTS:
        return _end(job, token, Job.State.FAILED, {"error": INTERRUPTED_TEXT})
    _run(job, token)
    return True


def cancel_job(job: Job) -> None:
    """Cancel a waiting job; a running one stops at its next step."""
    waiting = Job.for_workers.free().filter(pk=job.pk, state=Job.State.WAITING)
    if not waiting.update(state=Job.State.CANCELLED, ended_at=timezone.now()):
        Job.for_workers.filter(pk=job.pk, state__in=OPEN).update(is_cancel_asked=True)


def enqueue_waiting() -> None:
    """Enqueue waiting jobs that no worker has claimed; called once a minute."""
    jobs = Job.for_workers.free().filter(state__in=OPEN, created_at__lte=timezone.now() - REQUEUE_AFTER)
    for key in jobs.order_by("created_at").values_list("pk", flat=True)[:MAX_ENQUEUED]:
        enqueue(JOB, key)


def _run(job: Job, token: uuid.UUID) -> None:
    """Run the callable of the job's kind and store how it ended, whatever happens."""
    progress = Progress(job.pk, token)
    # Work of a person is recorded under a request: it stays in the latest changes when the account is deleted.
    act = request_id.set(token.hex if job.by_id else "")
    try:
        state, result = registry.job_kinds[job.kind].run(job, progress)
        _end(job, token, state, result)  # writes nothing where the kind has ended it in its own transaction
    except JobCancelledError:
        _end(job, token, Job.State.CANCELLED)
    except JobLostError:
        logger.warning("Job %s was claimed by another worker while it ran", job.pk)
    except Exception:  # whatever it was, the job must end as failed
        logger.exception("Job %s failed", job.pk)
        _end(job, token, Job.State.FAILED, {"error": FAILED_TEXT, "words": {"job": str(job.pk)}})
    except BaseException:  # Ctrl-C at a command: no worker shall go on with it
        _end(job, token, Job.State.CANCELLED)
        raise
    finally:
        request_id.reset(act)


def _end(job: Job, token: uuid.UUID, state: str, result: dict[str, Any] | None = None) -> bool:
    return Job.for_workers.finish(job.pk, token, state=state, result=result or {}, ended_at=timezone.now())
