"""Mails to the people to whom something was assigned: stored with the assignment, sent after the commit."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from partnership.jobs.attempts import log_failed_attempt
from partnership.jobs.queue import NOTICE, enqueue
from partnership.models import Notice, Person, User
from partnership.rules import formats

logger = logging.getLogger(__name__)


def notify_owner(record: models.Model, changed: dict[str, Any], *, by: User | None) -> None:
    """Store and enqueue a notice to a record's new owner, unless they assigned it themselves."""
    owner_id = changed.get("owner")
    # A report's owner is an account that readers may ask, and gets no notice.
    if not owner_id or record._meta.get_field("owner").related_model is not Person:
        return
    user = User.objects.filter(person=owner_id, is_active=True).first()  # unscoped: the new owner
    if user is None or user == by:
        return
    kind = ContentType.objects.get_for_model(record)
    notice = Notice.objects.create(user=user, by=by, target_type=kind, target_id=record.pk)
    transaction.on_commit(lambda: enqueue(NOTICE, notice.pk))


def send_notice(notice_id: int) -> bool:
    """Send a waiting notice; return False where it is withheld or could not be sent."""
    token = Notice.for_workers.filter(state=Notice.State.WAITING).claim(notice_id)
    if token is None:
        return False
    notices = Notice.for_workers
    notice = notices.select_related("user", "by").get(pk=notice_id)
    record = _visible_target(notice)
    if record is None or notice.user.is_sample or not notice.user.is_active:
        notices.finish(notice_id, token, state=Notice.State.WITHHELD)
        return False
    try:
        _mail(notice, record).send()
    except Exception as error:  # whatever it was, the attempt must be logged and counted
        log_failed_attempt(logger, notice, error)
        text, failed = f"{type(error).__name__}: {error}", Notice.State.FAILED
        notices.pause_or_fail(notice_id, token, attempts=notice.attempts, error=text, failed=failed)
        return False
    return notices.finish(notice_id, token, state=Notice.State.SENT, sent_at=timezone.now(), last_error="")


def _visible_target(notice: Notice) -> Any:
    model: Any = notice.target_type.model_class()
    return model.objects.visible_to(notice.user).filter(pk=notice.target_id).first() if model else None


def _mail(notice: Notice, record: Any) -> EmailMessage:
    with translation.override(notice.user.language):
        context = {
            "notice": notice,
            "kind": record._meta.verbose_name,
            "record": record,
            "day": formats.day(record.due_on),
            "link": settings.PUBLIC_URL.rstrip("/") + reverse("mine"),
        }
        subject = " ".join(render_to_string("records/assignment_subject.txt", context).split())
        mail = EmailMessage(subject, render_to_string("records/assignment.txt", context), to=[notice.user.email])
    mail.extra_headers["Auto-Submitted"] = "auto-generated"
    return mail
