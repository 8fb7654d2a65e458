"""Sample projects with their leads, money and milestones."""

from __future__ import annotations

import datetime as dt

from partnership.samples.world import World, both
from projects.models import Milestone, Project, ProjectBudget, ProjectLead
from projects.samples.project_specs import FUNDERS, LATE, PHASES, SHARES, SPECS, Spec

TEN_THOUSAND = 10_000


def load_projects(world: World) -> None:
    """All projects of a set; `world.others["projects"]` is then known by key."""
    projects = {spec.key: _project(world, spec) for spec in SPECS}
    world.store(list(projects.values()))
    world.others["projects"] = projects
    for spec in SPECS:
        directions = [world.directions[f"D-2020-{end}"] for end in spec.directions.split()]
        projects[spec.key].directions.set(directions)
    world.store([lead for spec in SPECS for lead in _leads(world, spec, projects[spec.key])])
    world.store([budget for spec in SPECS for budget in _budgets(spec, projects[spec.key])])
    world.store([one for spec in SPECS for one in _milestones(world, spec, projects[spec.key])])


def _project(world: World, spec: Spec) -> Project:
    return Project(
        name_zh=spec.chinese + world.mark,
        name_en=spec.english + world.mark,
        agreement=world.agreements.get(spec.agreement),
        starts_on=world.months(spec.starts),
        ends_on=world.months(spec.ends),
        stopped_on=None if spec.stopped is None else world.months(spec.stopped) - dt.timedelta(days=20),
        private_to=world.party(spec.private_to) if spec.private_to else None,
        summary=both(
            f"围绕“{spec.chinese}”开展试验研究，形成可应用的成果。",
            f"Experiments that lead to usable results: {spec.english}.",
        ),
    )


def _leads(world: World, spec: Spec, project: Project) -> list[ProjectLead]:
    """One lead of each side; a private project has one of its own side."""
    return [
        ProjectLead(
            project=project,
            organisation=world.party(party),
            person=world.person(party, place),
            starts_on=project.starts_on,
        )
        for party, place in zip(("BEWG", "BUT"), spec.leads, strict=True)
        if spec.private_to in ("", party)
    ]


def _budgets(spec: Spec, project: Project) -> list[ProjectBudget]:
    """Money by source, year by year in equal parts; the first year takes what does not divide."""
    first, last = project.starts_on.year, project.ends_on.year  # type: ignore[union-attr]
    years = list(range(first, last + 1))
    sources = (
        ("horizontal", spec.horizontal, "北控水务 / BEWG"),
        ("vertical", spec.vertical, FUNDERS[len(spec.key) % 2]),
    )
    budgets = []
    for origin, amount, funder in sources:
        share = amount // len(years)
        for year in years:
            part = share + (amount - share * len(years) if year == first else 0)
            if part:
                budget = ProjectBudget(
                    project=project, origin=origin, funder=funder, year=year, amount=part * TEN_THOUSAND
                )
                budgets.append(budget)
    return budgets


def _milestones(world: World, spec: Spec, project: Project) -> list[Milestone]:
    days = (project.ends_on - project.starts_on).days  # type: ignore[operator]
    milestones = []
    titles = PHASES[spec.directions[:2]]
    for phase, (share, title) in enumerate(zip(SHARES, titles, strict=True)):
        due_on = project.starts_on + dt.timedelta(days=int(days * share))
        if project.stopped_on and due_on > project.stopped_on:
            break
        days_late = LATE.get((spec.key, phase))
        if days_late:
            due_on = world.days(-days_late)
        milestones.append(_milestone(world, spec, project, phase, both(*title), due_on, is_late=bool(days_late)))
    return milestones


def _milestone(
    world: World, spec: Spec, project: Project, phase: int, title: str, due_on: dt.date, *, is_late: bool
) -> Milestone:
    party = spec.private_to or ("BUT", "BUT", "BEWG", "BEWG", "BUT")[phase]
    slip = dt.timedelta(days=world.random.randrange(-12, 15))
    done_on = min(due_on + slip, world.days(-1)) if due_on < world.day and not is_late else None
    # The people of the accounts own a few of the milestones that lie ahead.
    owner = phase % 3 if done_on is None and len(spec.key) % 2 else spec.leads[party == "BUT"]
    return Milestone(
        project=project,
        title=title,
        organisation=world.party(party),
        owner=world.person(party, owner),
        due_on=due_on,
        done_on=max(done_on, project.starts_on) if done_on else None,
    )
