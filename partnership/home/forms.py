"""The form that narrows what is due to what the reader asks for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partnership.home.due import NOTHING, OVERDUE, DueFilter, owners, stretch_days
from partnership.models import Organisation, Person
from partnership.pages.filters import MAX_SEARCH_LENGTH
from partnership.rules import registry
from partnership.rules.periods import ONE_DAY, today
from partnership.rules.visibility import Viewer


class DueForm(forms.Form):
    """Which of the things that are due to show.

    An owner is searched for by name, as there are thousands; the choice of one stands in the form only where the
    address names one.
    """

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    party: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Party"), queryset=None, required=False, empty_label=_("all")
    )
    owner: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Owner"), queryset=None, required=False, empty_label=_("all")
    )
    owner_name = forms.CharField(
        label=_("Owner's name"), required=False, max_length=MAX_SEARCH_LENGTH, widget=forms.SearchInput()
    )
    within = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=[
            ("", _("at any time")),
            (OVERDUE, _("overdue")),
            ("30", _("within 30 days")),
            ("60", _("in 31 to 60 days")),
            ("90", _("in 61 to 90 days")),
        ],
    )

    def __init__(self, *args: Any, viewer: Viewer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [("", _("all kinds")), *((one.key, one.label) for one in registry.due_sources)]  # type: ignore[attr-defined]
        self.fields["party"].queryset = Organisation.objects.visible_to(viewer).filter(is_party=True)  # type: ignore[attr-defined]
        if owner := self.data.get("owner"):
            chosen = owners(viewer).filter(pk=owner) if owner.isdecimal() else Person.objects.none()
            self.fields["owner"].queryset = chosen  # type: ignore[attr-defined]
        else:
            del self.fields["owner"]

    def wanted(self) -> DueFilter:
        """What was asked for: nothing where a field cannot be read, which the form's errors name."""
        if not self.is_valid():
            return NOTHING
        data = self.cleaned_data
        since, until = self._days(data.get("within") or "")
        return DueFilter(
            kind=data.get("kind") or "",
            party_id=data["party"].pk if data.get("party") else None,
            owner_id=data["owner"].pk if data.get("owner") else None,
            owner_name=data.get("owner_name") or "",
            since=since,
            until=until,
        )

    def _days(self, within: str) -> tuple[dt.date | None, dt.date | None]:
        if within == OVERDUE:
            return None, today() - ONE_DAY
        return stretch_days(today(), within) if within else (None, None)
