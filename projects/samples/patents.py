"""Sample patents: serial numbers beyond any that the office has given, with the right check digit."""

from __future__ import annotations

import datetime as dt

from partnership.rules.periods import add_months
from partnership.samples.world import World
from projects.models import Inventor, Patent, PatentApplicant

WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
FIRST_SERIAL = 9_900_000
KIND_DIGITS = {"invention": 1, "utility": 2, "design": 3}
# Months from filing to the announcement of the grant; an invention is published after 18 months.
GRANT_AFTER = {"invention": 30, "utility": 9, "design": 7}
# Kind, projects, applicants, month filed, ending (months from now, state), Chinese and English title.
PATENTS = (
    (
        "invention",
        "pna-bench",
        "BUT",
        -84,
        None,
        "一种城市污水短程硝化快速启动方法",
        "Method for the fast start-up of partial nitritation",
    ),
    (
        "invention",
        "pna-bench",
        "BUT",
        -80,
        (-12, "terminated"),
        "一种亚硝酸盐积累的控制方法",
        "Method for controlling the accumulation of nitrite",
    ),
    (
        "utility",
        "pna-pilot",
        "BEWG BUT",
        -78,
        None,
        "一种短程硝化厌氧氨氧化一体化装置",
        "One-tank device for partial nitritation and anammox",
    ),
    (
        "invention",
        "pna-pilot",
        "BUT BEWG",
        -74,
        None,
        "一种主流厌氧氨氧化脱氮系统及方法",
        "Mainstream anammox system and method",
    ),
    (
        "utility",
        "side",
        "BEWG",
        -70,
        (-8, "terminated"),
        "一种消化液预处理装置",
        "Device for pretreating digester liquor",
    ),
    (
        "invention",
        "side",
        "BUT BEWG",
        -68,
        None,
        "一种侧流厌氧氨氧化负荷提升方法",
        "Method for raising the load of side-stream anammox",
    ),
    (
        "invention",
        "seed",
        "BUT",
        -62,
        None,
        "一种厌氧氨氧化颗粒污泥扩培方法",
        "Method for cultivating anammox granules",
    ),
    ("utility", "seed", "BUT BEWG", -58, None, "一种菌种低温保藏箱", "Cold box for keeping seed sludge"),
    (
        "invention",
        "pd",
        "BUT",
        -54,
        None,
        "一种短程反硝化耦合厌氧氨氧化方法",
        "Method of partial denitrification coupled with anammox",
    ),
    (
        "invention",
        "pd",
        "BUT",
        -50,
        (-20, "rejected"),
        "一种反硝化碳源投加方法",
        "Method of dosing carbon for denitrification",
    ),
    (
        "utility",
        "monitor",
        "BEWG",
        -49,
        None,
        "一种在线仪表自清洗取样器",
        "Self-cleaning sampler for on-line instruments",
    ),
    (
        "invention",
        "monitor",
        "BEWG BUT",
        -47,
        None,
        "一种水质监测数据异常识别方法",
        "Method for finding faults in water quality data",
    ),
    (
        "invention",
        "n2o",
        "BUT",
        -44,
        None,
        "一种氧化亚氮溶解态在线测定方法",
        "On-line measurement of dissolved nitrous oxide",
    ),
    (
        "invention",
        "crack",
        "BUT BEWG",
        -36,
        None,
        "一种抗裂水工混凝土及其制备方法",
        "Crack-resistant hydraulic concrete and its making",
    ),
    ("utility", "crack", "BEWG BUT", -33, None, "一种池壁混凝土养护装置", "Device for curing concrete tank walls"),
    (
        "invention",
        "corrosion",
        "BUT",
        -30.5,
        None,
        "一种耐腐蚀池壁涂层材料",
        "Corrosion-resistant coating for tank walls",
    ),
    (
        "invention",
        "carbon",
        "BUT BEWG",
        -26,
        None,
        "一种碳源捕获与脱氮耦合工艺",
        "Process coupling carbon capture and nitrogen removal",
    ),
    (
        "utility",
        "filter-pilot",
        "BEWG BUT",
        -25,
        None,
        "一种厌氧氨氧化滤池布水结构",
        "Water distribution of an anammox filter",
    ),
    (
        "invention",
        "filter-pilot",
        "BUT BEWG",
        -22,
        None,
        "一种厌氧氨氧化滤池分区反冲洗方法",
        "Backwashing an anammox filter by zones",
    ),
    (
        "invention",
        "filler-make",
        "BEWG BUT",
        -20,
        None,
        "一种高分子生物倍增填料及其制备方法",
        "Polymer bio-multiplier filler and its making",
    ),
    ("design", "filler-make", "BEWG", -18, None, "生物填料", "Biological filler"),
    (
        "utility",
        "filler-make",
        "BEWG",
        -17,
        None,
        "一种填料连续成型模具",
        "Mould for the continuous forming of fillers",
    ),
    (
        "invention",
        "filler-film",
        "BUT BEWG",
        -15,
        None,
        "一种填料快速挂膜方法",
        "Method for fast biofilm growth on fillers",
    ),
    ("utility", "ifas", "BEWG BUT", -14, None, "一种泥膜复合生物池拦截装置", "Retaining screen of a fixed-film tank"),
    (
        "invention",
        "filter-winter",
        "BUT",
        -13,
        None,
        "一种低温厌氧氨氧化稳定运行方法",
        "Method for stable anammox at low temperature",
    ),
    (
        "utility",
        "precast",
        "BUT BEWG",
        -12,
        None,
        "一种预制池壁防水连接节点",
        "Watertight joint of prefabricated tank walls",
    ),
    (
        "invention",
        "control",
        "BUT BEWG",
        -9,
        None,
        "一种短程硝化曝气控制方法及系统",
        "Aeration control of partial nitritation",
    ),
    ("invention", "energy", "BEWG", -7, None, "一种水厂能耗诊断方法", "Method for the energy audit of a plant"),
    ("utility", "repair", "BEWG BUT", -4, None, "一种池体修补灌注装置", "Device for grouting tank repairs"),
    (
        "invention",
        "phosphorus",
        "BUT BEWG",
        -2,
        None,
        "一种脱氮同步磷回收装置及方法",
        "Device and method for phosphorus recovery",
    ),
    (
        "invention",
        "bewg-own",
        "BEWG",
        -3,
        None,
        "一种填料表面改性方法（未公开）",
        "Method for modifying filler surfaces (unpublished)",
    ),
    (
        "invention",
        "but-own",
        "BUT",
        -5,
        None,
        "一种低温菌群富集方法（未公开）",
        "Method for enriching cold-adapted communities (unpublished)",
    ),
)


def load_patents(world: World) -> None:
    """Patents with their applicants, inventors and projects."""
    patents = [_patent(world, place, row) for place, row in enumerate(PATENTS)]
    world.store(patents)
    world.store(
        [one for patent, row in zip(patents, PATENTS, strict=True) for one in _applicants(world, patent, row[2])]
    )
    world.store([one for place, patent in enumerate(patents) for one in _inventors(world, patent, place)])
    for patent, row in zip(patents, PATENTS, strict=True):
        patent.projects.set([world.others["projects"][row[1]]])  # unscoped: a sample's own links


def application_number(year: int, kind: str, serial: int) -> str:
    """A number as the office writes it: year, digit of the kind, seven digits, and the check digit after a point."""
    digits = f"{year}{KIND_DIGITS[kind]}{serial:07d}"
    rest = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11
    return f"{digits}.{'X' if rest == 10 else rest}"


def _patent(world: World, place: int, row: tuple) -> Patent:
    kind, project, _, month, ending, chinese, english = row
    filed_on = world.months(month)
    granted_on = _if_past(world, add_months(filed_on, GRANT_AFTER[kind] + place % 5))
    if ending and ending[1] == "rejected":
        granted_on = None
    is_published = granted_on or (kind == "invention" and add_months(filed_on, 18) < world.day)
    serial = FIRST_SERIAL + (world.number - 1) * len(PATENTS) + place
    return Patent(
        kind=kind,
        name_zh=chinese + world.mark,
        name_en=english + world.mark,
        application_number=application_number(filed_on.year, kind, serial),
        publication_number=_publication_number(kind, serial, is_granted=bool(granted_on)) if is_published else "",
        filed_on=filed_on,
        published_on=_if_past(world, add_months(filed_on, 18)) if kind == "invention" else None,
        granted_on=granted_on,
        ended_on=world.months(ending[0]) if ending and granted_on else None,
        status=ending[1] if ending else "in_force" if granted_on else "pending",
        ipc="" if kind == "design" else ("C02F 3/30", "C02F 3/28", "C02F 3/10", "C04B 28/04")[place % 4],
        private_to=world.party(project.split("-")[0].upper()) if project.endswith("-own") else None,
    )


def _if_past(world: World, day: dt.date) -> dt.date | None:
    return day if day < world.day else None


def _publication_number(kind: str, serial: int, *, is_granted: bool) -> str:
    letter = {"invention": "B" if is_granted else "A", "utility": "U", "design": "S"}[kind]
    return f"CN{KIND_DIGITS[kind]}{90_000_000 + serial}{letter}"


def _applicants(world: World, patent: Patent, codes: str) -> list[PatentApplicant]:
    return [
        PatentApplicant(
            patent=patent,
            part=part,
            position=position,
            name=world.party(code).name_zh,
            organisation=world.party(code),
        )
        for part in PatentApplicant.Part
        for position, code in enumerate(codes.split(), start=1)
        if part == PatentApplicant.Part.APPLICANT or patent.granted_on
    ]


def _inventors(world: World, patent: Patent, place: int) -> list[Inventor]:
    people = [
        world.person(party, index) for party, index in (("BUT", 3 + place % 5), ("BEWG", 3 + place % 6), ("BUT", 8))
    ]
    if patent.private_to:
        people = [one for one in people if one.organisation_id == patent.private_to_id]
    return [
        Inventor(patent=patent, position=position, name=person.name_zh, person=person)
        for position, person in enumerate(people, start=1)
    ]
