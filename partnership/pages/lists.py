"""List pages: what every list has in common; each kind declares its columns, filters, order and sentence."""

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
from partnership.pages.tables.columns import AUDIENCE, Column, Heading, Table, rows_of, visible_columns
from partnership.pages.tables.downloads import download, wanted_form
from partnership.rules.visibility import Viewer, VisibleModel, as_viewer

ROWS_PER_PAGE = 25
ROWS_PER_READ = 1000
NONE_FITS = {
    "icon": "filter-off",
    "sentence": gettext_lazy("No record fits these filters."),
    "hint": gettext_lazy("Take a filter away, or look at the whole list."),
    "url": "?",
    "url_label": gettext_lazy("Show all"),
}


@dataclass(frozen=True, slots=True)
class ExtraCount:
    """A further sentence of a list; `filters`, added to those in the address, keep exactly what it counts."""

    sentence: str
    filters: Mapping[str, str]


class RecordList(LoginRequiredMixin, View):
    """A list of one kind: filters and order in the address, a sentence that counts, an export of exactly this.

    `order` is the key of a column, with a minus for descending; `row_url(record)` says where a row leads.
    `completed_field` names the column that is empty while something is still to be done: that comes first, then what
    was done last, until a reader sorts. `related_lists` are the lists of what hangs on these records, and `nav_key`
    is the line of the navigation under which a list stands that has no line of its own.
    """

    model: ClassVar[type[VisibleModel]]
    title: ClassVar[Any]
    columns: ClassVar[Sequence[Column]]
    filters: ClassVar[type[RecordFilter]]
    order: ClassVar[str]
    completed_field: ClassVar[str] = ""
    related: ClassVar[Sequence[str]] = ()
    tone: ClassVar[Callable[[Any], str] | None] = None
    hint: ClassVar[Any] = ""
    nav_key: ClassVar[str] = ""
    is_entered_here: ClassVar[bool] = True
    related_lists: ClassVar[Sequence[tuple[Any, str]]] = ()

    def measures(self, viewer: Viewer) -> Mapping[str, Any]:
        """What the sentence counts and sums beside the number of records: aggregates by name."""
        return {}

    def sums(self, records: QuerySet, viewer: Viewer) -> Mapping[str, Any]:
        """What the sentence says of the children of the records: one more aggregate at most."""
        return {}

    def sentence(self, totals: Mapping[str, Any]) -> str:
        """What the list says in words; `totals` has `count`, the measures and the sums."""
        raise NotImplementedError

    def extra_counts(self, totals: Mapping[str, Any]) -> Sequence[ExtraCount]:
        """What stands beside the sentence and leads to some of the records that it does not count."""
        return ()

    def details(self, records: QuerySet) -> QuerySet:
        """The hook for what rows show and counting does not need: annotations, prefetches."""
        return records

    def get(self, request: HttpRequest) -> HttpResponseBase:
        viewer = as_viewer(request.user)
        chosen = self.filters(request.GET, self.model.objects.visible_to(viewer), request=request)
        columns = visible_columns((*self.columns, AUDIENCE), viewer)
        asked = asked_order(request, columns)
        records = self._ordered(chosen.qs, columns, asked)
        if form := wanted_form(request):
            return self._export(form, columns, records, viewer)
        counted = chosen.qs.aggregate(count=Count("pk"), **self.measures(viewer))
        totals = {**counted, **self.sums(chosen.qs, viewer)}
        paginator = Paginator(records, ROWS_PER_PAGE)
        paginator.count = totals["count"]
        page = paginator.get_page(request.GET.get("page"))
        parties = chosen.offered.party_codes
        rows = rows_of(columns, page.object_list, viewer, self.row_url, type(self).tone, parties)
        # What is done stands apart from what is not: no column says the order of all rows then.
        order = asked or ("" if self.completed_field else self.order)
        table = Table(str(self.title), sortable_headings(request, columns, order), rows, self._empty(request))
        sentence = self.sentence(totals) if totals["count"] else ""
        context = {"form": chosen.form, "page": page, "table": table, "sentence": sentence}
        context["extra_counts"] = [
            (one.sentence, self._narrowed(request, one.filters)) for one in self.extra_counts(totals)
        ]
        return render(request, "pages/list.html", context | self._frame(request))

    def _frame(self, request: HttpRequest) -> dict[str, Any]:
        """What surrounds the table: title, place in the navigation, neighbours, the way to enter a record."""
        return {
            "title": self.title,
            "current": self.nav_key or self.model._meta.model_name,
            "related_lists": [(label, reverse(name)) for label, name in self.related_lists],
            "add_url": self._add_url(request),
            "rest": rest_of(request, "page", "export"),
        }

    def row_url(self, record: Any) -> str:
        """Where a row leads."""
        return record.get_absolute_url()

    def _ordered(self, records: QuerySet, columns: Sequence[Column], asked: str) -> QuerySet:
        order = asked or self.order
        sort = next(column.sort for column in columns if column.key == order.removeprefix("-"))
        expression = sort() if callable(sort) else F(sort)
        falling = order.startswith("-")
        # Said only where it matters: an index serves the order of a column that is never empty.
        nulls_last = True if callable(sort) or _can_be_empty(self.model, sort) else None
        first = expression.desc(nulls_last=nulls_last) if falling else expression.asc(nulls_last=nulls_last)
        path = self.model.audience_path()
        # A top record's own party is named by its key; a child's stands behind its parent.
        related = (*self.related, path.removesuffix("__private_to")) if path and "__" in path else self.related
        open_first = [F(self.completed_field).desc(nulls_first=True)] if self.completed_field and not asked else []
        shown = self.details(records).order_by(*open_first, first, "-pk" if falling else "pk")
        return shown.select_related(*related) if related else shown

    def _narrowed(self, request: HttpRequest, filters: Mapping[str, str]) -> str:
        """The address of this list with further filters."""
        return f"?{rest_of(request, 'page', 'export', *filters)}{urlencode(filters)}"

    def _add_url(self, request: HttpRequest) -> str:
        return add_url(request.user, self.model) if self.is_entered_here else ""

    def _empty(self, request: HttpRequest) -> dict[str, Any]:
        if any(value for name, value in request.GET.items() if name not in ("page", "sort")):
            return NONE_FITS
        url = self._add_url(request)
        return {
            "sentence": _("Nothing is recorded here yet."),
            "hint": self.hint or _("Editors enter records in the administration; they show up here at once."),
            "url": url,
            "url_label": _("Enter the first one"),
        }

    def _export(self, form: str, columns: Sequence[Column], records: QuerySet, viewer: Viewer) -> HttpResponseBase:
        path = self.model.audience_path()
        records = records.select_related(path) if path else records
        read = records.iterator(chunk_size=ROWS_PER_READ)
        return download(form, str(self.model._meta.model_name), self.title, columns, read, viewer)


def asked_order(request: HttpRequest, columns: Sequence[Column]) -> str:
    """The order that the address asks for, where a column allows it; empty where the list opens in its own."""
    asked = request.GET.get("sort", "")
    allowed = {column.key for column in columns if column.sort}
    return asked if asked.removeprefix("-") in allowed else ""


def sortable_headings(request: HttpRequest, columns: Sequence[Column], order: str) -> list[Heading]:
    """The heads of the columns, which lead to the list in their order, or turned where it stands in it."""
    rest, current = rest_of(request, "page", "export", "sort"), order.removeprefix("-")
    headings = []
    for column in columns:
        sort, url = "", ""
        if column.sort:
            is_current = column.key == current
            sort = ("descending" if order.startswith("-") else "ascending") if is_current else ""
            url = f"?{rest}sort={'-' if sort == 'ascending' else ''}{column.key}"
        headings.append(Heading(str(column.label), column.is_number, url, sort))
    return headings


def rest_of(request: HttpRequest, *without: str) -> str:
    """The query of the address without some keys, ready for one more."""
    rest = request.GET.copy()
    for name in without:
        rest.pop(name, None)
    return f"{rest.urlencode()}&" if rest else ""


def _can_be_empty(record_model: type[Model], path: str) -> bool:
    model: type[Model] | None = record_model
    for name in path.split(LOOKUP_SEP):
        if model is None:
            break
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:  # computed for the list
            return True
        if field.null:
            return True
        model = field.related_model
    return False
