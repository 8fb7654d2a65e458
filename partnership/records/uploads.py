"""Files handed in for a job: kept under DATA_DIR until the work is done, and swept away after a day."""

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

KEPT_FOR = dt.timedelta(days=1)
FILE_GONE = gettext_noop("The file is kept for a day and is not there any more. Upload it again.")
NAME = re.compile("[0-9a-f]{32}")


def size_limit() -> str:
    """How large a file may be, said before one is chosen."""
    return _("A file may have at most %(limit)s.") % {"limit": filesizeformat(settings.UPLOAD_LIMIT_BYTES)}


def check_size(upload: UploadedFile) -> None:
    """Raise ValidationError where a file is larger than the site takes."""
    size, limit = upload.size or 0, settings.UPLOAD_LIMIT_BYTES
    if size > limit:
        words = {"found": filesizeformat(size), "limit": filesizeformat(limit)}
        raise ValidationError(_("The file has %(found)s; the limit is %(limit)s.") % words)


def keep_upload(chunks: Iterable[bytes]) -> str:
    """Store a file for a job; returns the name under which `upload_path` finds it."""
    name = uuid.uuid4().hex
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("xb") as target:
        for chunk in chunks:
            target.write(chunk)
    return name


def upload_path(name: str) -> Path:
    return _folder() / name


def is_kept(name: str) -> bool:
    """Whether a name that a browser sent back is that of a file still here."""
    return bool(NAME.fullmatch(name)) and upload_path(name).is_file()


def sweep_uploads() -> int:
    """Remove the files that are older than a day and that no open job names; returns how many."""
    oldest = (timezone.now() - KEPT_FOR).timestamp()
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
    except FileNotFoundError:  # another process sweeps at the same time
        return False


def _folder() -> Path:
    return settings.DATA_DIR / "uploads"
