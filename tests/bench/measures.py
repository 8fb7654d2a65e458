"""Which pages are measured, against which others, and the goals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, order=True)
class Page:
    """An address of one of the servers: reference, samples or hundredfold; {project} is the code of a project."""

    server: str
    path: str


@dataclass(frozen=True)
class Measure:
    """A page held against another, and the ratio that it should not pass; None where no goal has been set yet."""

    name: str
    page: Page
    reference: Page
    goal: float | None


@dataclass(frozen=True)
class Result:
    """What a measure brought: table rows and items on the page, CPU milliseconds a request, and whether it holds."""

    name: str
    rows: int
    ours: float
    reference: float
    ratio: float
    goal: float | None
    holds: bool | None


BARE_LIST = Page("reference", "/contacts/")
PATHS = {
    "list": "/projects/",
    "detail": "/projects/{project}/",
    "overview": "/",
    "due": "/due/",
    "mine": "/mine/",
    "search": "/search/?q=anammox",
}
# As multiples of a bare list of 50 of 100,000 rows. No goal is named for the search before it has its index.
GOALS = {"list": 2.0, "detail": 2.0, "overview": 4.0, "due": 3.0, "mine": 3.0, "search": None}
# On a hundred times the samples, as multiples of what the same page costs on the samples.
GROWTH = {"list": 1.5, "detail": 1.5, "overview": 3.0, "due": 1.5, "mine": 1.5, "search": None}
MEASURES = (
    # Without a goal: it only tells what the frame of every page costs, and that is part of each goal below.
    Measure("empty page", Page("samples", "/search/"), Page("reference", "/empty/"), None),
    *(Measure(name, Page("samples", path), BARE_LIST, GOALS[name]) for name, path in PATHS.items()),
    Measure(
        "changelist",
        Page("samples", "/admin/partnership/agreement/"),
        Page("samples", "/stock/partnership/agreement/"),
        1.2,
    ),
    *(
        Measure(f"{name} hundredfold", Page("hundredfold", path), Page("samples", path), GROWTH[name])
        for name, path in PATHS.items()
    ),
)


def compare(measure: Measure, costs: Mapping[Page, Sequence[float]], rows: Mapping[Page, int]) -> Result:
    """The median of the rounds' ratios, beside the median costs of both pages."""
    ours, reference = costs[measure.page], costs[measure.reference]
    ratio = median(one / other for one, other in zip(ours, reference, strict=True))
    return Result(
        name=measure.name,
        rows=rows[measure.page],
        ours=round(median(ours), 3),
        reference=round(median(reference), 3),
        ratio=round(ratio, 3),
        goal=measure.goal,
        holds=None if measure.goal is None else ratio <= measure.goal,
    )
