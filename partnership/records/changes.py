"""Writes the change table, in the transaction that changes the record."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from partnership.models import Change, User
from partnership.models.base import Attached, in_both_languages
from partnership.rules.requests import request_id
from partnership.rules.visibility import VisibleModel

MAX_LABEL_LENGTH = 400
NOT_RECORDED = {"id", "created_at", "updated_at", "password", "last_login", "number_key", "notice_on"}

current_act: ContextVar[uuid.UUID | None] = ContextVar("current_act", default=None)


@contextmanager
def act() -> Iterator[None]:
    """Give all changes inside one act_id; a nested act has that of the outer one."""
    token = current_act.set(current_act.get() or uuid.uuid4())
    try:
        yield
    finally:
        current_act.reset(token)


def snapshot(record: models.Model) -> dict[str, Any]:
    """Return the record's columns as JSON values: keys of foreign keys, ISO dates, amounts as text."""
    return {
        field.name: _json_value(field.value_from_object(record))
        for field in record._meta.concrete_fields
        if field.name not in NOT_RECORDED
    }


def stored_snapshot(record: models.Model) -> dict[str, Any]:
    """Return the snapshot of the row in the database; empty for a new record."""
    stored = type(record)._base_manager.filter(pk=record.pk).first() if record.pk else None  # unscoped: own row
    return snapshot(stored) if stored else {}


def differences(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns that differ, before and after."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before[key] for key in keys if key in before}, {key: after[key] for key in keys if key in after}


def record_change(
    record: models.Model,
    action: str,
    *,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write one change of a record."""
    build_change(record, action, by=by, before=before, after=after).save(force_insert=True)


def build_change(
    record: models.Model,
    action: str,
    *,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> Change:
    """Return an unsaved change with the record's present audience, in the current act or a new one."""
    top_type, top_id = top_of(record)
    label_zh, label_en = _labels(record)
    return Change(
        act_id=current_act.get() or uuid.uuid4(),
        action=action,
        by=by,
        label_zh=label_zh,
        label_en=label_en,
        target_type=ContentType.objects.get_for_model(record),
        target_id=record.pk,
        top_type=top_type,
        top_id=top_id,
        private_to_id=getattr(record, "audience_id", None),
        before=before or {},
        after=after or {},
        request_id=request_id.get(),
        is_sample=getattr(record, "is_sample", False),
    )


def top_of(record: models.Model) -> tuple[ContentType, int]:
    """Return the record on whose page a change is shown: a document's record, else the last visibility parent."""
    if isinstance(record, Attached):
        return record.target_type, record.target_id
    top = _last_parent(record)
    return ContentType.objects.get_for_model(top), top.pk


def _last_parent(record: models.Model) -> models.Model:
    while isinstance(record, VisibleModel) and record.visibility_parent:
        record = getattr(record, record.visibility_parent)
    return record


def _labels(record: models.Model) -> tuple[str, str]:
    """Return the label in Chinese, and the English one where it differs."""
    chinese, english = in_both_languages(lambda: _label(record))
    return chinese, "" if english == chinese else english


def _label(record: models.Model) -> str:
    """Return the record's text, for a child after the code of the record to which it belongs."""
    code, text = getattr(_last_parent(record), "code", ""), str(record)
    return (text if not code or code in text else f"{code} · {text}")[:MAX_LABEL_LENGTH]


def _json_value(value: Any) -> Any:
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)
