"""How results are handed on: a line for people, var/bench.json for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from tests.bench.measures import Result

TARGET = Path("var/bench.json")
HEADING = "page | rows | CPU a request | of its reference | ratio | goal | holds"


def line(result: Result) -> str:
    """The cells of `HEADING`."""
    goal = "no goal yet" if result.goal is None else f"<= {result.goal}"
    holds = {True: "yes", False: "NO", None: "-"}[result.holds]
    cells = (result.name, str(result.rows), f"{result.ours:.2f} ms", f"{result.reference:.2f} ms")
    return " | ".join((*cells, f"{result.ratio:.2f}", goal, holds))


def write(results: Iterable[Result]) -> None:
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps([asdict(one) for one in results], indent=1))
