"""Detail pages: what every page of a record has in common; each kind declares its facts, sentence and tables."""

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
from partnership.pages.editing import change_url, may, may_share
from partnership.pages.facts import FactMaker, facts_of, source
from partnership.pages.sections import Section
from partnership.pages.tables.columns import audience_of
from partnership.rules import registry
from partnership.rules.visibility import Viewer, VisibleModel, as_viewer


@dataclass(frozen=True, slots=True)
class Badge:
    """Where a record stands, in a word and a tone."""

    label: str
    tone: str = "neutral"


class RecordDetail(LoginRequiredMixin, View):
    """The page of one record: badges, a sentence, facts beside what hangs on it, panels, documents, history."""

    model: ClassVar[type[VisibleModel]]
    key: ClassVar[str] = "code"
    related: ClassVar[Sequence[str]] = ()
    facts: ClassVar[Sequence[str | FactMaker]] = ()
    list_title: ClassVar[Any]
    nav_key: ClassVar[str] = ""

    def records(self, viewer: Viewer) -> Any:
        """The model's own queryset in which the record is looked up: what the viewer may not see is not found."""
        found = self.model.objects.visible_to(viewer)
        path = self.model.audience_path()
        return found.select_related(*self.related, *([path] if path else []))

    def heading(self, record: Any) -> str:
        return getattr(record, "name", None) or str(record)

    def state(self, record: Any) -> Badge | None:
        """The badge that says where the record stands."""
        return None

    def sentence(self, record: Any, viewer: Viewer) -> str:
        """Where it stands, in one sentence made from its own columns."""
        return ""

    def side_sections(self, record: Any, viewer: Viewer) -> list[Section]:
        """Short tables to the right of the facts."""
        return []

    def main_sections(self, record: Any, viewer: Viewer) -> list[Section]:
        """Wide tables under the facts."""
        return []

    def charts(self, record: Any, viewer: Viewer) -> list[Chart]:
        return []

    def form(self) -> Form | None:
        """What narrows the page, by the address, where it shows a stretch of time."""
        return None

    def steps(self, record: Any, user: Any) -> Sequence[registry.NextStep]:
        """What else one does with the record, beside what is done with records of any kind."""
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
            "private_to": audience_of(record),
            "state": self.state(record),
            "sentence": self.sentence(record, viewer),
            "facts": facts_of(record, (*self.facts, source), viewer),
            "side_sections": self.side_sections(record, viewer),
            **_filled_and_empty(self.main_sections(record, viewer)),
            "charts": self.charts(record, viewer),
            "form": self.form(),
            "steps": self.steps(record, request.user),
            **parts_of(record, request.user),
        }
        return render(request, "pages/detail.html", context)


def parts_of(record: VisibleModel, user: Any) -> dict[str, Any]:
    """What a page of any kind of record offers: panels of other areas, documents, history, actions."""
    kind = record._meta.label_lower
    may_change = may(user, "change", type(record))
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
    """Tables with rows are shown; of those without, one line says the names."""
    return {
        "main_sections": [one for one in sections if one.table.rows],
        "empty_sections": [one for one in sections if not one.table.rows],
    }
