"""Unsubscribe by a signed link, without login, only the reader to whom it was sent (RFC 8058)."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from partnership.models import Change, Recipient
from partnership.records.changes import differences, record_change, snapshot

SALT = "partnership.unsubscribe"


def unsubscribe_url(recipient: Recipient) -> str:
    """Return the reader's own link, which does not expire."""
    return settings.PUBLIC_URL + reverse("report_unsubscribe", args=[signing.dumps(recipient.pk, salt=SALT)])


def recipient_for_token(token: str) -> Recipient | None:
    """Return the recipient of a link; None for one with a wrong signature, or whose recipient is gone."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    recipients = Recipient.objects.select_related("report", "user")  # unscoped: the signature names the reader
    return recipients.filter(pk=key).first()


@transaction.atomic
def unsubscribe(recipient: Recipient) -> Recipient:
    """Stop sending this report to this reader, even if the row is invalid otherwise; safe to do twice."""
    before = snapshot(recipient)
    recipient.unsubscribed_at = timezone.now()
    subscribed = Recipient.objects.filter(pk=recipient.pk, unsubscribed_at__isnull=True)  # unscoped: as above
    if subscribed.update(unsubscribed_at=recipient.unsubscribed_at):
        changed_from, changed_to = differences(before, snapshot(recipient))
        record_change(recipient, Change.Action.CHANGED, by=recipient.user, before=changed_from, after=changed_to)
    return recipient
