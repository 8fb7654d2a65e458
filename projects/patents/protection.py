"""Sentences on the protection of patents: what a patent's own dates say, and which counts remain uncertain."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.rules import formats
from projects.models import Patent

# The legal statuses of a right that has ended or was never granted.
ENDED_STATUSES = ("rejected", "withdrawn", "terminated", "expired", "invalidated")


def protection_text(patent: Patent, day: dt.date) -> str:
    """Describe the protection of a patent on a day, as far as its record says."""
    if patent.ended_on and patent.ended_on <= day:
        return _("The right ended on %(day)s.") % {"day": formats.day(patent.ended_on)}
    if patent.status in ENDED_STATUSES and not patent.ended_on:
        return _("Recorded as %(state)s; since when is not known.") % {"state": patent.get_status_display()}
    if patent.granted_on and patent.granted_on <= day:
        return _granted_text(patent) % {"day": formats.day(patent.granted_on)}
    if patent.status == Patent.Status.IN_FORCE and not patent.granted_on:
        return _("Recorded as in force; the day of its grant is not known.")
    if patent.filed_on:
        return _("Filed on %(day)s; no grant is recorded.") % {"day": formats.day(patent.filed_on)}
    return _("No date of filing is recorded.")


def _granted_text(patent: Patent) -> str:
    if patent.status == Patent.Status.IN_FORCE or patent.ended_on:
        return _("In force since its grant was announced on %(day)s.")
    return _("Its grant was announced on %(day)s; whether it is in force is not recorded.")


def undated_text(count: int) -> str:
    """Describe how many patents `in_force_undated_on` counts; follows the number of those in force."""
    text = ngettext(
        "%(count)d more is recorded as in force without a known grant date.",
        "%(count)d more are recorded as in force without a known grant date.",
        count,
    )
    return text % {"count": count}


def unconfirmed_text(count: int) -> str:
    """Describe how many patents `unconfirmed_on` counts; follows the number of those in force."""
    text = ngettext(
        "%(count)d more is granted without a record of whether it is in force.",
        "%(count)d more are granted without a record of whether they are in force.",
        count,
    )
    return text % {"count": count}
