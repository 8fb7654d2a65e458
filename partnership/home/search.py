"""The search over all kinds: one query each for counts and rows, of what the reader may see."""

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
    """Where words occur in a record: the field, and the text around them."""

    label: str
    text: SafeString


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A record found, ready to be shown; the passages have the words that are neither in its title nor its code."""

    kind_label: str
    title: str
    code: str
    url: str
    private_to: str
    is_sample: bool
    passages: tuple[Passage, ...]


def count_hits(viewer: Viewer, words: Sequence[str]) -> dict[str, int]:
    """Return how many records of each kind have every word, by the source's key, without kinds that have none."""
    counted = [
        _matching(source, viewer, words).values(from_source=Value(source.key)).annotate(count=Count("pk"))
        for source in registry.search_sources
    ]
    counts = {row["from_source"]: row["count"] for row in counted[0].union(*counted[1:], all=True)}
    return {source.key: counts[source.key] for source in registry.search_sources if counts.get(source.key)}


def hit_rows(viewer: Viewer, words: Sequence[str], kinds: Iterable[str]) -> QuerySet:
    """Return the records of some kinds in which every word occurs, those with that name first."""
    sources = [registry.search_sources[kind] for kind in kinds]
    parts = [_columns(source, _matching(source, viewer, words), words) for source in sources]
    return parts[0].union(*parts[1:], all=True).order_by("closeness", "rank", "address_text", "key")


def search_hits(rows: Iterable[Mapping], words: Sequence[str]) -> list[SearchHit]:
    """Return the rows as records to show, in the reader's language."""
    return [_hit(row, words) for row in rows]


def _matching(source: SearchSource, viewer: Viewer, words: Sequence[str]) -> QuerySet:
    rows = source.model.objects.visible_to(viewer).current().order_by()
    return rows.filter(*(_any_of(source.lookups, "icontains", word) for word in words))


def _closeness(source: SearchSource, words: Sequence[str]) -> Case:
    """Return 0 where a name, code or number is the text, 1 where one begins with it, 2 where names have all words.

    The rest, 3, has some of the words elsewhere: in minutes, a summary, a remark.
    """
    text, names = " ".join(words), _names(source)
    return Case(
        When(_any_of(names, "iexact", text), then=0),
        When(_any_of(names, "istartswith", text), then=1),
        When(Q(*(_any_of(names, "icontains", word) for word in words)), then=2),
        default=3,
    )


def _names(source: SearchSource) -> tuple[str, ...]:
    """Return the lookups of the names of a record: its titles, its code, numbers given by an office."""
    numbers = getattr(source.model, "number_fields", ())
    return tuple(dict.fromkeys((*source.title, *(lookup for lookup in source.lookups if lookup in ("code", *numbers)))))


def _any_of(lookups: tuple[str, ...], comparison: str, text: str) -> Q:
    conditions = ((f"{lookup}__{comparison}", form) for lookup in lookups for form in spellings(text))
    return Q(*conditions, _connector=Q.OR)


def _columns(source: SearchSource, rows: QuerySet, words: Sequence[str]) -> QuerySet:
    path = rows.model.audience_path()
    return rows.values(
        from_source=Value(source.key, output_field=CharField()),
        closeness=_closeness(source, words),
        rank=Value([one.key for one in registry.search_sources].index(source.key)),
        address_text=Cast(source.address, CharField()),
        key=F("pk"),  # a stable order for records with one address, as the campaigns of a base
        private=F(f"{path}__code") if path else Value("", output_field=CharField()),
        sample=F("is_sample"),
        **_texts(source),
    )


def _texts(source: SearchSource) -> dict[str, F | Value]:
    """Return the texts searched as `text_0`, `text_1`...; every part of a union has the same number of columns."""
    width = max(len(other.lookups) for other in registry.search_sources)
    nothing = [Value("", output_field=CharField())] * (width - len(source.lookups))
    texts: list[F | Value] = [*map(F, source.lookups), *nothing]
    return {f"text_{place}": text for place, text in enumerate(texts)}


def _hit(row: Mapping, words: Sequence[str]) -> SearchHit:
    source = registry.search_sources[row["from_source"]]
    texts = {lookup: row[f"text_{place}"] or "" for place, lookup in enumerate(source.lookups)}
    title = in_reader_language(*(texts[lookup] for lookup in source.title))
    code = "" if source.address.split("__")[-1] == "pk" else row["address_text"]
    others = [word for word in words if not (occurs(word, title) or occurs(word, code))]
    return SearchHit(
        kind_label=str(source.label),
        title=title,
        code=code,
        url=reverse(source.detail_name, args=[row["address_text"]]),
        private_to=row["private"] or "",
        is_sample=row["sample"],
        passages=tuple(_passages(source, texts, others)),
    )


def _passages(source: SearchSource, texts: Mapping[str, str], words: Sequence[str]) -> Iterable[Passage]:
    """Yield each word in the first text that has it, under the label of the text's own field."""
    for lookup, text in texts.items():
        here = [word for word in words if occurs(word, text)]
        if here:
            field = get_fields_from_path(source.model, lookup)[-1]
            yield Passage(str(capfirst(field.verbose_name)), excerpt(text, here))
        words = [word for word in words if word not in here]
