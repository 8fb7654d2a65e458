"""The documents of a record: upload, versions and lists; each has the audience of its record."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Case, CharField, Max, Model, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from partnership.models import Document, User
from partnership.models.base import TopRecord
from partnership.records.saving import save_record
from partnership.records.uploads import check_size
from partnership.rules import formats, registry
from partnership.rules.visibility import Viewer


def visible_documents(record: Model, viewer: Viewer) -> list[Document]:
    """Return the documents of a record that the reader may see, the newest version of each title first."""
    documents = Document.objects.visible_to(viewer).of(record)
    return list(documents.select_related("by").order_by("title", "-version"))


def annotate_target_code(documents: QuerySet) -> QuerySet:
    """Add `target_code`, the code of the document's record; empty for kinds without codes."""
    cases = []
    for kind in registry.kinds:
        model = apps.get_model(kind.key)
        if any(field.name == "code" for field in model._meta.fields):
            # unscoped: a document has the audience of its record
            target = model.objects.filter(pk=OuterRef("target_id")).values("code")
            cases.append(When(target_type=ContentType.objects.get_for_model(model), then=Subquery(target)))
    return documents.annotate(target_code=Case(*cases, default=Value(""), output_field=CharField()))


def accepted_types() -> str:
    """Return the file name extensions that may be uploaded."""
    return formats.listed(sorted(settings.DOCUMENT_TYPES))


def check_upload(upload: UploadedFile) -> str:
    """Return the content type of the file's extension; raise ValidationError for a file that is not accepted."""
    check_size(upload)
    ending = PurePath(upload.name or "").suffix.lower()
    if ending not in settings.DOCUMENT_TYPES:
        message = _("A file ending in %(found)s is not accepted; these are: %(allowed)s.")
        raise ValidationError(message % {"found": ending or _("nothing"), "allowed": accepted_types()})
    return settings.DOCUMENT_TYPES[ending]


def add_document(*, target: TopRecord, upload: UploadedFile, kind: str, title: str, by: User) -> Document:
    """Add a file to a record; the same title again is its next version. The audience is the record's own."""
    document = Document(
        target_type=ContentType.objects.get_for_model(target),
        target_id=target.pk,
        kind=kind,
        title=title,
        file_name=PurePath(upload.name or "").name,
        content_type=check_upload(upload),
        size=upload.size,
        sha256=_sha256(upload),
        by=by,
    )
    document.file.save(document.file_name, upload, save=False)
    try:
        return _save_document(target, document, by=by)
    except BaseException:  # whatever it was, the rollback removes the row and not the file
        document.file.delete(save=False)
        raise


@transaction.atomic
def _save_document(target: TopRecord, document: Document, *, by: User) -> Document:
    # Locked, so that the document gets the audience of a record that is shared or withdrawn at the same time.
    locked = type(target)._base_manager.select_for_update().get(pk=target.pk)  # unscoped: the writer has it already
    document.private_to_id = locked.audience_id
    document.withdrawn_at = locked.withdrawn_at
    document.version = next_version(target, document.title)
    return save_record(document, by=by)


def next_version(target: TopRecord, title: str) -> int:
    """Return the version of a document to be added under a title; the caller has locked the record."""
    same = Document.objects.of(target).filter(title=title)
    return (same.aggregate(last=Max("version"))["last"] or 0) + 1


def _sha256(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
