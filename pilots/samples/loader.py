"""The app's samples, in the order in which they build on one another."""

from partnership.models import Document
from partnership.samples.history import attach, edit
from partnership.samples.world import World, both
from pilots.samples.bases import load_bases
from pilots.samples.measurements import load_measurements
from pilots.samples.reference import load_reference

SILENT = (
    "厌氧氨氧化滤池深度脱氮；数据采集柜检修中。",
    "Advanced nitrogen removal in anammox filters; the data logger is under repair.",
)


def load_pilots(world: World) -> None:
    """Bases, what they measured, and once the real data."""
    loaded = load_bases(world)
    load_measurements(world, loaded)
    if world.is_first:
        load_reference(world, loaded[-1].base)
        attach(world, loaded[0].base, "BEWG", Document.Kind.DRAWING, ("工艺流程图", "Process diagram"), 25)
        edit(world, loaded[1].base, "BEWG", 1, summary=both(*SILENT))
