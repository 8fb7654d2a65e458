"""The search box: one query over all kinds, for what the reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from partnership.home.excerpts import excerpt, occurs, spellings
from partnership.models.base import in_reader_language
from partnership.rules import registry
from partnership.rules.registry import SearchSource
from partnership.rules.visibility import Viewer


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in a record words stand: the field, and the text around them."""

    label: str
    text: SafeString


@dataclass(frozen=True, slots=True)
class Found:
    """A record found, ready to be shown; the passages tell of the words that are neither in its title nor address."""

    kind_label: str
    title: str
    address: str
    url: str
    private_to: str
    is_sample: bool
    passages: tuple[Passage, ...]


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


def found_items(rows: Iterable[Mapping], words: Sequence[str]) -> list[Found]:
    """The rows as records to show, in the reader's language."""
    return [_found(row, words) for row in rows]


def _matching(source: SearchSource, viewer: Viewer, words: Sequence[str]) -> QuerySet:
    rows = source.model.objects.visible_to(viewer).current().order_by()
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
    numbers = getattr(source.model, "number_fields", ())
    return tuple(dict.fromkeys((*source.title, *(one for one in source.lookups if one in ("code", *numbers)))))


def _any_of(lookups: tuple[str, ...], how: str, text: str) -> Q:
    asked = ((f"{lookup}__{how}", form) for lookup in lookups for form in spellings(text))
    return Q(*asked, _connector=Q.OR)


def _columns(source: SearchSource, rows: QuerySet, words: Sequence[str]) -> QuerySet:
    path = rows.model.audience_path()
    return rows.values(
        from_source=Value(source.key, output_field=CharField()),
        closeness=_closeness(source, words),
        rank=Value([one.key for one in registry.search_sources].index(source.key)),
        address_text=Cast(source.address, CharField()),
        key=F("pk"),  # of what lies on one page, as the campaigns of a base: none is left out between two pages
        private=F(f"{path}__code") if path else Value("", output_field=CharField()),
        sample=F("is_sample"),
        **_texts(source),
    )


def _texts(source: SearchSource) -> dict[str, F | Value]:
    """What was searched, by `text_` and the place of its lookup; a union has as many columns of every kind."""
    most = max(len(one.lookups) for one in registry.search_sources)
    nothing = [Value("", output_field=CharField())] * (most - len(source.lookups))
    texts: list[F | Value] = [*map(F, source.lookups), *nothing]
    return {f"text_{place}": text for place, text in enumerate(texts)}


def _found(row: Mapping, words: Sequence[str]) -> Found:
    source = registry.search_sources[row["from_source"]]
    texts = {lookup: row[f"text_{place}"] or "" for place, lookup in enumerate(source.lookups)}
    title = in_reader_language(*(texts[lookup] for lookup in source.title))
    address = "" if source.address.split("__")[-1] == "pk" else row["address_text"]
    unseen = [word for word in words if not (occurs(word, title) or occurs(word, address))]
    return Found(
        kind_label=str(source.label),
        title=title,
        address=address,
        url=reverse(source.detail_name, args=[row["address_text"]]),
        private_to=row["private"] or "",
        is_sample=row["sample"],
        passages=tuple(_passages(source, texts, unseen)),
    )


def _passages(source: SearchSource, texts: Mapping[str, str], words: Sequence[str]) -> Iterable[Passage]:
    """Each word in the first text that has it; a text of a related record is called as that record calls it."""
    for lookup, text in texts.items():
        here = [word for word in words if occurs(word, text)]
        if here:
            field = get_fields_from_path(source.model, lookup)[-1]
            yield Passage(str(capfirst(field.verbose_name)), excerpt(text, here))
        words = [word for word in words if word not in here]
