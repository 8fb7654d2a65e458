"""What changed lately: who, what, when, for a reader; grouped by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership import registry
from partnership.models import Change
from partnership.models.base import in_reader_language
from partnership.models.user import called
from partnership.periods import SHANGHAI, Period
from partnership.statements import Row, rows_of
from partnership.visibility import Viewer

ENTERED_TOGETHER = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change, ready to be shown."""

    at: dt.datetime
    who: str
    action: str
    kind: str
    label: str
    url: str
    private_to: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class ChangesOfDay:
    """The changes of one day in Asia/Shanghai, newest first."""

    day: dt.date
    items: tuple[ChangeLine, ...]


def by_people(viewer: Viewer) -> QuerySet[Change]:
    """Changes that somebody made; what the platform itself loads (public facts) is no news.

    What was entered together with the record that it hangs on is told by that record: of an imported patent one hears
    once, not once more for each inventor.
    """
    entered = Q(action=Change.Action.CREATED)
    entered_with = Change.objects.visible_to(viewer).filter(
        entered,
        target_type=OuterRef("top_type"),
        target_id=OuterRef("top_id"),
        by=OuterRef("by"),
        at__lte=OuterRef("at"),
        at__gt=OuterRef("at") - ENTERED_TOGETHER,
    )
    is_below = ~Q(target_type=F("top_type"), target_id=F("top_id"))
    # An account goes with the samples, or is deleted; what was done with it, through a request, stays news.
    made = Change.objects.visible_to(viewer).exclude(by__isnull=True, request_id="")
    return made.exclude(entered & is_below & (Exists(entered_with) | Q(by__isnull=True)))


def latest_changes(viewer: Viewer, *, count: int) -> list[ChangesOfDay]:
    """The newest changes that the reader may see, by day."""
    rows = rows_of(_latest, viewer.audience, count, state=viewer.state)
    return _by_day(_line(row) for row in rows)


def _latest(viewer: Viewer, count: int) -> QuerySet:
    return _shown(by_people(viewer))[:count]


def _shown(changes: QuerySet[Change]) -> QuerySet:
    """The columns of which a line is made, the newest first."""
    columns = ("at", "action", "label_zh", "label_en", "target_type_id", "top_type_id", "top_id", "is_sample")
    return changes.order_by("-at", "-pk").values(*columns, "by__name", "by__email", "private_to__code")


def changes_within(viewer: Viewer, period: Period, *, count: int) -> tuple[int, list[ChangesOfDay]]:
    """How many changes a period saw, and the newest of them."""
    rows = by_people(viewer).filter(at__gte=period.start_at, at__lt=period.end_at)
    return rows.count(), _by_day(_line(row) for row in _shown(rows)[:count])


def _by_day(lines: Iterable[ChangeLine]) -> list[ChangesOfDay]:
    grouped = groupby(lines, key=lambda line: timezone.localdate(line.at, timezone=SHANGHAI))
    return [ChangesOfDay(day, tuple(found)) for day, found in grouped]


def _line(row: Row) -> ChangeLine:
    kind = ContentType.objects.get_for_id(row["target_type_id"])  # unscoped: kinds of record
    model = kind.model_class()
    return ChangeLine(
        at=row["at"],
        who=called(row["by__name"], row["by__email"]) if row["by__email"] else _("a deleted account"),
        action=str(Change.Action(row["action"]).label),
        kind=str(model._meta.verbose_name) if model else kind.model,
        label=in_reader_language(row["label_zh"], row["label_en"]),
        url=record_url(row["top_type_id"], row["top_id"]) if row["action"] != Change.Action.DELETED else "",
        private_to=row["private_to__code"] or "",
        is_sample=row["is_sample"],
    )


def record_url(type_id: int, key: int) -> str:
    """The address that leads to a record of any kind; empty where its kind has no page."""
    kind = ContentType.objects.get_for_id(type_id)  # unscoped: kinds of record
    label = f"{kind.app_label}.{kind.model}"
    return reverse("record", args=[label, key]) if label in registry.kinds else ""
