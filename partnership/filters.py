"""Forms that narrow a page to what the reader asks for; the filters of the lists stand here too."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership import registry
from partnership.models import Organisation, Person
from partnership.periods import today
from partnership.selectors.due import HORIZONS, DueFilter
from partnership.visibility import Viewer


class DueForm(forms.Form):
    """Which of the things that are due to show."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    party = forms.ModelChoiceField(label=_("Party"), queryset=None, required=False)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=None, required=False)
    within = forms.TypedChoiceField(label=_("Due"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, viewer: Viewer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", _("all kinds")), *((one.key, one.label) for one in registry.due_sources)]  # type: ignore[attr-defined]
        self.fields["party"].queryset = Organisation.objects.visible_to(viewer).filter(is_party=True)  # type: ignore[attr-defined]
        self.fields["owner"].queryset = Person.objects.visible_to(viewer)  # type: ignore[attr-defined]
        self.fields["within"].choices = [  # type: ignore[attr-defined]
            ("", _("at any time")),
            ("0", _("overdue")),
            *((str(days), _("within %(days)d days") % {"days": days}) for days in HORIZONS),
        ]

    def wanted(self) -> DueFilter:
        """What was asked for; fields that do not fit are left out and named by the form's errors."""
        self.is_valid()
        data = self.cleaned_data
        within = data.get("within")
        until = None if within is None else today() + dt.timedelta(days=within if within else -1)
        return DueFilter(
            kind=data.get("kind") or "",
            party_id=data["party"].pk if data.get("party") else None,
            owner_id=data["owner"].pk if data.get("owner") else None,
            until=until,
        )
