"""What pages cost in CPU beside a bare reference that runs in the same minutes: `make bench [ONLY=name] [SCALE=full]`.

Prints a line a measure and writes var/bench.json. Needs PostgreSQL and Redis on this machine.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

import psycopg

from tests.bench import prepare
from tests.bench.measures import MEASURES, Measure, Result, take
from tests.bench.report import line, write
from tests.bench.servers import database_url


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", default="", help="the measure of this name, or those whose name contains it")
    parser.add_argument("--scale", default="", choices=("", "full"), help="full: also with a hundred times the samples")
    arguments = parser.parse_args()
    found = wanted(arguments.only, is_full=arguments.scale == "full")
    if not found:
        parser.error("no measure has that name; there are: " + ", ".join(one.name for one in MEASURES))
    results = measured(found)
    write(results)
    return 0 if all(one.holds for one in results) else 1


def wanted(only: str, *, is_full: bool) -> list[Measure]:
    """The measures asked for; those with a hundred times the samples only where `is_full`."""
    inside = [one for one in MEASURES if is_full or "hundredfold" not in (one.ours[0], one.reference[0])]
    return [one for one in inside if one.name == only] or [one for one in inside if only in one.name]


def measured(measures: list[Measure]) -> list[Result]:
    """The results, each printed as soon as it is there."""
    needed = {server for one in measures for server in (one.ours[0], one.reference[0])}
    results = []
    with ExitStack() as stack:
        servers = {name: stack.enter_context(prepare.server(name).running()) for name in sorted(needed)}
        connection = stack.enter_context(psycopg.connect(database_url("postgres"), autocommit=True))
        for one in measures:
            results.append(take(one, servers, connection))
            print(line(results[-1]), flush=True)
    return results


if __name__ == "__main__":
    sys.exit(main())
