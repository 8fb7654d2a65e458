"""How pages are measured: one after the other in short rounds, so that all of them meet the same swings of speed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.bench.measures import Page

WARM_UP, ROUNDS = 3, 31


def costs_of(pages: Sequence[Page], cost: Callable[[Page], float]) -> dict[Page, list[float]]:
    """The cost of each page in each round; each round has an order of its own, since a page leaves caches behind."""
    costs: dict[Page, list[float]] = {page: [] for page in pages}
    for number in range(WARM_UP + ROUNDS):
        for page in random.sample(pages, len(pages)):
            found = cost(page)
            if number >= WARM_UP:
                costs[page].append(found)
    return costs
