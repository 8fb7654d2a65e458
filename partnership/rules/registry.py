"""Typed stores that every app fills when the site starts: what the core knows of the other apps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Q

from partnership.rules.figures import AnyFigure, Figure
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer


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
    """Something with a date by which it is due; the fields are lookups of the model.

    `is_open(day)` holds for what is still to be done; a click opens the top record of code `code` at `detail_name`.
    `is_end` says that `due_on` holds the end of a half-open period: what is due is due on the day before, the last one.
    """

    key: str
    label: str
    model: str
    is_open: Callable[[dt.date], Q]
    detail_name: str
    code: str
    due_on: str = "due_on"
    is_end: bool = False
    title: tuple[str, str] = ("title", "title")
    owner: str = "owner"
    party: str = "organisation"


@dataclass(frozen=True, slots=True)
class SearchSource:
    """A kind in which the search box looks: in these lookups, for all words typed; the key is the model's label."""

    key: str
    label: str
    detail_name: str
    lookups: tuple[str, ...]
    address: str = "code"
    title: tuple[str, str] = ("name_zh", "name_en")


@dataclass(frozen=True, slots=True)
class Activity:
    """A flow of records that the overview follows by stage, by year and by direction; the key is its figure's.

    `day` is the date that the figure counts by, `direction` the lookup that leads to research directions; `is_output`
    puts it into the chart of outputs by year.
    """

    figure: Figure
    label: str
    day: str
    direction: str = ""
    is_output: bool = False

    @property
    def key(self) -> str:
        return self.figure.key


@dataclass(frozen=True, slots=True)
class HeadlineNote:
    """A figure that explains a headline, under a shorter name; a doubt is told only where there is one."""

    figure: AnyFigure
    label: str
    is_doubt: bool = False


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the large figures of the overview, with figures that explain it in a line below."""

    figure: AnyFigure
    notes: tuple[HeadlineNote, ...] = ()

    @property
    def key(self) -> str:
        return self.figure.key


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One thing of a strip on the overview: a name, what it says, and how it is."""

    title: str
    url: str
    facts: tuple[tuple[str, str], ...]
    state: str
    tone: str
    private_to: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A row of things at the foot of the overview."""

    key: str
    label: str
    url_name: str
    build: Callable[[Viewer, dt.date], Sequence[StatusItem]]


@dataclass(frozen=True, slots=True)
class Panel:
    """A section that an app adds to a page of another: `build(record, viewer)` gives a `Section` of it, or None.

    `on` is the key of the kind on whose detail page it stands; its label names it where it is only a link.
    One that shows nothing but amounts is not offered to those who may not see any.
    """

    key: str
    on: str
    label: str
    build: Callable[[Any, Viewer], Any]
    needs_amounts: bool = False

    def is_for(self, viewer: Viewer) -> bool:
        return viewer.sees_amounts or not self.needs_amounts


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One thing that somebody leads: what it is, how it stands, and the day by which the next of it is due."""

    kind: str
    record: Any
    title: str
    state: str
    tone: str = "neutral"
    next_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ResponsibilitySource:
    """Something that people lead, supervise or own: `build(viewer, day)` gives what of it is the viewer's own that day.

    What is over or withdrawn is left out; the records come with the party that alone sees them.
    """

    key: str
    build: Callable[[Viewer, dt.date], Sequence[Responsibility]]


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A section of a scheduled report: `build(viewer, period, options)` returns its `SectionContent` or None."""

    key: str
    label: str
    build: Callable[[Viewer, Period, dict[str, Any]], Any]
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """What one does after a job has ended; a step that changes something is a POST."""

    label: str
    url: str
    is_post: bool = False


@dataclass(frozen=True, slots=True)
class JobKind:
    """Long work: `run(job, progress)` does it and gives the state in which it ends and its result.

    Whoever may see the job gets its result and, once it has ended, what `next_steps(job, viewer)` offers. A personal
    one is seen by who asked for it and by operators alone: its result holds what colleagues may not see, as amounts.
    `title_of(job)` says what it is about, in the reader's language.
    """

    key: str
    label: str
    run: Callable[[Any, Any], tuple[str, dict[str, Any]]]
    next_steps: Callable[[Any, Viewer], Sequence[NextStep]]
    is_personal: bool = False
    title_of: Callable[[Any], str] = lambda job: job.options.get("title", "")


@dataclass(frozen=True, slots=True)
class TableReader:
    """A kind with tables of its own form beside those whose columns are its fields; the key is the model's label.

    `importer(columns, by)` gives what writes the rows, or raises FileRefusedError; `columns` are those people send.
    """

    key: str
    importer: Callable[[Sequence[str], Any], Any]
    columns: Sequence[str]


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """A first of the cooperation (first agreement, first pilot base, ...): the first day that a flow counts."""

    figure: Figure
    label: str
    day: str

    @property
    def key(self) -> str:
        return self.figure.key


figures: Store[AnyFigure] = Store("figures")
kinds: Store[Kind] = Store("kinds")
due_sources: Store[DueSource] = Store("due sources")
search_sources: Store[SearchSource] = Store("search sources")
activities: Store[Activity] = Store("activities")
headlines: Store[Headline] = Store("headlines")
status_rows: Store[StatusRow] = Store("status_rows")
panels: Store[Panel] = Store("panels")
responsibility_sources: Store[ResponsibilitySource] = Store("led sources")
report_sections: Store[ReportSection] = Store("report sections")
job_kinds: Store[JobKind] = Store("job kinds")
table_readers: Store[TableReader] = Store("table readers")
timeline_marks: Store[TimelineMark] = Store("timeline marks")
navigation: Store[NavigationArea] = Store("navigation")


def panels_on(kind: str, viewer: Viewer) -> Sequence[Panel]:
    """The panels that stand on a kind's detail page for a viewer, in the order in which the apps came."""
    return [panel for panel in panels if panel.on == kind and panel.is_for(viewer)]
