"""Taking in a document: checked, summed, numbered, with the audience of the record it hangs on."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from partnership.models import Document, User
from partnership.models.base import TopRecord
from partnership.records.saving import save_record
from partnership.records.uploads import check_size
from partnership.rules import formats


def accepted_types() -> str:
    """The endings of the files that are taken in."""
    return formats.listed(sorted(settings.DOCUMENT_TYPES))


def check_upload(upload: UploadedFile) -> str:
    """The content type that the file's name stands for; raises ValidationError for what is not taken in."""
    check_size(upload)
    ending = PurePath(upload.name or "").suffix.lower()
    if ending not in settings.DOCUMENT_TYPES:
        message = _("A file ending in %(found)s is not accepted; these are: %(allowed)s.")
        raise ValidationError(message % {"found": ending or _("nothing"), "allowed": accepted_types()})
    return settings.DOCUMENT_TYPES[ending]


def add_document(*, target: TopRecord, upload: UploadedFile, kind: str, title: str, by: User) -> Document:
    """Hang a file on a record; the same title again is its next version. The audience is the record's own."""
    document = Document(
        target_type=ContentType.objects.get_for_model(target),
        target_id=target.pk,
        kind=kind,
        title=title,
        file_name=PurePath(upload.name or "").name,
        content_type=check_upload(upload),
        size=upload.size,
        sha256=_sum_of(upload),
        by=by,
    )
    document.file.save(document.file_name, upload, save=False)
    try:
        return _hang_on(target, document, by=by)
    except BaseException:  # whatever it was: what takes the row back leaves the file
        document.file.delete(save=False)
        raise


@transaction.atomic
def _hang_on(target: TopRecord, document: Document, *, by: User) -> Document:
    # The row is locked so that sharing or withdrawing the record and adding to it cannot pass each other by.
    locked = type(target)._base_manager.select_for_update().get(pk=target.pk)  # unscoped: the writer has it already
    document.private_to_id = locked.audience_id
    document.withdrawn_at = locked.withdrawn_at
    document.version = next_version(target, document.title)
    return save_record(document, by=by)


def next_version(target: TopRecord, title: str) -> int:
    """The version of a document that is hung on a record under a title; the record is locked meanwhile."""
    same = Document.objects.of(target).filter(title=title)
    return (same.aggregate(last=Max("version"))["last"] or 0) + 1


def _sum_of(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
