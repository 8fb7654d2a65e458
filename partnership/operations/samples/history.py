"""The history of samples: corrections by the sample editors, and documents of records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import typst
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from partnership.models import Change, Document, User
from partnership.operations.data.files import Place
from partnership.operations.samples.sets import SampleSet
from partnership.operations.samples.values import convert
from partnership.records.documents import add_document
from partnership.records.saving import save_record
from partnership.rules.periods import midnight

PAGE = """
#set page(paper: "a4", margin: 25mm, numbering: "1")
#set text(font: "Noto Sans SC", size: 11pt, lang: "zh")
#set document(title: sys.inputs.title)
= #sys.inputs.title
#v(4mm)
#sys.inputs.text
"""
SAMPLE_TEXT = "本文件为样例，内容与人员均属虚构。 / This file is a sample; its content and its people are invented."


@contextmanager
def entered_on(samples: SampleSet, day: dt.date) -> Iterator[None]:
    """Give the changes of samples written inside a time on a day."""
    last = Change.objects.aggregate(last=models.Max("pk"))["last"] or 0  # unscoped: where the new changes begin
    yield
    moment = midnight(day) + dt.timedelta(minutes=samples.random.randrange(9 * 60, 17 * 60))
    written = Change.objects.filter(is_sample=True, pk__gt=last)  # unscoped: samples just written
    written.update(at=moment)
    documents = written.filter(target_type__model="document").values("target_id")
    Document.objects.filter(pk__in=documents).update(created_at=moment)  # unscoped: samples just written


def write_history(samples: SampleSet, record: models.Model, values: Mapping[str, Any], place: Place) -> None:
    """Add the documents of a record, and correct it, as its file says."""
    for name, write in (("documents", _add_document), ("history", _correct)):
        for number, entry in enumerate(values.get(name, ()), start=1):
            here = place.child(name, number)
            try:
                day = samples.day_at(entry["on"])
                editor = samples.find(User, {"email": entry["by"]}, here, "by")
                with entered_on(samples, day):
                    write(samples, record, entry, editor, here)
            except KeyError as error:
                raise here.error(error.args[0], "is missing") from None
            except ValueError as error:
                raise here.error("on", error) from None


def _correct(samples: SampleSet, record: models.Model, entry: Mapping[str, Any], editor: User, place: Place) -> None:
    """Correct a sample as an editor would have done."""
    record.refresh_from_db()
    for name, value in convert(samples, type(record), entry["values"], place).items():
        setattr(record, name, value)
    save_record(record, by=editor)


def _add_document(samples: SampleSet, record: Any, entry: Mapping[str, Any], editor: User, place: Place) -> None:
    """Add a PDF to a sample, with a text that says that it is a sample."""
    title = entry["title"]
    name = title.rpartition(" / ")[2].lower().replace(" ", "-")
    upload = SimpleUploadedFile(f"{name}.pdf", _page(title, samples.day))
    document = add_document(target=record, upload=upload, kind=entry["kind"], title=title, by=editor)
    document.is_sample = True
    document.save(update_fields=["is_sample"])
    # unscoped: the change just written by add_document, which does not know that this is a sample
    Change.objects.filter(target_id=document.pk, target_type__model="document").update(is_sample=True)


@lru_cache
def _page(title: str, day: dt.date) -> bytes:
    return typst.compile(  # type: ignore[call-overload]  # its stubs know no list of paths
        PAGE.encode(),
        format="pdf",
        font_paths=[str(settings.BASE_DIR / "static" / "vendor" / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"title": title, "text": SAMPLE_TEXT},
        timestamp=int(midnight(day).timestamp()),
    )
