"""Sample outcomes that climb the readiness levels, and the engineering cases in which they were applied."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from partnership.samples.world import World, both
from projects.models import EngineeringCase, Outcome, ReadinessAssessment
from projects.samples.outcome_specs import CASES, OUTCOMES, PRIVATE

EVIDENCE = {
    3: ("小试原理验证记录", "records of bench tests"),
    4: ("小试报告与数据", "report and data of bench tests"),
    5: ("中试装置运行记录", "operating records of the pilot"),
    6: ("中试连续运行报告", "report on continuous pilot operation"),
    7: ("示范工程运行报告", "report on the demonstration"),
    8: ("首台套应用验收意见", "acceptance of the first full-scale use"),
    9: ("多项工程应用证明", "proof of use in several plants"),
}


def load_outcomes(world: World) -> None:
    """Outcomes with their assessments, then the cases that apply them, then what is private."""
    outcomes = {row[0]: _outcome(world, *row[1:7]) for row in OUTCOMES}
    world.store(list(outcomes.values()))
    world.store([
        _assessment(world, outcomes[row[0]], level, month) for row in OUTCOMES for level, month in row[7]
    ])  # fmt: skip
    cases = [_case(world, row) for row in CASES]
    world.store(cases)
    for case, row in zip(cases, CASES, strict=True):
        case.outcomes.set([outcomes[key] for key in row[2].split()])  # unscoped: a sample's own links
    for private in PRIVATE:
        _load_private(world, *private)  # type: ignore[call-arg]


def _outcome(world: World, kind: str, project: str, direction: str, chinese: str, english: str, month: int) -> Outcome:
    return Outcome(
        kind=kind,
        project=world.others["projects"][project],
        direction=world.directions[f"D-2020-{direction}"],
        name_zh=chinese + world.mark,
        name_en=english + world.mark,
        achieved_on=world.months(month),
        summary=both(f"{chinese}：样例成果说明。", f"Sample description: {english[:1].lower()}{english[1:]}."),
    )


def _assessment(world: World, outcome: Outcome, level: int, month: float) -> ReadinessAssessment:
    days = world.random.randrange(0, 20)
    return ReadinessAssessment(
        outcome=outcome,
        level=level,
        assessed_on=min(max(world.months(month + days / 30), outcome.achieved_on), world.days(-3)),
        assessor=world.person(("BEWG", "BUT")[level % 2], 3 + level % 3),
        evidence=both(*EVIDENCE[level]),
    )


def _case(world: World, row: tuple[Any, ...]) -> EngineeringCase:
    owner, direction, _, chinese, english, month, capacity, energy, benefit_zh, benefit_en = row
    site = world.owners[owner]
    return EngineeringCase(
        name_zh=chinese + world.mark,
        name_en=english + world.mark,
        direction=world.directions[f"D-2020-{direction}"],
        site_owner=site,
        place=both("样例市", "Sample City"),
        commissioned_on=world.months(month),
        capacity_m3_d=None if capacity is None else Decimal(capacity),
        energy_saved_kwh_m3=None if energy is None else Decimal(energy),
        benefit=both(benefit_zh, benefit_en),
    )


def _load_private(world: World, party: str, kind: str, chinese: str, english: str, month: int) -> None:
    """An outcome, with its assessment, and a case that one party keeps to itself."""
    owner = world.party(party)
    names = {"name_zh": chinese + world.mark, "name_en": english + world.mark}
    project = world.others["projects"][f"{party.lower()}-own"]
    outcome = Outcome(kind=kind, project=project, achieved_on=world.months(month), private_to=owner, **names)
    world.store([outcome])
    world.store([_assessment(world, outcome, 3, month)])
    case = EngineeringCase(
        name_zh=f"内部试用：{names['name_zh']}",
        name_en=f"Internal trial: {names['name_en']}",
        commissioned_on=world.months(month + 1),
        private_to=owner,
    )
    world.store([case])
    case.outcomes.set([outcome])  # unscoped: a sample's own links
