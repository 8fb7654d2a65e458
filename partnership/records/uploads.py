"""Files uploaded for a job: stored below DATA_DIR until the job ends, and deleted after a day."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from partnership.models import Job

UPLOAD_LIFETIME = dt.timedelta(days=1)
FILE_GONE = gettext_noop("The file is kept for a day and is not there any more. Upload it again.")
NAME = re.compile("[0-9a-f]{32}")


def size_limit() -> str:
    """Return the sentence about the largest allowed file."""
    return _("A file may have at most %(limit)s.") % {"limit": filesizeformat(settings.UPLOAD_LIMIT_BYTES)}


def check_size(upload: UploadedFile) -> None:
    """Raise ValidationError where a file is larger than allowed."""
    size, limit = upload.size or 0, settings.UPLOAD_LIMIT_BYTES
    if size > limit:
        sizes = {"found": filesizeformat(size), "limit": filesizeformat(limit)}
        raise ValidationError(_("The file has %(found)s; the limit is %(limit)s.") % sizes)


def store_upload(chunks: Iterable[bytes]) -> str:
    """Store a file for a job; return the name for `upload_path`."""
    name = uuid.uuid4().hex
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("xb") as target:
        for chunk in chunks:
            target.write(chunk)
    return name


def upload_path(name: str) -> Path:
    return _folder() / name


def is_upload_stored(name: str) -> bool:
    """Whether a name sent by a browser is that of a stored file."""
    return bool(NAME.fullmatch(name)) and upload_path(name).is_file()


def delete_old_uploads() -> int:
    """Delete the files that are older than a day and that no open job needs; return how many."""
    oldest = (timezone.now() - UPLOAD_LIFETIME).timestamp()
    old = [path for path in _folder().glob("*") if _is_older(path, oldest)]
    if not old:
        return 0
    open_jobs = Job.for_workers.filter(state__in=(Job.State.WAITING, Job.State.RUNNING))
    needed = {options.get("upload") for options in open_jobs.values_list("options", flat=True)}
    stale = [path for path in old if path.name not in needed]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _is_older(path: Path, moment: float) -> bool:
    try:
        return path.stat().st_mtime < moment
    except FileNotFoundError:  # another process deletes it at the same time
        return False


def _folder() -> Path:
    return settings.DATA_DIR / "uploads"
