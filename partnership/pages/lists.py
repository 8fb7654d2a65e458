"""List pages: the base class of every list; each kind declares its columns, filters, order and summary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db.models import Count, F, Model, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from partnership.pages.editing import add_url
from partnership.pages.filters import RecordFilter
from partnership.pages.tables.columns import AUDIENCE, Column, Heading, Table, build_rows, overdue_tone, visible_columns
from partnership.pages.tables.downloads import export_format, export_response
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer, VisibleModel, as_viewer

ROWS_PER_PAGE = 25
ROWS_PER_READ = 1000
NO_MATCH = {
    "icon": "filter-off",
    "sentence": gettext_lazy("No record fits these filters."),
    "hint": gettext_lazy("Take a filter away, or look at the whole list."),
    "url": "?",
    "url_label": gettext_lazy("Show all"),
}


@dataclass(frozen=True, slots=True)
class ExtraCount:
    """A further count of a list; `filters`, added to those in the URL, keep exactly the records counted."""

    sentence: str
    filters: Mapping[str, str]


class RecordList(LoginRequiredMixin, View):
    """A list of one kind: filters and order in the URL, a summary that counts, an export of exactly these records.

    `order` is the key of a column, with a minus for descending. `completed_field` is the column that is empty while
    something is still to be done: open records come first, then those done last, until a reader sorts.
    `summary` is made by `ngettext_lazy(..., "count")` of the totals. `related_lists` are the lists of the children of
    these records, and `nav_key` is the entry of the navigation for a kind that has none of its own.
    """

    model: ClassVar[type[VisibleModel]]
    title: ClassVar[Any]
    columns: ClassVar[Sequence[Column]]
    filterset_class: ClassVar[type[RecordFilter]]
    order: ClassVar[str]
    summary: ClassVar[Any] = ""
    completed_field: ClassVar[str] = ""
    select_related: ClassVar[Sequence[str]] = ()
    tone: ClassVar[Callable[[Any], str] | None] = None
    hint: ClassVar[Any] = ""
    nav_key: ClassVar[str] = ""
    has_add_link: ClassVar[bool] = True
    related_lists: ClassVar[Sequence[tuple[Any, str]]] = ()

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        """Return what the summary counts and sums besides the number of records: aggregates by name."""
        return {}

    def related_aggregates(self, records: QuerySet, viewer: Viewer) -> Mapping[str, Any]:
        """Return totals of the children of the records, by one more query at most."""
        return {}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        """Return the summary in words; `totals` has `count` and all aggregates."""
        return self.summary % totals

    def extra_counts(self, totals: Mapping[str, Any]) -> Sequence[ExtraCount]:
        """Return further counts, with links to the records that the summary does not count."""
        return ()

    def row_queryset(self, records: QuerySet) -> QuerySet:
        """Add what rows show and counting does not need: annotations, prefetches."""
        return records

    def get(self, request: HttpRequest) -> HttpResponseBase:
        viewer = as_viewer(request.user)
        filterset = self.filterset_class(request.GET, self.model.objects.visible_to(viewer), request=request)
        columns = visible_columns((*self.columns, AUDIENCE), viewer)
        requested = requested_order(request, columns)
        records = self._ordered(filterset.qs, columns, requested)
        if file_format := export_format(request):
            return self._export(file_format, columns, records, viewer)
        totals = filterset.qs.aggregate(count=Count("pk"), **self.aggregates(viewer))
        totals |= {**self.related_aggregates(filterset.qs, viewer)}
        paginator = Paginator(records, ROWS_PER_PAGE)
        paginator.count = totals["count"]
        page = paginator.get_page(request.GET.get("page"))
        parties = filterset.shared_choices.party_codes
        rows = build_rows(columns, page.object_list, viewer, self.row_url, type(self).tone, parties)
        # Open records come before those done: no column's order holds for all rows then.
        order = requested or ("" if self.completed_field else self.order)
        table = Table(str(self.title), sortable_headings(request, columns, order), rows, self._empty(request))
        sentence = self.sentence(totals) if totals["count"] else ""
        context = {"form": filterset.form, "page": page, "table": table, "sentence": sentence}
        context["extra_counts"] = [
            (extra.sentence, self._narrowed(request, extra.filters)) for extra in self.extra_counts(totals)
        ]
        return render(request, "pages/list.html", context | self._frame(request))

    def _frame(self, request: HttpRequest) -> dict[str, Any]:
        """Return the context around the table: title, entry of the navigation, related lists, link to add a record."""
        return {
            "title": self.title,
            "current": self.nav_key or self.model._meta.model_name,
            "related_lists": [(label, reverse(name)) for label, name in self.related_lists],
            "add_url": self._add_url(request),
            "rest": query_without(request, "page", "export"),
        }

    def row_url(self, record: Any) -> str:
        """Return the URL that a row links to."""
        return record.get_absolute_url()

    def _ordered(self, records: QuerySet, columns: Sequence[Column], requested: str) -> QuerySet:
        order = requested or self.order
        sort = next(column.sort for column in columns if column.key == order.removeprefix("-"))
        expression = sort() if callable(sort) else F(sort)
        is_descending = order.startswith("-")
        # Only where it matters: an index serves the order of a column that is never null.
        nulls_last = True if callable(sort) or _can_be_empty(self.model, sort) else None
        first = expression.desc(nulls_last=nulls_last) if is_descending else expression.asc(nulls_last=nulls_last)
        path = self.model.audience_path()
        # The party of a top record is known by its key; a child's is a column of its parent.
        related = (
            (*self.select_related, path.removesuffix("__private_to")) if path and "__" in path else self.select_related
        )
        open_first = [F(self.completed_field).desc(nulls_first=True)] if self.completed_field and not requested else []
        records = self.row_queryset(records).order_by(*open_first, first, "-pk" if is_descending else "pk")
        return records.select_related(*related) if related else records

    def _narrowed(self, request: HttpRequest, filters: Mapping[str, str]) -> str:
        """Return the URL of this list with further filters."""
        return f"?{query_without(request, 'page', 'export', *filters)}{urlencode(filters)}"

    def _add_url(self, request: HttpRequest) -> str:
        return add_url(request.user, self.model) if self.has_add_link else ""

    def _empty(self, request: HttpRequest) -> dict[str, Any]:
        if any(value for name, value in request.GET.items() if name not in ("page", "sort")):
            return NO_MATCH
        url = self._add_url(request)
        return {
            "sentence": _("Nothing is recorded here yet."),
            "hint": self.hint or _("Editors enter records in the administration; they show up here at once."),
            "url": url,
            "url_label": _("Enter the first one"),
        }

    def _export(
        self, file_format: str, columns: Sequence[Column], records: QuerySet, viewer: Viewer
    ) -> HttpResponseBase:
        path = self.model.audience_path()
        records = records.select_related(path) if path else records
        rows = records.iterator(chunk_size=ROWS_PER_READ)
        return export_response(file_format, str(self.model._meta.model_name), self.title, columns, rows, viewer)


class DeadlineList(RecordList):
    """A list of what is to be done by a day: open records first, overdue ones marked, both counted.

    The filterset has the states "open" and "overdue"; `summary` gives their counts by these names.
    """

    order = "due_on"
    completed_field = "done_on"
    tone = overdue_tone()

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        states = self.filterset_class.states
        return {state: Count("pk", filter=states[state][1](today())) for state in ("open", "overdue")}


def requested_order(request: HttpRequest, columns: Sequence[Column]) -> str:
    """Return the order named in the URL, where a column allows it; empty for the list's own order."""
    requested = request.GET.get("sort", "")
    allowed = {column.key for column in columns if column.sort}
    return requested if requested.removeprefix("-") in allowed else ""


def sortable_headings(request: HttpRequest, columns: Sequence[Column], order: str) -> list[Heading]:
    """Return headings that link to the list in the order of their column, or in the reverse of the present order."""
    query, current = query_without(request, "page", "export", "sort"), order.removeprefix("-")
    headings = []
    for column in columns:
        sort, url = "", ""
        if column.sort:
            is_current = column.key == current
            sort = ("descending" if order.startswith("-") else "ascending") if is_current else ""
            url = f"?{query}sort={'-' if sort == 'ascending' else ''}{column.key}"
        headings.append(Heading(str(column.label), column.is_number, url, sort))
    return headings


def query_without(request: HttpRequest, *names: str) -> str:
    """Return the query string of the URL without some parameters, ready for one more."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return f"{query.urlencode()}&" if query else ""


def _can_be_empty(record_model: type[Model], path: str) -> bool:
    model: type[Model] | None = record_model
    for name in path.split(LOOKUP_SEP):
        if model is None:
            break
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:  # an annotation
            return True
        if field.null:
            return True
        model = field.related_model
    return False
