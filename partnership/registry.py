"""Typed stores that every app fills when the site starts: what the core knows of the other apps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import QuerySet

from partnership.figures import AnyFigure
from partnership.periods import Period
from partnership.visibility import Viewer


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


Entry = TypeVar("Entry", bound=Keyed)


class Store(Generic[Entry]):
    """Entries by key, in the order in which they came; a duplicate or an unknown key raises."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, Entry] = {}

    def add(self, *entries: Entry) -> None:
        for entry in entries:
            if entry.key in self._entries:
                raise ValueError(f"{self.name} has an entry {entry.key!r} already")
            self._entries[entry.key] = entry

    def __getitem__(self, key: str) -> Entry:
        if key not in self._entries:
            raise KeyError(f"{self.name} has no entry {key!r}; it has: {', '.join(self._entries)}")
        return self._entries[key]

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A line of the navigation; `key` is also what a page names to be shown as the current one."""

    key: str
    label: str
    url_name: str
    icon: str


@dataclass(frozen=True, slots=True)
class NavigationArea:
    """A heading of the navigation with its lines."""

    key: str
    label: str
    entries: tuple[NavigationEntry, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that has pages of its own; `key` is the model's label in lower case (`projects.patent`)."""

    key: str
    label: str
    detail_name: str
    icon: str


@dataclass(frozen=True, slots=True)
class DueSource:
    """Something with a date by which it is due.

    `rows(viewer)` gives what is open and visible, as a queryset with the columns of `DUE_COLUMNS` only.
    """

    key: str
    label: str
    rows: Callable[[Viewer], QuerySet]
    looks_ahead_only: bool = False


DUE_COLUMNS = ("due_kind", "due_on", "record_key", "record_code", "title", "owner_id", "party_id", "private_to_id")


@dataclass(frozen=True, slots=True)
class SearchSource:
    """Where the search box looks; `rows(viewer, text)` is a queryset with the columns of `SEARCH_COLUMNS` only."""

    key: str
    label: str
    rows: Callable[[Viewer, str], QuerySet]


SEARCH_COLUMNS = ("found_kind", "record_key", "record_code", "title", "detail", "private_to_id")


@dataclass(frozen=True, slots=True)
class Panel:
    """A section that an app adds to a page of another: `build(record, viewer)` gives a table of records, or None.

    `on` is the key of the kind on whose detail page it stands.
    """

    key: str
    on: str
    build: Callable[[Any, Viewer], Any]


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A section of a scheduled report: `build(viewer, period, options)` gives a `reports.document.Section` or None."""

    key: str
    label: str
    build: Callable[[Viewer, Period, dict[str, Any]], Any]
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class SampleLoader:
    """Loads an app's sample records: `load(world)` in the order of registration."""

    key: str
    load: Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """A first of the cooperation (first contract, first pilot, ...): `find(viewer)` gives (day, url) or None."""

    key: str
    label: str
    find: Callable[[Viewer], tuple[dt.date, str] | None]


figures: Store[AnyFigure] = Store("figures")
kinds: Store[Kind] = Store("kinds")
due_sources: Store[DueSource] = Store("due sources")
search_sources: Store[SearchSource] = Store("search sources")
panels: Store[Panel] = Store("panels")
report_sections: Store[ReportSection] = Store("report sections")
sample_loaders: Store[SampleLoader] = Store("sample loaders")
timeline_marks: Store[TimelineMark] = Store("timeline marks")
navigation: Store[NavigationArea] = Store("navigation")


def panels_on(kind: str) -> Sequence[Panel]:
    """The panels that stand on a kind's detail page, in the order in which the apps came."""
    return [panel for panel in panels if panel.on == kind]
