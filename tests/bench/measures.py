"""What is measured against what, and how: rounds of both in turn, the median of the ratios."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import psycopg

from tests.bench.servers import Server

# A machine's speed swings within a second: many short rounds put both sides in the same swing.
WARM_UP, ROUNDS, REQUESTS = 20, 31, 20


@dataclass(frozen=True)
class Measure:
    """A page of one server held against a page of another: (server, path) each, and the ratio to stay below."""

    name: str
    ours: tuple[str, str]
    reference: tuple[str, str]
    goal: float


@dataclass(frozen=True)
class Result:
    """What a measure brought: CPU milliseconds a request: server, database and Redis together."""

    name: str
    ours: float
    reference: float
    ratio: float
    goal: float
    holds: bool


LIST = ("reference", "/contacts/")
MEASURES = (
    Measure("empty page", ("samples", "/search/"), ("reference", "/empty/"), 1.5),
    Measure("list", ("samples", "/projects/"), LIST, 1.5),
    Measure("detail", ("samples", "/projects/{project}/"), LIST, 1.5),
    Measure("overview", ("samples", "/"), LIST, 2.5),
    Measure(
        "changelist", ("samples", "/admin/partnership/agreement/"), ("samples", "/stock/partnership/agreement/"), 1.1
    ),
    Measure("list hundredfold", ("hundredfold", "/projects/"), ("samples", "/projects/"), 1.2),
    Measure("detail hundredfold", ("hundredfold", "/projects/{project}/"), ("samples", "/projects/{project}/"), 1.2),
    Measure("overview hundredfold", ("hundredfold", "/"), ("samples", "/"), 2.0),
)


def take(measure: Measure, servers: dict[str, Server], connection: psycopg.Connection) -> Result:
    """Both pages in turn, several rounds; the ratio is the median of the rounds' ratios."""
    sides = [(servers[name], path.format(**servers[name].values)) for name, path in (measure.ours, measure.reference)]
    for server, path in sides:
        for _number in range(WARM_UP):
            server.get(path)
    rounds = [
        [server.cpu_ms_a_request(path, REQUESTS, connection) for server, path in sides] for _round in range(ROUNDS)
    ]
    ratio = median(ours / reference for ours, reference in rounds)
    ours, reference = (median(one[side] for one in rounds) for side in (0, 1))
    return Result(
        measure.name, round(ours, 3), round(reference, 3), round(ratio, 3), measure.goal, ratio <= measure.goal
    )
