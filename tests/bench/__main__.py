"""What pages cost in CPU beside a bare reference that runs in the same minutes: `make bench [ONLY=name] [SCALE=full]`.

Prints a line a measure and writes var/bench.json. Needs PostgreSQL on this machine.
"""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import psycopg

from tests.bench import prepare
from tests.bench.measures import MEASURES, Result, take
from tests.bench.servers import database_url


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", default="", help="measures whose name contains this")
    parser.add_argument("--scale", default="", help="full: also with a hundred times the samples")
    arguments = parser.parse_args()
    scales = ("samples", "hundredfold") if arguments.scale == "full" else ("samples",)
    wanted = [
        one
        for one in MEASURES
        if arguments.only in one.name and {one.ours[0], one.reference[0]} <= {*scales, "reference"}
    ]
    needed = {server for one in wanted for server in (one.ours[0], one.reference[0])}
    with ExitStack() as stack:
        servers = {name: stack.enter_context(prepare.server(name).running()) for name in sorted(needed)}
        connection = stack.enter_context(psycopg.connect(database_url("postgres"), autocommit=True))
        results = [report(take(one, servers, connection)) for one in wanted]
    target = Path("var/bench.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([asdict(one) for one in results], indent=1))
    return 0 if all(one.holds for one in results) else 1


def report(result: Result) -> Result:
    cells = (result.name, f"{result.ours:.2f} ms", f"{result.reference:.2f} ms", f"{result.ratio:.2f}")
    print(" | ".join((*cells, f"<= {result.goal}", "yes" if result.holds else "NO")), flush=True)
    return result


if __name__ == "__main__":
    sys.exit(main())
