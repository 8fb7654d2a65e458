"""Contact details are for a person's own party: nobody may see them by moving a person or a unit to their party."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from partnership.models import Organisation, Person, User
from partnership.rules.visibility import as_viewer


def refuse_contacts_move(record: models.Model, before: Mapping[str, Any], *, by: User | None) -> None:
    """Raise ValidationError where the writer moves people with contact details from another party.

    `before` is the snapshot of the stored row, empty for a new one.
    """
    people = Person._base_manager.all()
    if isinstance(record, Person):
        name, people = "organisation", people.filter(pk=record.pk)
    elif isinstance(record, Organisation):
        name, people = "parent", people.filter(organisation=record.pk)
    else:
        return
    if by is None or not before or before[name] == getattr(record, f"{name}_id"):
        return
    viewer, old = as_viewer(by), type(record)._base_manager.get(pk=record.pk)  # unscoped: own row
    if viewer.is_operator or old.is_of(viewer) or not people.exclude(email="", phone="").exists():
        return
    text = _("People's contact details would move with this: only their own party or an operator may change it.")
    raise ValidationError({name: text})
