"""Send a mail of a run: claim it, check again whether it may be sent, send it, and record the outcome."""

from __future__ import annotations

import base64
import logging
import smtplib
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone

from partnership.jobs.attempts import log_failed_attempt
from partnership.models import Delivery, Recipient, ReportRun
from partnership.reports import alerts
from partnership.reports.composer.compose import UNSUBSCRIBE_PLACEHOLDER, absolute_url
from partnership.reports.delivery.mail import Envelope, MailContent, ReportMail
from partnership.reports.delivery.unsubscribing import unsubscribe_url
from partnership.reports.delivery.withholding import reason_to_withhold

logger = logging.getLogger(__name__)
FIRST_PERMANENT_CODE = 500


def send_delivery(delivery_id: int) -> bool:
    """Send a waiting mail; return False where it is withheld, paused or failed, or another worker sends it."""
    token = Delivery.for_workers.filter(state=Delivery.State.WAITING).claim(delivery_id)
    if token is None:
        return False
    delivery = get_delivery(delivery_id)
    recipient = current_recipient(delivery)
    reason = reason_to_withhold(recipient, delivery.run.report) if recipient else Delivery.Reason.REMOVED
    if recipient is None or reason is not None:
        Delivery.for_workers.finish(delivery_id, token, state=Delivery.State.WITHHELD, reason=reason)
        return False
    refresh_address(delivery, recipient)
    return deliver(delivery, token)


def get_delivery(delivery_id: int) -> Delivery:
    related = ("run__report__owner", "recipient__user", "user", "rendering")
    return Delivery.for_workers.select_related(*related).get(pk=delivery_id)


def current_recipient(delivery: Delivery) -> Recipient | None:
    """Return who gets the mail, of a trial the user who ordered it; None for a recipient who was removed since."""
    if delivery.recipient is not None or delivery.user is None or delivery.run.kind != ReportRun.Kind.TRIAL:
        return delivery.recipient
    return Recipient(report=delivery.run.report, user=delivery.user, private_to_id=delivery.private_to_id)


def refresh_address(delivery: Delivery, recipient: Recipient) -> None:
    """Store the recipient's present address, to which the mail is sent."""
    if delivery.address != recipient.mail_address:
        delivery.address = recipient.mail_address
        delivery.save(update_fields=["address"])


def deliver(delivery: Delivery, token: uuid.UUID) -> bool:
    """Send the mail and record the outcome."""
    try:
        build_mail(delivery).send()
    except Exception as error:  # whatever it was: the mail must not be tried for ever unnoticed
        record_failure(delivery, token, error)
        return False
    sent = Delivery.State.SENT
    return Delivery.for_workers.finish(delivery.pk, token, state=sent, sent_at=timezone.now(), last_error="")


def record_failure(delivery: Delivery, token: uuid.UUID, error: Exception) -> None:
    mails = Delivery.for_workers
    text = f"{type(error).__name__}: {error}"
    log_failed_attempt(logger, delivery, error)
    if is_permanent(error):
        is_over = mails.finish(delivery.pk, token, state=Delivery.State.FAILED, last_error=text[:500])
    else:
        failed = Delivery.State.FAILED
        is_over = mails.pause_or_fail(delivery.pk, token, attempts=delivery.attempts, error=text, failed=failed)
    if is_over:
        alerts.alert_failed_delivery(delivery, text)


def is_permanent(error: Exception) -> bool:
    """Return whether the server refused this mail for good (5xx); problems with us or the connection may pass."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= FIRST_PERMANENT_CODE for code, _answer in error.recipients.values())
    if isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPDataError)):
        return error.smtp_code >= FIRST_PERMANENT_CODE
    return False


def build_mail(delivery: Delivery) -> ReportMail:
    """Return the mail as it is sent: its rendering is shared, the link to unsubscribe is the reader's own."""
    rendering, recipient = delivery.rendering, delivery.recipient
    assert rendering is not None  # only withheld deliveries have none
    link = unsubscribe_url(recipient) if recipient else None
    content = MailContent(
        subject=rendering.subject,
        text=with_link(rendering.text, link),
        html=with_link(rendering.html, link),
        images={name: base64.b64decode(picture) for name, picture in rendering.images.items()},
        attachment_name=rendering.attachment_name,
        pdf=bytes(rendering.pdf) if rendering.pdf else None,
        xlsx=bytes(rendering.xlsx) if rendering.xlsx else None,
    )
    owner = delivery.run.report.owner
    return ReportMail(
        content,
        Envelope(
            to=delivery.address,
            message_id=delivery.message_id,
            sent_at=timezone.now(),
            language=rendering.language,
            reply_to=(owner.email if owner else "") or settings.REPLY_TO or settings.DEFAULT_FROM_EMAIL,
            unsubscribe_url=link,
        ),
    )


def with_link(body: str, link: str | None) -> str:
    """Return the body with the reader's own link to unsubscribe; without one the link leads to the list of reports."""
    placeholder = absolute_url(f"/reports/unsubscribe/{UNSUBSCRIBE_PLACEHOLDER}/")
    return body.replace(placeholder, link or absolute_url("/reports/"))


def with_inline_images(html: str, images: Mapping[str, str]) -> str:
    """Return the mail's HTML with its pictures as data URLs, to show it on a page."""
    for name, picture in images.items():
        html = html.replace(f"cid:{name}", f"data:image/png;base64,{picture}")
    return html
