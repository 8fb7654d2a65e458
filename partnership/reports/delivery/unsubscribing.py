"""Unsubscribing by a signed link: it works without login, and only for the reader to whom it was sent (RFC 8058)."""

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


@transaction.atomic
def unsubscribe(recipient: Recipient) -> Recipient:
    """Send this report no more to this reader, whatever else may be wrong with the row; safe to do twice."""
    before = snapshot(recipient)
    recipient.unsubscribed_at = timezone.now()
    subscribed = Recipient.objects.filter(pk=recipient.pk, unsubscribed_at__isnull=True)  # unscoped: as above
    if subscribed.update(unsubscribed_at=recipient.unsubscribed_at):
        changed_from, changed_to = differences(before, snapshot(recipient))
        record_change(recipient, Change.Action.CHANGED, by=recipient.user, before=changed_from, after=changed_to)
    return recipient
