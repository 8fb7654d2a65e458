"""How results are handed on: a line for people, var/bench.json for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from tests.bench.measures import Result

TARGET = Path("var/bench.json")


def line(result: Result) -> str:
    """`name | ours | reference | ratio | goal | holds`"""
    cells = (result.name, f"{result.ours:.2f} ms", f"{result.reference:.2f} ms", f"{result.ratio:.2f}")
    return " | ".join((*cells, f"<= {result.goal}", "yes" if result.holds else "NO"))


def write(results: Iterable[Result]) -> None:
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps([asdict(one) for one in results], indent=1))
