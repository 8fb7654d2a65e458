"""The core's own samples, in the order in which they build on one another."""

from partnership.samples.agreements import load_agreements
from partnership.samples.meetings import load_meetings
from partnership.samples.people import load_people
from partnership.samples.world import World


def load_core(world: World) -> None:
    """People, agreements and meetings."""
    load_people(world)
    load_agreements(world)
    load_meetings(world)
