"""The app's samples, in the order in which they build on one another."""

from partnership.samples.world import World
from pilots.samples.bases import load_bases
from pilots.samples.measurements import load_measurements
from pilots.samples.reference import load_reference


def load_pilots(world: World) -> None:
    """Bases, what they measured, and once the real data."""
    loaded = load_bases(world)
    load_measurements(world, loaded)
    if world.is_first:
        load_reference(world, loaded[-1].base)
