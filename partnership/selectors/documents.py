"""The documents of a record, and the records that documents hang on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model, Value

from partnership.models import Document
from partnership.visibility import Viewer


def documents_of(record: Model, viewer: Viewer) -> list[Document]:
    """The documents that hang on a record, as far as the reader sees them; the newest version of each title first."""
    kind = ContentType.objects.get_for_model(record)  # unscoped: kinds of record
    found = Document.objects.visible_to(viewer).filter(target_type=kind, target_id=record.pk)
    return list(found.select_related("by").order_by("title", "-version"))


def codes_of_targets(documents: Iterable[Document], viewer: Viewer) -> dict[tuple[int, int], str]:
    """The codes of the records that documents hang on, by kind and key, in one query."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for document in documents:
        wanted[document.target_type_id].add(document.target_id)
    parts = []
    for type_id, keys in wanted.items():
        model = ContentType.objects.get_for_id(type_id).model_class()  # unscoped: kinds of record
        if model is not None and any(field.name == "code" for field in model._meta.fields):
            rows = model.objects.visible_to(viewer).filter(pk__in=keys).order_by()  # type: ignore[attr-defined]
            parts.append(rows.values(kind=Value(type_id), key=F("pk"), text=F("code")))
    if not parts:
        return {}
    return {(row["kind"], row["key"]): row["text"] for row in parts[0].union(*parts[1:], all=True)}
