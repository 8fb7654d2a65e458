"""Detail pages: the base class of every page of one record; each kind declares its facts, sentence and sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.mixins import LoginRequiredMixin
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views import View

from partnership.models.base import TopRecord
from partnership.pages.charts import Chart
from partnership.pages.editing import change_url, has_model_permission, may_share
from partnership.pages.facts import FactBuilder, build_facts, source
from partnership.pages.sections import Section
from partnership.pages.tables.columns import audience_party
from partnership.rules import registry
from partnership.rules.visibility import Viewer, VisibleModel, as_viewer


@dataclass(frozen=True, slots=True)
class Badge:
    """The state of a record as a word and a tone."""

    label: str
    tone: str = "neutral"


class RecordDetail(LoginRequiredMixin, View):
    """The page of one record: badges, a sentence, facts, sections, panels, documents, history.

    `key` is the field by which the URL names the record; `nav_key` is the entry of the navigation for a kind that has
    none of its own.
    """

    model: ClassVar[type[VisibleModel]]
    key: ClassVar[str] = "code"
    select_related: ClassVar[Sequence[str]] = ()
    facts: ClassVar[Sequence[str | FactBuilder]] = ()
    list_title: ClassVar[Any]
    nav_key: ClassVar[str] = ""

    def records(self, viewer: Viewer) -> Any:
        """Return the model's own queryset in which the record is looked up: what the viewer may not see is a 404."""
        records = self.model.objects.visible_to(viewer)
        path = self.model.audience_path()
        return records.select_related(*self.select_related, *([path] if path else []))

    def heading(self, record: Any) -> str:
        return getattr(record, "name", None) or str(record)

    def state(self, record: Any) -> Badge | None:
        """Return the badge of the record's state."""
        return None

    def sentence(self, record: Any, viewer: Viewer) -> str:
        """Return the record's state in one sentence, made from its own columns."""
        return ""

    def side_sections(self, record: Any, viewer: Viewer) -> list[Section]:
        """Return short tables to the right of the facts."""
        return []

    def main_sections(self, record: Any, viewer: Viewer) -> list[Section]:
        """Return wide tables under the facts."""
        return []

    def charts(self, record: Any, viewer: Viewer) -> list[Chart]:
        return []

    def form(self) -> Form | None:
        """Return the form that narrows the page to a period, where it has one."""
        return None

    def next_steps(self, record: Any, user: Any) -> Sequence[registry.NextStep]:
        """Return what can be done with this kind of record besides the actions of every kind."""
        return ()

    def get(self, request: HttpRequest, key: Any) -> HttpResponse:
        viewer = as_viewer(request.user)
        record = get_object_or_404(self.records(viewer), **{self.key: key})
        name = self.model._meta.model_name
        context = {
            "title": self.heading(record),
            "code": getattr(record, "code", ""),
            "current": self.nav_key or name,
            "list_url": reverse(f"{name}_list"),
            "list_title": self.list_title,
            "record": record,
            "private_to": audience_party(record),
            "state": self.state(record),
            "sentence": self.sentence(record, viewer),
            "facts": build_facts(record, (*self.facts, source), viewer),
            "side_sections": self.side_sections(record, viewer),
            **_filled_and_empty(self.main_sections(record, viewer)),
            "charts": self.charts(record, viewer),
            "form": self.form(),
            "steps": self.next_steps(record, request.user),
            **common_context(record, request.user),
        }
        return render(request, "pages/detail.html", context)


def common_context(record: VisibleModel, user: Any) -> dict[str, Any]:
    """Return the context that the page of every kind of record has: panels, documents, history, actions."""
    kind = record._meta.label_lower
    may_change = has_model_permission(user, "change", type(record))
    is_top = isinstance(record, TopRecord)
    return {
        "kind": kind,
        "edit_url": change_url(user, record),
        "panels": registry.panels_on(type(record), as_viewer(user)),
        "has_documents": is_top,
        "may_withdraw": is_top and may_change,
        "may_share": may_share(user, record),
    }


def _filled_and_empty(sections: list[Section]) -> dict[str, list[Section]]:
    """Divide the sections: those without rows are only named, in one line."""
    return {
        "main_sections": [section for section in sections if section.table.rows],
        "empty_sections": [section for section in sections if not section.table.rows],
    }
