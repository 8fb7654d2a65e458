"""The app's samples, in the order in which they build on one another."""

from partnership.samples.world import World
from projects.samples.outcomes import load_outcomes
from projects.samples.patents import load_patents
from projects.samples.projects import load_projects


def load_research(world: World) -> None:
    """Projects, then what came of them."""
    load_projects(world)
    load_outcomes(world)
    load_patents(world)
