"""The search box: one query over all kinds, for what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import reverse

from partnership import registry
from partnership.models.base import in_reader_language
from partnership.registry import SearchSource
from partnership.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Found:
    """A record found, ready to be shown."""

    kind_label: str
    title: str
    address: str
    url: str
    private_to: str
    is_sample: bool


def found_counts(viewer: Viewer, words: Sequence[str]) -> dict[str, int]:
    """How many records of each kind have every word, by the source's key; kinds without any are left out."""
    counted = [
        _matching(source, viewer, words).values(from_source=Value(source.key)).annotate(count=Count("pk"))
        for source in registry.search_sources
    ]
    counts = {row["from_source"]: row["count"] for row in counted[0].union(*counted[1:], all=True)}
    return {source.key: counts[source.key] for source in registry.search_sources if counts.get(source.key)}


def found_rows(viewer: Viewer, words: Sequence[str], kinds: Iterable[str]) -> QuerySet:
    """The records of some kinds in which every word occurs, those first that are called so."""
    sources = [registry.search_sources[kind] for kind in kinds]
    parts = [_columns(source, _matching(source, viewer, words), words) for source in sources]
    return parts[0].union(*parts[1:], all=True).order_by("closeness", "rank", "address_text", "key")


def found_items(rows: Iterable[Mapping]) -> list[Found]:
    """The rows as records to show, in the reader's language."""
    return [_found(row) for row in rows]


def _matching(source: SearchSource, viewer: Viewer, words: Sequence[str]) -> QuerySet:
    rows = apps.get_model(source.key).objects.visible_to(viewer).current().order_by()
    return rows.filter(*(_any_of(source.lookups, "icontains", word) for word in words))


def _closeness(source: SearchSource, words: Sequence[str]) -> Case:
    """0 where a name, the code or a number is what was asked, 1 where one begins with it, 2 where all words are names.

    What is left has some of the words elsewhere: in minutes, a summary, a remark.
    """
    asked, names = " ".join(words), _names(source)
    return Case(
        When(_any_of(names, "iexact", asked), then=0),
        When(_any_of(names, "istartswith", asked), then=1),
        When(Q(*(_any_of(names, "icontains", word) for word in words)), then=2),
        default=3,
    )


def _names(source: SearchSource) -> tuple[str, ...]:
    """The lookups by which people call a record: its names, its code, a number given by the world."""
    numbers = getattr(apps.get_model(source.key), "number_fields", ())
    return tuple(dict.fromkeys((*source.title, *(one for one in source.lookups if one in ("code", *numbers)))))


def _any_of(lookups: tuple[str, ...], how: str, text: str) -> Q:
    return Q(*((f"{lookup}__{how}", text) for lookup in lookups), _connector=Q.OR)


def _columns(source: SearchSource, rows: QuerySet, words: Sequence[str]) -> QuerySet:
    path = rows.model.audience_path()
    return rows.values(
        from_source=Value(source.key, output_field=CharField()),
        closeness=_closeness(source, words),
        rank=Value([one.key for one in registry.search_sources].index(source.key)),
        address_text=Cast(source.address, CharField()),
        key=F("pk"),  # of what lies on one page, as the campaigns of a base: none is left out between two pages
        in_chinese=F(source.title[0]),
        in_english=F(source.title[1]),
        private=F(f"{path}__code") if path else Value("", output_field=CharField()),
        sample=F("is_sample"),
    )


def _found(row: Mapping) -> Found:
    source = registry.search_sources[row["from_source"]]
    return Found(
        kind_label=str(source.label),
        title=in_reader_language(row["in_chinese"] or "", row["in_english"] or ""),
        address="" if source.address.split("__")[-1] == "pk" else row["address_text"],
        url=reverse(source.detail_name, args=[row["address_text"]]),
        private_to=row["private"] or "",
        is_sample=row["sample"],
    )
