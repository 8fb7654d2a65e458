"""Which sample bases there are, how they behave and what fails there; months are counted from the day of loading."""

from dataclasses import dataclass

from pilots.models.series import Flag
from pilots.samples.signals import Fault, Plant


@dataclass(frozen=True, slots=True)
class Spec:
    """A base: names, place, design flow in m3/d, month of its start, units, campaigns, behaviour and faults."""

    chinese: str
    english: str
    place: tuple[str, str]
    design_flow: int
    starts: int
    summary: tuple[str, str]
    units: tuple[tuple[str, str, str, str, str], ...]
    campaigns: tuple[tuple[str, int, int | None, str, str], ...]
    plant: Plant
    faults: tuple[Fault, ...]


SPECS = (
    Spec(
        "主流厌氧氨氧化样例基地",
        "Sample base for mainstream anammox",
        ("样例市城东", "Sample City, east"),
        60,
        -90,
        ("城市污水短程硝化与厌氧氨氧化。", "Partial nitritation and anammox on municipal sewage."),
        (
            ("T1", "influent", "进水调节池", "Influent tank", "12"),
            ("A1", "primary", "碳源捕获池", "Carbon capture tank", "8"),
            ("R1", "partial_nitritation", "短程硝化反应器", "Partial nitritation reactor", "18"),
            ("R2", "anammox", "厌氧氨氧化反应器", "Anammox reactor", "16"),
            ("S1", "settler", "沉淀池", "Settler", "10"),
        ),
        (
            (
                "pna-pilot",
                -80,
                -50,
                "主流工艺长期运行 / Long run of the mainstream process",
                "主流工艺能否跨季节稳定运行？ / Can the mainstream process run through the seasons?",
            ),
            (
                "carbon",
                -30,
                -9,
                "碳源捕获耦合运行 / Run with carbon capture",
                "厌氧氨氧化前可捕获多少碳源？ / How much carbon can be captured ahead of anammox?",
            ),
            (
                "control",
                -9,
                None,
                "低氧曝气智能控制 / Control at low oxygen",
                "低氧控制能否稳定亚硝态氮？ / Does control at low oxygen hold the nitrite?",
            ),
        ),
        Plant(flow=52, nitrogen=48, cod=310, removal=0.78, energy=0.42),
        (
            Fault(21, 15, Flag.OUT_OF_RANGE, "DO reactor", -0.4),
            Fault(48, 47, Flag.MAINTENANCE, "COD effluent"),
            Fault(88, 86),
        ),
    ),
    Spec(
        "深度脱氮滤池样例基地",
        "Sample base for anammox filters",
        ("样例市城南", "Sample City, south"),
        240,
        -76,
        ("厌氧氨氧化滤池深度脱氮。", "Advanced nitrogen removal in anammox filters."),
        (
            ("T1", "influent", "进水池", "Influent tank", "30"),
            ("R1", "partial_denitrification", "短程反硝化反应器", "Partial denitrification reactor", "42"),
            ("R2", "anammox", "厌氧氨氧化滤池一", "Anammox filter 1", "24"),
            ("R3", "anammox", "厌氧氨氧化滤池二", "Anammox filter 2", "24"),
            ("E1", "effluent", "出水池", "Effluent tank", "20"),
        ),
        (
            (
                "pd",
                -60,
                -36,
                "短程反硝化启动 / Start-up of partial denitrification",
                "短程反硝化多久可以启动？ / How fast does partial denitrification start?",
            ),
            (
                "filter-pilot",
                -28,
                None,
                "滤池负荷提升 / Raising the load of the filter",
                "滤池能承受多大负荷？ / Which load does the filter bear?",
            ),
            (
                "filter-winter",
                -3,
                None,
                "冬季稳定运行 / Stable winter operation",
                "滤池能否稳定过冬？ / Does the filter hold through the winter?",
            ),
        ),
        Plant(flow=205, nitrogen=31, cod=140, removal=0.71, energy=0.31),
        (
            Fault(3, 0),
            Fault(16, 12, Flag.REJECTED, "TN effluent"),
            Fault(60, 58, Flag.MAINTENANCE, "NH4-N effluent"),
        ),
    ),
    Spec(
        "侧流与填料样例基地",
        "Sample base for side streams and fillers",
        ("样例市城北", "Sample City, north"),
        30,
        -70,
        ("消化液侧流脱氮与生物填料。", "Side-stream nitrogen removal and biological fillers."),
        (
            ("T1", "influent", "消化液储池", "Digester liquor tank", "15"),
            ("R1", "partial_nitritation", "短程硝化SBR", "Partial nitritation SBR", "12"),
            ("R2", "anammox", "填料床反应器", "Filler bed reactor", "14"),
            ("S1", "settler", "沉淀池", "Settler", "6"),
        ),
        (
            (
                "side",
                -66,
                -46,
                "侧流负荷提升 / Raising the side-stream load",
                "侧流能承受多大负荷？ / Which load does the side stream bear?",
            ),
            (
                "filler-film",
                -20,
                -6,
                "填料挂膜对比 / Comparison of biofilm growth",
                "哪种填料挂膜最快？ / Which filler grows a film fastest?",
            ),
            (
                "phosphorus",
                -5,
                None,
                "同步磷回收 / Phosphorus recovery",
                "能否同步回收磷？ / Can phosphorus be recovered on the way?",
            ),
        ),
        Plant(flow=24, nitrogen=620, cod=480, removal=0.84, energy=1.35, warmth=8),
        (
            Fault(70, 67),
            Fault(33, 31, Flag.OUT_OF_RANGE, "pH reactor", 14.9),
        ),
    ),
)
