"""The states of dated records, by rules of a day as the filters of lists and the figures use them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnership.rules.fields import active_on


def planned_on(day: dt.date) -> Q:
    """Beginning after a day."""
    return Q(starts_on__gt=day)


def ended_on(day: dt.date) -> Q:
    """Ended by a day; the stored end is the first day outside."""
    return Q(ends_on__lte=day)


# The choices of the state filter of a record that runs from one day to another.
RUNNING_STATES = {"running": (_("running"), active_on), "ended": (_("ended"), ended_on)}
