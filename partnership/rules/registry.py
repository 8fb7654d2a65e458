"""Typed stores that every app fills when the site starts: what the core knows of the other apps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from django.db.models import Model, Q
from django.utils.text import capfirst

from partnership.rules.figures import AnyFigure, Figure
from partnership.rules.periods import Period
from partnership.rules.types import StrOrPromise
from partnership.rules.visibility import Viewer, VisibleModel

if TYPE_CHECKING:
    from partnership.jobs.progress import Progress
    from partnership.models import Job, User
    from partnership.pages.sections import Section
    from partnership.reports.composer.content import SectionContent
    from partnership.transfer.table_import import Importer

Record = TypeVar("Record", bound=VisibleModel)
MAX_HEADLINES = 6  # what the top of the overview has room for


def model_label(model: type[VisibleModel]) -> StrOrPromise:
    """What a record of a model is called at the beginning of a line, in the reader's language."""
    return capfirst(model._meta.verbose_name or model._meta.object_name or "")


def related_model(model: type[Model], name: str) -> type[Model]:
    """The model to which a foreign key, or another relation, of a model leads."""
    related = model._meta.get_field(name).related_model
    if not isinstance(related, type):
        raise TypeError(f"{model._meta.label}.{name} leads to no model")
    return related


def detail_name(model: type[VisibleModel], address: str) -> str:
    """The name of the detail page to which a lookup leads: its own, or that of the record it belongs to.

    `address` ends at what the page's URL holds: `code`, `pk`, `agreement__code`.
    """
    page_model: type[Model] = model
    for name in address.split("__")[:-1]:
        page_model = related_model(page_model, name)
    return f"{page_model._meta.model_name}_detail"


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


Entry = TypeVar("Entry", bound=Keyed)


class Store(Generic[Entry]):
    """Entries by key, in the order in which they were added; a duplicate, one too many or an unknown key raises."""

    def __init__(self, name: str, *, limit: int | None = None) -> None:
        self.name = name
        self.limit = limit
        self._entries: dict[str, Entry] = {}

    def add(self, *entries: Entry) -> None:
        for entry in entries:
            if entry.key in self._entries:
                raise ValueError(f"{self.name} has an entry {entry.key!r} already")
            if len(self._entries) == self.limit:
                raise ValueError(f"{self.name} has {self.limit} entries, which is all it may have")
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
    label: StrOrPromise
    url_name: str
    icon: str


@dataclass(frozen=True, slots=True)
class NavigationArea:
    """A heading of the navigation with its lines."""

    key: str
    label: StrOrPromise
    entries: tuple[NavigationEntry, ...]


def list_entry(model: type[VisibleModel], label: StrOrPromise, icon: str) -> NavigationEntry:
    """The line of the navigation that leads to a model's list."""
    name = str(model._meta.model_name)
    return NavigationEntry(name, label, f"{name}_list", icon)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record that has pages of its own; its key is the model's label in lower case (`projects.patent`)."""

    model: type[VisibleModel]

    @property
    def key(self) -> str:
        return self.model._meta.label_lower


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSource:
    """Something with a date by which it is due; the fields are lookups of the model.

    `is_open(day)` is met by what is still to be done; a click opens the record whose code `code` leads to.
    `is_end` says that `due_on` holds the end of a half-open period: what is due is due on the day before, the last one.
    It is called by the model's name, unless `own_label` calls it otherwise.
    """

    key: str
    model: type[VisibleModel]
    is_open: Callable[[dt.date], Q]
    code: str
    due_on: str = "due_on"
    is_end: bool = False
    title: tuple[str, str] = ("title", "title")
    owner: str = "owner"
    party: str = "organisation"
    own_label: StrOrPromise = ""

    @property
    def label(self) -> StrOrPromise:
        return self.own_label or model_label(self.model)

    @property
    def detail_name(self) -> str:
        return detail_name(self.model, self.code)


@dataclass(frozen=True, slots=True)
class SearchSource:
    """A kind in which the search box looks: in these lookups, for all words typed; the key is the model's label.

    A click opens the page that `address` leads to.
    """

    model: type[VisibleModel]
    lookups: tuple[str, ...]
    address: str = "code"
    title: tuple[str, str] = ("name_zh", "name_en")

    @property
    def key(self) -> str:
        return self.model._meta.label

    @property
    def label(self) -> StrOrPromise:
        return model_label(self.model)

    @property
    def detail_name(self) -> str:
        return detail_name(self.model, self.address)


@dataclass(frozen=True, slots=True)
class Activity:
    """A flow of records that the overview follows by stage, by year and by direction; the key is its figure's.

    `direction` is the lookup that leads to research directions; `is_output` puts it into the chart of outputs by year.
    """

    figure: Figure
    label: StrOrPromise
    direction: str = ""
    is_output: bool = False

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def day(self) -> str:
        return self.figure.day


@dataclass(frozen=True, slots=True)
class HeadlineNote:
    """A figure that explains a headline, under a shorter name; a doubt is shown only where it counts something."""

    figure: AnyFigure
    label: StrOrPromise
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
    """One thing in a status row of the overview: its name, facts about it, and its state."""

    title: str
    url: str
    facts: tuple[tuple[str, str], ...]
    state: str
    tone: str
    private_to: str = ""
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A row of things at the foot of the overview: `build(viewer, day)` returns them."""

    key: str
    label: StrOrPromise
    url_name: str
    build: Callable[[Viewer, dt.date], Sequence[StatusItem]]


@dataclass(frozen=True, slots=True)
class Panel(Generic[Record]):
    """A section that an app adds to the detail page of a model: `build(record, viewer)` returns it, or None.

    Its label names it where it is only a link. One that shows nothing but amounts is not offered to those who may not
    see any.
    """

    key: str
    on: type[Record]
    label: StrOrPromise
    build: Callable[[Record, Viewer], Section | None]
    needs_amounts: bool = False

    def is_for(self, viewer: Viewer) -> bool:
        return viewer.sees_amounts or not self.needs_amounts


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One thing that somebody leads: what it is, its state, and the day by which the next of it is due."""

    kind: str
    record: VisibleModel
    title: str
    state: str
    tone: str = "neutral"
    next_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ResponsibilitySource:
    """Something that people lead, supervise or own: `build(viewer, day)` returns the viewer's own on that day.

    What is over or withdrawn is left out; the records come with the party that alone sees them.
    """

    key: str
    build: Callable[[Viewer, dt.date], Sequence[Responsibility]]


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A section of a scheduled report: `build(viewer, period, options)` returns its `SectionContent` or None."""

    key: str
    label: StrOrPromise
    build: Callable[[Viewer, Period, dict[str, Any]], SectionContent | None]
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class NextStep:
    """What one does after a job has ended; a step that changes something is a POST."""

    label: StrOrPromise
    url: str
    is_post: bool = False


def title_option(job: Job) -> str:
    """The title that the job was given when it was started."""
    return str(job.options.get("title", ""))


@dataclass(frozen=True, slots=True)
class JobKind:
    """Long work: `run(job, progress)` does it and returns the state in which it ends and its result.

    Whoever may see the job gets its result and, once it has ended, what `next_steps(job, viewer)` offers. A personal
    one is seen by who asked for it and by operators alone: its result holds what colleagues may not see, as amounts.
    `title_of(job)` says what it is about, in the reader's language.
    """

    key: str
    label: StrOrPromise
    run: Callable[[Job, Progress], tuple[str, dict[str, Any]]]
    next_steps: Callable[[Job, Viewer], Sequence[NextStep]]
    is_personal: bool = False
    title_of: Callable[[Job], str] = title_option


@dataclass(frozen=True, slots=True)
class TableReader:
    """A kind that also reads tables whose columns are not its fields; the key is the model's label in lower case.

    `importer(columns, by)` returns what writes the rows, or raises FileRefusedError; `columns` are those people send.
    """

    model: type[VisibleModel]
    importer: Callable[[Sequence[str], User], Importer]
    columns: Sequence[str]

    @property
    def key(self) -> str:
        return self.model._meta.label_lower


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """A first of the cooperation (first agreement, first pilot base, ...): the first day that a flow counts."""

    figure: Figure
    label: StrOrPromise

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def day(self) -> str:
        return self.figure.day


figures: Store[AnyFigure] = Store("figures")
kinds: Store[Kind] = Store("kinds")
due_sources: Store[DueSource] = Store("due sources")
search_sources: Store[SearchSource] = Store("search sources")
activities: Store[Activity] = Store("activities")
headlines: Store[Headline] = Store("headlines", limit=MAX_HEADLINES)
status_rows: Store[StatusRow] = Store("status rows")
panels: Store[Panel[Any]] = Store("panels")
responsibility_sources: Store[ResponsibilitySource] = Store("responsibility sources")
report_sections: Store[ReportSection] = Store("report sections")
job_kinds: Store[JobKind] = Store("job kinds")
table_readers: Store[TableReader] = Store("table readers")
timeline_marks: Store[TimelineMark] = Store("timeline marks")
navigation: Store[NavigationArea] = Store("navigation")


def panels_on(model: type[VisibleModel], viewer: Viewer) -> Sequence[Panel[Any]]:
    """The panels on a model's detail page for a viewer, in the order in which the apps were loaded."""
    return [panel for panel in panels if panel.on is model and panel.is_for(viewer)]
