"""Unsubscribing by a signed link: it works without login, and only for the reader to whom it was sent (RFC 8058)."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from partnership.models import Recipient
from partnership.services.records import save_record

SALT = "partnership.unsubscribe"


def unsubscribe_url(recipient: Recipient) -> str:
    """The reader's own link, which does not expire."""
    return settings.PUBLIC_URL + reverse("report_unsubscribe", args=[signing.dumps(recipient.pk, salt=SALT)])


def recipient_of(token: str) -> Recipient | None:
    """Whose link it is; None for one that we did not sign, or whose recipient is gone."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    recipients = Recipient.objects.select_related("report", "user")  # unscoped: the signature names the reader
    return recipients.filter(pk=key).first()


def unsubscribe(recipient: Recipient) -> Recipient:
    """Send this report no more to this reader; safe to do twice."""
    if recipient.unsubscribed_at is None:
        recipient.unsubscribed_at = timezone.now()
        save_record(recipient, by=recipient.user)
    return recipient
