"""The latest changes that a reader may see, grouped by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.models import Change
from partnership.models.base import in_reader_language
from partnership.models.user import account_name
from partnership.rules import registry
from partnership.rules.periods import SHANGHAI, Period
from partnership.rules.visibility import Viewer


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
    """Return changes that somebody made; what the platform itself loads (public facts) is no news.

    Of one act there is one for each line: an import is one, and so is a patent entered with its inventors.
    """
    # An account goes with the samples, or is deleted; what was done with it, by a request or a job, stays news.
    return Change.objects.visible_to(viewer).exclude(by__isnull=True, request_id="").first_of_lines()


def latest_changes(viewer: Viewer, *, count: int) -> list[ChangesOfDay]:
    """Return the newest changes that the reader may see, by day."""
    return _by_day(_line(row) for row in _line_rows(by_people(viewer), count))


def _line_rows(changes: QuerySet[Change], count: int) -> QuerySet:
    """Return the columns of a line, the newest first."""
    newest = changes.order_by("-at", "-pk").values("pk")[:count]
    lines = Change.objects.filter(pk__in=newest)  # unscoped: chosen from what the reader sees
    columns = (
        "pk",
        "at",
        "action",
        "label_zh",
        "label_en",
        "target_type_id",
        "target_id",
        "top_type_id",
        "top_id",
        "is_sample",
    )
    lines = lines.order_by("-at", "-pk").annotate(more=Subquery(_others_of_kind()))
    return lines.values(*columns, "more", "by__name", "by__email", "private_to__code")


def _others_of_kind() -> QuerySet:
    """Count the other records of its kind that share the line of the outer change."""
    parts = Change.objects.in_line_with_outer()  # unscoped: all are of the outer change's own audience
    others = parts.filter(target_type=OuterRef("target_type")).exclude(target_id=OuterRef("target_id")).order_by()
    return others.values("act_id").annotate(count=Count("target_id", distinct=True)).values("count")


def changes_within(viewer: Viewer, period: Period, *, count: int) -> tuple[int, list[ChangesOfDay]]:
    """Return how many changes fall in a period, and the newest of them."""
    rows = by_people(viewer).filter(at__gte=period.start_at, at__lt=period.end_at)
    return rows.count(), _by_day(_line(row) for row in _line_rows(rows, count))


def _by_day(lines: Iterable[ChangeLine]) -> list[ChangesOfDay]:
    grouped = groupby(lines, key=lambda line: timezone.localdate(line.at, timezone=SHANGHAI))
    return [ChangesOfDay(day, tuple(items)) for day, items in grouped]


def _line(row: dict[str, Any]) -> ChangeLine:
    kind = ContentType.objects.get_for_id(row["target_type_id"])
    model = kind.model_class()
    label = in_reader_language(row["label_zh"], row["label_en"])
    return ChangeLine(
        at=row["at"],
        who=account_name(row["by__name"], row["by__email"]) if row["by__email"] else _("a deleted account"),
        action=str(Change.Action(row["action"]).label),
        kind=str(model._meta.verbose_name) if model else kind.model,
        label=_("%(label)s and %(count)d more") % {"label": label, "count": row["more"]} if row["more"] else label,
        url=_url(row, model) if row["action"] != Change.Action.DELETED else "",
        private_to=row["private_to__code"] or "",
        is_sample=row["is_sample"],
    )


def _url(row: dict[str, Any], model: type[Model] | None) -> str:
    """Return the URL of a line: of the record, or of the list of all that one act changed."""
    is_of_many = row["more"] and (row["target_type_id"], row["target_id"]) == (row["top_type_id"], row["top_id"])
    if is_of_many and model and model._meta.label_lower in registry.kinds:
        return f"{reverse(f'{model._meta.model_name}_list')}?changed_with={row['pk']}"
    return record_url(row["top_type_id"], row["top_id"])


def record_url(type_id: int, key: int) -> str:
    """Return the URL of a record of any kind; empty where its kind has no page."""
    kind = ContentType.objects.get_for_id(type_id)
    label = f"{kind.app_label}.{kind.model}"
    return reverse("record", args=[label, key]) if label in registry.kinds else ""
