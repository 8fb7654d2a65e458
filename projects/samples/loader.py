"""The app's samples, in the order in which they build on one another."""

from partnership.models import Document
from partnership.samples.history import attach, edit
from partnership.samples.world import World, both
from projects.models import Milestone, Patent
from projects.samples.outcomes import load_outcomes
from projects.samples.patents import load_patents
from projects.samples.projects import load_projects


def load_research(world: World) -> None:
    """Projects, then what came of them."""
    load_projects(world)
    load_outcomes(world)
    load_patents(world)
    if world.is_first:
        _add_history(world)


def _add_history(world: World) -> None:
    """Documents, and the corrections of the last days."""
    projects = world.others["projects"]
    attach(world, projects["filter-pilot"], "BUT", Document.Kind.REPORT, ("中期研究报告", "Interim report"), 30)
    attach(world, projects["side"], "BUT", Document.Kind.REPORT, ("结题报告", "Final report"), 300)
    granted = Patent.objects.filter(
        is_sample=True, granted_on__isnull=False, private_to__isnull=True
    )  # unscoped: samples
    attach(world, granted.first(), "BEWG", Document.Kind.CERTIFICATE, ("专利证书", "Patent certificate"), 21)
    late = projects["precast"].milestones.get(due_on__lt=world.day, done_on=None)  # unscoped: of a shared sample
    edit(world, late, "BEWG", 5, remarks=both("构件推迟到场。", "The elements arrive late."))
    ahead = Milestone.objects.filter(is_sample=True, due_on__gt=world.day, done_on=None)  # unscoped: samples
    reached = ahead.filter(project__private_to=None).first()
    edit(world, reached, "BUT", 3, done_on=world.days(-3))
    edit(world, projects["package"], "BUT", 2, starts_on=world.days(40))
    edit(world, granted.last(), "BUT", 7, note=both("本年度年费已缴。", "This year's annuity is paid."))
