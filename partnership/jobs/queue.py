"""Messages that wake a worker; one that is lost costs a minute, since the next tick finds the work in the database."""

import datetime as dt
import logging

from kombu.exceptions import KombuError, OperationalError

from partnership.celery import app

logger = logging.getLogger(__name__)
BUILD, SEND, NOTICE = "partnership.build_report_run", "partnership.send_delivery", "partnership.send_notice"
JOB = "partnership.run_job"
# What was nudged when it came into being is nudged again by a tick only when it has waited for so long.
PATIENCE = dt.timedelta(seconds=50)


def enqueue(task: str, key: object) -> None:
    """Ask a worker to look at one piece of work."""
    try:
        app.send_task(task, args=[key], retry=False)
    except (OperationalError, KombuError, OSError) as error:
        logger.warning("No message for %s %s: %s; the next tick finds it", task, key, error)
