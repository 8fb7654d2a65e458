"""Files handed in for a job: kept under DATA_DIR until the work is done, and swept away after a day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from partnership.models import Job

KEPT_FOR = dt.timedelta(days=1)


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


def sweep_uploads() -> int:
    """Remove the files that are older than a day and that no open job names; returns how many."""
    oldest = (timezone.now() - KEPT_FOR).timestamp()
    old = [path for path in _folder().glob("*") if path.stat().st_mtime < oldest]
    if not old:
        return 0
    open_jobs = Job.objects.filter(state__in=(Job.State.WAITING, Job.State.RUNNING))  # unscoped: housekeeping
    needed = {options.get("upload") for options in open_jobs.values_list("options", flat=True)}
    stale = [path for path in old if path.name not in needed]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def _folder() -> Path:
    return settings.DATA_DIR / "uploads"
