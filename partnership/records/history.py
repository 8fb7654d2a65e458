"""The history of a record for a reader: before and after, without what the reader may not see."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DateTimeField, Field, ForeignKey, ManyToManyField, Model, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partnership.models import Change, Organisation, Person, ReportSectionChoice
from partnership.models.reports.report import section_label
from partnership.models.user import ROLE_LABELS
from partnership.rules import formats
from partnership.rules.fields import EndDateField, MoneyField, PartialDateField, last_day
from partnership.rules.visibility import Viewer, VisibleModel

TONES = {
    Change.Action.CREATED: "good",
    Change.Action.WITHDRAWN: "attention",
    Change.Action.DELETED: "late",
    Change.Action.SHARED: "accent",
}
MAX_CHANGES_OF_ACT = 100
CONTACTS = {"email", "phone", "contact_purpose"}
LINKABLE = (VisibleModel, Group)
NOT_SHOWN = {"is_sample", "withdrawn_at", "size", "content_type", "sha256", "file", "target_type", "target_id"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column before and after, as text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change, ready to be shown."""

    at: dt.datetime
    by: str
    action: str
    tone: str
    label: str
    private_to: str
    fields: tuple[FieldChange, ...]
    same_act: tuple[HistoryEntry, ...] = ()


def history_of(record: Model, viewer: Viewer, *, count: int = 100) -> list[HistoryEntry]:
    """Return the newest changes of a record and its children that the reader may see, with one entry for each act."""
    kind = ContentType.objects.get_for_model(record)
    own = Q(top_type=kind, top_id=record.pk) | Q(target_type=kind, target_id=record.pk)
    newest = Change.objects.visible_to(viewer).filter(own).select_related("by", "private_to").order_by("-at", "-pk")
    changes = list(newest[: count + MAX_CHANGES_OF_ACT])
    return _grouped_by_act(changes, entries(changes, viewer, of=record))[:count]


def _grouped_by_act(changes: list[Change], shown: list[HistoryEntry]) -> list[HistoryEntry]:
    """Return the entries of the changes, newest first; those of one act are nested in that of its first change."""
    acts: dict[uuid.UUID, list[int]] = {}
    for index, change in enumerate(changes):
        acts.setdefault(change.act_id, []).append(index)
    firsts = {min(indexes, key=lambda index: changes[index].pk): indexes for indexes in acts.values()}
    return [
        replace(shown[first], same_act=tuple(shown[index] for index in reversed(indexes) if index != first))
        for first, indexes in sorted(firsts.items())
    ]


def _is_own(change: Change, record: Model | None) -> bool:
    return isinstance(record, _model(change.target_type_id) or ()) and record.pk == change.target_id


def entries(changes: Iterable[Change], viewer: Viewer, *, of: Model | None = None) -> list[HistoryEntry]:
    """Return changes as entries; without the label where the change is of the record itself."""
    rows = list(changes)
    names = _target_names(rows, viewer)
    return [_entry(change, viewer, names, of) for change in rows]


def _label(change: Change, model: type[Model] | None) -> str:
    if model is None:
        return change.label
    return _("%(label)s: %(value)s") % {"label": capfirst(model._meta.verbose_name), "value": change.label}


def _entry(change: Change, viewer: Viewer, names: dict, of: Model | None) -> HistoryEntry:
    model = _model(change.target_type_id)
    return HistoryEntry(
        at=change.at,
        by=str(change.by) if change.by else _("a deleted account") if change.request_id else "",
        action=str(change.get_action_display()),
        tone=TONES.get(change.action, "neutral"),  # type: ignore[call-overload]
        label="" if _is_own(change, of) else _label(change, model),
        private_to=change.private_to.code if change.private_to else "",
        fields=_fields(change, model, viewer, names) if model else (),
    )


def _fields(change: Change, model: type[Model], viewer: Viewer, names: dict) -> tuple[FieldChange, ...]:
    if change.action == Change.Action.CREATED:
        return ()  # the page itself shows the values
    shown = []
    for key in dict.fromkeys((*change.before, *change.after)):
        field = _field(model, key)
        if field is None or key in NOT_SHOWN or _is_hidden(field, viewer):
            continue
        before = _text(field, change.before.get(key), names)
        after = _text(field, change.after.get(key), names)
        if before or after:
            shown.append(FieldChange(capfirst(field.verbose_name), before, after))  # type: ignore[arg-type]
    return tuple(shown)


def _is_hidden(field: Field, viewer: Viewer) -> bool:
    if isinstance(field, MoneyField):
        return not viewer.sees_amounts
    # A change of a person does not record their party at that time, so only operators see contact details.
    return issubclass(field.model, Person) and field.name in CONTACTS and not viewer.is_operator


def _text(field: Field, value: Any, names: dict) -> str:
    if value in (None, "", [], {}):
        return ""
    if isinstance(field, ForeignKey | ManyToManyField):
        keys = value if isinstance(value, list) else [value]
        return formats.listed(names.get((field.related_model, key), _("a record that is not shown")) for key in keys)
    if field.model is ReportSectionChoice and field.name == "section":
        return section_label(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, MoneyField):
        return formats.exact_money(field.to_python(value))
    if isinstance(field, DateTimeField):
        return formats.moment(field.to_python(value))
    if isinstance(field, DateField):
        day = field.to_python(value)
        return formats.day(last_day(day) if isinstance(field, EndDateField) else day)
    if isinstance(field, PartialDateField):
        return formats.partial_day(value)
    return str(dict(field.flatchoices).get(value, value))


def _target_names(changes: list[Change], viewer: Viewer) -> dict[tuple[type[Model], Any], str]:
    """Return the names of the linked records that the reader may see; one query a kind."""
    keys: dict[type[Model], set] = {}
    for change in changes:
        for side in (change.before, change.after):
            for key, value in side.items():
                field = _field(_model(change.target_type_id), key)
                if isinstance(field, ForeignKey | ManyToManyField) and issubclass(field.related_model, LINKABLE):
                    keys.setdefault(field.related_model, set()).update(value if isinstance(value, list) else [value])
    names = {}
    for model, linked in keys.items():
        seen: Any = Group.objects if model is Group else model.objects.visible_to(viewer)  # type: ignore[attr-defined]
        names.update({(model, row.pk): _target_name(row) for row in seen.filter(pk__in=linked - {None})})
    return names


def _target_name(target: Model) -> str:
    if isinstance(target, Group):
        return str(ROLE_LABELS.get(target.name, target.name))
    # Who the parties are is public, also to a reader without one.
    return target.code if isinstance(target, Organisation) else str(target)


def _field(model: type[Model] | None, name: str) -> Field | None:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, Field) else None


def _model(type_id: int) -> type[Model] | None:
    return ContentType.objects.get_for_id(type_id).model_class()
