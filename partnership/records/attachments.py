"""The documents of a record, and the records that documents hang on."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, Model, OuterRef, QuerySet, Subquery, Value, When

from partnership.models import Document
from partnership.rules import registry
from partnership.rules.visibility import Viewer


def documents_of(record: Model, viewer: Viewer) -> list[Document]:
    """The documents that hang on a record, as far as the reader sees them; the newest version of each title first."""
    found = Document.objects.visible_to(viewer).of(record)
    return list(found.select_related("by").order_by("title", "-version"))


def with_target_code(documents: QuerySet) -> QuerySet:
    """Each document with `target_code`, the code of the record on which it hangs; empty for kinds without codes."""
    cases = []
    for kind in registry.kinds:
        model = kind.model
        if any(field.name == "code" for field in model._meta.fields):
            # unscoped: a document has the audience of the record on which it hangs
            target = model.objects.filter(pk=OuterRef("target_id")).values("code")
            cases.append(When(target_type=ContentType.objects.get_for_model(model), then=Subquery(target)))
    return documents.annotate(target_code=Case(*cases, default=Value(""), output_field=CharField()))
