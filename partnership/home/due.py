"""What is due: everything with a date, from all apps, read by one query whatever the number of sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import CharField, Count, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from partnership.models import Agreement, AgreementParty, Person
from partnership.rules import registry
from partnership.rules.fields import DaysBefore
from partnership.rules.periods import ONE_DAY
from partnership.rules.registry import DueSource
from partnership.rules.visibility import Viewer

# The stretches in which people look ahead: by name, the first and the last day counted from today.
OVERDUE = "overdue"
STRETCHES = {"30": (0, 30), "60": (31, 60), "90": (61, 90)}
LOOK_AHEAD_DAYS = 90
COUNTED = ("total", "late", "late_own", *(f"until_{name}" for name in STRETCHES))


@dataclass(frozen=True, slots=True)
class DueItem:
    """One thing that is due, ready to be shown."""

    kind: str
    due_on: dt.date
    days_left: int
    title: str
    code: str
    url: str
    owner: str
    party: str
    private_to: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class DueGroup:
    """Items that are due at about the same time; the tone tells how pressing that is.

    Where the items are only the first few, `size` is how many there are, and the list of what is due tells them all
    apart by `within`.
    """

    label: str
    tone: str
    items: tuple[DueItem, ...]
    within: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class DueFilter:
    """What to keep: a kind, a party with its units, an owner by key or by words of the name, and days.

    The days run from `since` up to and including `until`.
    """

    kind: str = ""
    party_id: int | None = None
    owner_id: int | None = None
    owner_name: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class DueCounts:
    """How many things are due, by how soon; `within` counts each of the stretches."""

    total: int = 0
    overdue: int = 0
    overdue_of_reader: int = 0
    within: dict[str, int] = field(default_factory=dict)

    def of(self, within: str) -> int:
        """How many are overdue, or due in a stretch."""
        return self.overdue if within == OVERDUE else self.within.get(within, 0)


OpenParts = list[tuple[DueSource, QuerySet]]

EVERYTHING = DueFilter()
NOTHING = DueFilter(kind="-")  # no source has this key


def open_parts(viewer: Viewer, day: dt.date, wanted: DueFilter = EVERYTHING) -> OpenParts:
    """What each source has open; the counts of a page and its items are read from the same parts."""
    return [(source, _open(source, viewer, day, wanted)) for source in _sources(wanted)]


def due_rows(viewer: Viewer, day: dt.date, wanted: DueFilter = EVERYTHING) -> QuerySet | None:
    """One ordered queryset over all sources, to be given whole to `each_due`; None: no source fits."""
    parts = [_columns(source, rows) for source, rows in open_parts(viewer, day, wanted)]
    return _in_order(parts) if parts else None


def each_due(rows: Iterable[dict], day: dt.date) -> Iterator[DueItem]:
    """The rows as things to show, in the reader's language, one after the other."""
    chinese = (get_language() or "").startswith("zh")
    return (_item(row, day, chinese=chinese) for row in rows)


def due_items(rows: Iterable[dict], day: dt.date) -> list[DueItem]:
    return list(each_due(rows, day))


def due_groups(items: list[DueItem], counts: DueCounts | None = None) -> list[DueGroup]:
    """The items, ordered by date, by how soon they are due; groups without items, or of no size, are left out."""
    bounds = [
        (_("Overdue"), "late", -1, OVERDUE),
        (_("Within 30 days"), "attention", 30, "30"),
        (_("In 31 to 60 days"), "neutral", 60, "60"),
        (_("In 61 to 90 days"), "neutral", 90, "90"),
        (_("Later"), "neutral", None, ""),
    ]
    groups, rest = [], items
    for label, tone, most, within in bounds:
        inside = tuple(item for item in rest if most is None or item.days_left <= most)
        rest = rest[len(inside) :]
        groups.append(DueGroup(label, tone, inside, within, counts.of(within) if counts else None))
    return [group for group in groups if group.items or group.size]


def due_counts(parts: OpenParts, viewer: Viewer, day: dt.date) -> DueCounts:
    """How many things are overdue (all, and the reader's own) and due within 30, 60 and 90 days, in one query."""
    if not parts:
        return DueCounts(within=dict.fromkeys(STRETCHES, 0))
    counting = [_counts(source, rows, viewer.person_id, day) for source, rows in parts]
    counted = list(counting[0].union(*counting[1:], all=True))
    total, late, late_own, *until = (sum(row[name] for row in counted) for name in COUNTED)
    within = {name: to - before for name, before, to in zip(STRETCHES, [late, *until], until, strict=False)}
    return DueCounts(total, late, late_own, within)


def next_due(parts: OpenParts, day: dt.date, *, count: int, start: int = 0) -> list[DueItem]:
    """The next few of what is due, after the first `start`."""
    if not count or not parts:
        return []
    # Each source gives its own first few, found before anything is joined to them.
    nearest = [_columns(source, _nearest(source, rows, start + count)) for source, rows in parts]
    return due_items(_in_order(nearest)[start : start + count], day)


def overdue_text(count: int) -> str:
    """How many items are overdue, in a sentence."""
    if not count:
        return _("Nothing is overdue.")
    return ngettext("%(count)d item is overdue.", "%(count)d items are overdue.", count) % {"count": count}


def due_soon_text(count: int, days: int) -> str:
    """How many items are due within some days, in a sentence."""
    if not count:
        return _("Nothing is due within %(days)d days.") % {"days": days}
    text = ngettext(
        "%(count)d item is due within %(days)d days.", "%(count)d items are due within %(days)d days.", count
    )
    return text % {"count": count, "days": days}


def owners(viewer: Viewer) -> QuerySet[Person]:
    """The people who own something that has a date."""
    owned = (
        Exists(one.model.objects.visible_to(viewer).current().filter(**{one.owner: OuterRef("pk")}))
        for one in registry.due_sources
        if one.owner
    )
    return Person.objects.visible_to(viewer).filter(Q(*owned, _connector=Q.OR))


def _nearest(source: DueSource, rows: QuerySet, count: int) -> QuerySet:
    # unscoped: keys of rows that the reader sees
    return rows.model.objects.filter(pk__in=rows.order_by(source.due_on, "pk").values("pk")[:count]).order_by()


def _in_order(parts: list[QuerySet]) -> QuerySet:
    return parts[0].union(*parts[1:], all=True).order_by("on", "from_source", "item")


def _sources(wanted: DueFilter) -> list[DueSource]:
    return [
        source
        for source in registry.due_sources
        if wanted.kind in ("", source.key)
        and (source.owner or (wanted.owner_id is None and not wanted.owner_name))
        and (wanted.party_id is None or source.party or source.model is Agreement)
    ]


def _open(source: DueSource, viewer: Viewer, day: dt.date, wanted: DueFilter) -> QuerySet:
    rows = source.model.objects.visible_to(viewer).current().filter(source.is_open(day)).order_by()
    if wanted.owner_id is not None:
        rows = rows.filter(**{source.owner: wanted.owner_id})
    if wanted.owner_name:
        rows = rows.filter(**{f"{source.owner}__in": _people_called(wanted.owner_name, viewer)})
    if wanted.party_id is not None:
        rows = rows.filter(_of_party(source, wanted.party_id))
    if wanted.since is not None:
        rows = rows.filter(**{f"{source.due_on}__gte": _stored(source, wanted.since)})
    if wanted.until is not None:
        rows = rows.filter(**{f"{source.due_on}__lte": _stored(source, wanted.until)})
    return rows


def _people_called(name: str, viewer: Viewer) -> QuerySet[Person]:
    """The people in whose Chinese or English name every word occurs."""
    people = Person.objects.visible_to(viewer)
    for word in name.split():
        people = people.filter(Q(name_zh__icontains=word) | Q(name_en__icontains=word))
    return people


def _stored(source: DueSource, day: dt.date) -> dt.date:
    """The date that the column holds for what is due on a day."""
    return day + ONE_DAY if source.is_end else day


def _of_party(source: DueSource, party_id: int) -> Q:
    if source.party:
        return Q(**{source.party: party_id}) | Q(**{f"{source.party}__parent": party_id})
    # An agreement itself is a matter of each of its parties.
    parts = AgreementParty.objects.filter(agreement=OuterRef("pk"), organisation=party_id)  # unscoped: children
    return Q(Exists(parts))


def _columns(source: DueSource, rows: QuerySet) -> QuerySet:
    owner, party = source.owner, source.party
    text = CharField()
    return rows.values(
        from_source=Value(source.key, output_field=text),
        on=DaysBefore(source.due_on, Value(1), output_field=DateField()) if source.is_end else F(source.due_on),
        item=F("pk"),
        record=F(source.code),
        title_zh=F(source.title[0]),
        title_en=F(source.title[1]),
        owner_zh=F(f"{owner}__name_zh") if owner else Value("", output_field=text),
        owner_en=F(f"{owner}__name_en") if owner else Value("", output_field=text),
        party_code=F(f"{party}__code") if party else Value("", output_field=text),
        audience=F(f"{rows.model.audience_path()}__code"),
        sample=F("is_sample"),
    )


def _counts(source: DueSource, rows: QuerySet, person_id: int | None, day: dt.date) -> QuerySet:
    late = Q(**{f"{source.due_on}__lt": _stored(source, day)})
    own = late & Q(**{source.owner: person_id or 0}) if source.owner else None
    # The stretches follow each other, so each is what is due until its end without what is due before it.
    ends = {f"until_{name}": _stored(source, stretch_days(day, name)[1]) for name in STRETCHES}
    until = {name: Count("pk", filter=Q(**{f"{source.due_on}__lte": end})) for name, end in ends.items()}
    nothing = Value(0, output_field=IntegerField())
    return (
        rows.annotate(from_source=Value(source.key, output_field=CharField()))
        .values("from_source")
        .annotate(
            total=Count("pk"),
            late=Count("pk", filter=late),
            late_own=Count("pk", filter=own) if own else nothing,
            **until,
        )
        .values("from_source", *COUNTED)
    )


def stretch_days(day: dt.date, stretch: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a stretch, seen from a day."""
    first, last = STRETCHES[stretch]
    return day + dt.timedelta(days=first), day + dt.timedelta(days=last)


def _item(row: dict, day: dt.date, *, chinese: bool) -> DueItem:
    source = registry.due_sources[row["from_source"]]

    def text(name: str) -> str:
        zh, en = row[f"{name}_zh"] or "", row[f"{name}_en"] or ""
        return (zh or en) if chinese else (en or zh)

    due_on = row["on"] if isinstance(row["on"], dt.date) else dt.date.fromisoformat(row["on"])
    return DueItem(
        kind=str(source.label),
        due_on=due_on,
        days_left=(due_on - day).days,
        title=text("title"),
        code=row["record"],
        url=reverse(source.detail_name, args=[row["record"]]),
        owner=text("owner"),
        party=row["party_code"] or "",
        private_to=row["audience"] or "",
        is_sample=row["sample"],
    )
