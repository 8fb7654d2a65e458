"""The Celery tasks: each takes a key, calls one service and may run twice. Pauses are columns, never countdowns."""

from celery import shared_task
from django.conf import settings

from partnership.jobs import jobs
from partnership.records import notices
from partnership.reports.build import build_run
from partnership.reports.delivery.send import send_delivery
from partnership.reports.schedule import dispatch

LIMITS = {"soft_time_limit": settings.CELERY_TASK_SOFT_TIME_LIMIT, "time_limit": settings.CELERY_TASK_TIME_LIMIT}


@shared_task(name="partnership.tick", **LIMITS)
def dispatch_due_work() -> None:
    """Run the scheduler's work of one minute; the registered name is that of messages in flight."""
    dispatch.dispatch_reports()
    jobs.enqueue_waiting()


@shared_task(name="partnership.build_report_run", **LIMITS)
def build_report_run(run_id: int) -> None:
    build_run(run_id)


@shared_task(name="partnership.send_delivery", **LIMITS)
def send_report_delivery(delivery_id: int) -> None:
    send_delivery(delivery_id)


@shared_task(name="partnership.send_notice", **LIMITS)
def send_notice(notice_id: int) -> None:
    notices.send_notice(notice_id)


@shared_task(name="partnership.run_job", **LIMITS)
def run_job(job_id: int) -> None:
    jobs.run_job(job_id)
