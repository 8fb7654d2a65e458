"""The reason to withhold a mail, checked when the run is built and again just before the mail is sent."""

from __future__ import annotations

from partnership.models import Delivery, Recipient, Report

Reason = Delivery.Reason


def reason_to_withhold(recipient: Recipient, report: Report) -> Delivery.Reason | None:
    """Return why the recipient must not get the report, or None."""
    user = recipient.user
    if report.is_withdrawn:
        return Reason.REPORT_WITHDRAWN
    if recipient.unsubscribed_at is not None:
        return Reason.UNSUBSCRIBED
    if not recipient.is_active or (user is not None and not user.is_active):
        return Reason.INACTIVE
    if user is not None and user.organisation_id != recipient.private_to_id:
        return Reason.MOVED
    if not recipient.viewer.may_see(report.private_to_id):
        return Reason.HIDDEN
    if recipient.is_sample or (user is not None and user.is_sample):
        return Reason.SAMPLE
    return None if user is not None or recipient.is_allowed_outside else Reason.OUTSIDE
