"""What gives samples a past: corrections of the last days by the sample editors, and documents that hang on records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typst
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from partnership.models import Change, Document
from partnership.models.base import Record, TopRecord
from partnership.records.documents import add_document
from partnership.records.saving import save_record
from partnership.rules.periods import midnight
from partnership.samples.world import World, both

PAGE = """
#set page(paper: "a4", margin: 25mm, numbering: "1")
#set text(font: "Noto Sans SC", size: 11pt, lang: "zh")
#set document(title: sys.inputs.title)
= #sys.inputs.title
#v(4mm)
#sys.inputs.text
"""
SAMPLE_TEXT = both(
    "本文件为样例，内容与人员均属虚构。", "This file is a sample; its content and its people are invented."
)


@contextmanager
def entered_before(world: World, days: int) -> Iterator[None]:
    """Date the changes of samples written inside so many days back."""
    started = timezone.now()
    yield
    moment = midnight(world.days(-days)) + dt.timedelta(minutes=world.random.randrange(9 * 60, 17 * 60))
    Change.objects.filter(is_sample=True, at__gte=started).update(at=moment)  # unscoped: samples just written


def edit(world: World, record: Record, party: str, days: int, **values: Any) -> None:
    """Correct a sample as the editor of a party would have done so many days ago."""
    record.refresh_from_db()
    for name, value in values.items():
        setattr(record, name, value)
    editor = world.editors[world.party(party).pk][0]
    with entered_before(world, days):
        save_record(record, by=editor)


def attach(world: World, record: TopRecord, party: str, kind: str, title: tuple[str, str], days: int) -> Document:
    """Hang a PDF on a sample that says of itself that it is one."""
    editor = world.editors[world.party(party).pk][0]
    upload = SimpleUploadedFile(f"{title[1].lower().replace(' ', '-')}.pdf", _page(world, title))
    with entered_before(world, days):
        document = add_document(target=record, upload=upload, kind=kind, title=both(*title), by=editor)
        document.is_sample = True
        document.save(update_fields=["is_sample"])
        # unscoped: the change just written by add_document, which does not know that this is a sample
        written = Change.objects.filter(target_id=document.pk, target_type__model="document")
        written.update(is_sample=True)
    Document.objects.filter(pk=document.pk).update(created_at=written.get().at)  # unscoped: the sample just made
    return document


def _page(world: World, title: tuple[str, str]) -> bytes:
    return typst.compile(
        PAGE.encode(),
        format="pdf",
        font_paths=[str(settings.BASE_DIR / "static" / "vendor" / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"title": both(*title), "text": SAMPLE_TEXT},
        timestamp=int(midnight(world.day).timestamp()),
    )
