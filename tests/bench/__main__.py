"""What pages cost in CPU beside a bare reference that runs in the same minutes: `make bench [ONLY=name] [SCALE=full]`.

Prints a line a measure and writes var/bench.json. Needs PostgreSQL and Redis on this machine.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from tests.bench import prepare
from tests.bench.measures import MEASURES, Measure, Result, compare
from tests.bench.report import HEADING, line, write
from tests.bench.rounds import costs_of


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", default="", help="the measure of this name, or those whose name contains it")
    parser.add_argument("--scale", default="", choices=("", "full"), help="full: also with a hundred times the samples")
    arguments = parser.parse_args()
    measures = wanted(arguments.only, is_full=arguments.scale == "full")
    if not measures:
        parser.error("no measure has that name; there are: " + ", ".join(one.name for one in MEASURES))
    results = measured(measures)
    print(HEADING, *map(line, results), sep="\n")
    write(results)
    return 0 if all(one.holds is not False for one in results) else 1


def wanted(only: str, *, is_full: bool) -> list[Measure]:
    """The measures asked for; those with a hundred times the samples only where `is_full`."""
    inside = [one for one in MEASURES if is_full or one.page.server != "hundredfold"]
    return [one for one in inside if one.name == only] or [one for one in inside if only in one.name]


def measured(measures: list[Measure]) -> list[Result]:
    """The results of all measures; every page that any of them needs is measured in the same rounds."""
    pages = sorted({page for one in measures for page in (one.page, one.reference)})
    with ExitStack() as stack:
        names = sorted({page.server for page in pages})
        servers = {name: stack.enter_context(prepare.server(name).running()) for name in names}
        rows = {page: servers[page.server].rows(page.path) for page in pages}
        costs = costs_of(pages, lambda page: servers[page.server].cost(page.path))
    return [compare(one, costs, rows) for one in measures]


if __name__ == "__main__":
    sys.exit(main())
