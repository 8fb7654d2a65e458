"""Messages to the workers; after a lost one the next minute's dispatch finds the work in the database."""

import datetime as dt
import logging

from kombu.exceptions import KombuError, OperationalError

from partnership.celery import app

logger = logging.getLogger(__name__)
BUILD, SEND, NOTICE = "partnership.build_report_run", "partnership.send_delivery", "partnership.send_notice"
JOB = "partnership.run_job"
# Work is enqueued when it is created; dispatch enqueues it again only after it has waited for so long.
REQUEUE_AFTER = dt.timedelta(seconds=50)


def enqueue(task: str, key: object) -> None:
    """Send the message that makes a worker claim one piece of work; a broker that is away is logged."""
    try:
        app.send_task(task, args=[key], retry=False)
    except (OperationalError, KombuError, OSError) as error:
        logger.warning("No message for %s %s: %s; the next dispatch finds it", task, key, error)
