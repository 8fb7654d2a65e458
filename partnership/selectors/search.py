"""The search box: one query over all kinds, for what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import get_language

from partnership import registry
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


def found_rows(viewer: Viewer, text: str) -> QuerySet | None:
    """All records in which every word occurs, those first that are called so; None where nothing was typed."""
    words = text.split()
    if not words:
        return None
    asked = " ".join(words)
    parts = [_columns(source, _matching(source, viewer, words), asked) for source in registry.search_sources]
    return parts[0].union(*parts[1:], all=True).order_by("closeness", "rank", "from_source", "address_text")


def found_items(rows: QuerySet | list) -> list[Found]:
    """The rows as records to show, in the reader's language."""
    chinese = (get_language() or "").startswith("zh")
    return [_found(row, chinese=chinese) for row in rows]


def _matching(source: SearchSource, viewer: Viewer, words: list[str]) -> QuerySet:
    rows = apps.get_model(source.key).objects.visible_to(viewer).current().order_by()
    for word in words:
        condition = Q()
        for lookup in source.lookups:
            condition |= Q(**{f"{lookup}__icontains": word})
        rows = rows.filter(condition)
    return rows


def _closeness(source: SearchSource, asked: str) -> Case:
    """0 where what was asked is the code or the whole title, 1 where a title begins with it, 2 where one has it."""
    has_code = source.address.split("__")[-1] != "pk"
    whole = Q(**{f"{source.address}__iexact": asked}) if has_code else Q()
    begun, inside = Q(), Q()
    for title in source.title:
        whole |= Q(**{f"{title}__iexact": asked})
        begun |= Q(**{f"{title}__istartswith": asked})
        inside |= Q(**{f"{title}__icontains": asked})
    return Case(When(whole, then=0), When(begun, then=1), When(inside, then=2), default=3)


def _columns(source: SearchSource, rows: QuerySet, asked: str) -> QuerySet:
    path = rows.model.audience_path()
    return rows.values(
        from_source=Value(source.key, output_field=CharField()),
        closeness=_closeness(source, asked),
        rank=Value([one.key for one in registry.search_sources].index(source.key)),
        address_text=Cast(source.address, CharField()),
        in_chinese=F(source.title[0]),
        in_english=F(source.title[1]),
        private=F(f"{path}__code") if path else Value("", output_field=CharField()),
        sample=F("is_sample"),
    )


def _found(row: dict, *, chinese: bool) -> Found:
    source = registry.search_sources[row["from_source"]]
    zh, en = row["in_chinese"] or "", row["in_english"] or ""
    return Found(
        kind_label=str(source.label),
        title=(zh or en) if chinese else (en or zh),
        address="" if source.address.split("__")[-1] == "pk" else row["address_text"],
        url=reverse(source.detail_name, args=[row["address_text"]]),
        private_to=row["private"] or "",
        is_sample=row["sample"],
    )
