"""Which sample agreements there are, and what is owed around the day of loading."""

from __future__ import annotations

from dataclasses import dataclass

from partnership.models import Agreement

Kind = Agreement.Kind

# Days around today within which nothing comes by rule: what is due there is listed below by hand.
QUIET = (-60, 130)


@dataclass(frozen=True, slots=True)
class Spec:
    """An agreement: months from now of its signature, days from now of its end, amount in 10,000 yuan."""

    key: str
    kind: str
    chinese: str
    english: str
    signed: float | None
    end: int | None
    under: str = ""
    amount: int = 0
    directions: tuple[str, ...] = ()
    notice: int | None = None
    instalments: tuple[tuple[int, int], ...] = ()
    terminated: int | None = None
    private_to: str = ""
    remarks: str = ""


SPECS = (
    Spec(
        "framework-1",
        Kind.FRAMEWORK,
        "水环境科技战略合作框架协议",
        "Framework agreement on water technology",
        -96,
        -1096,
        directions=("01",),
    ),
    Spec(
        "nda",
        Kind.NDA,
        "中试数据与工艺参数保密协议",
        "Non-disclosure of pilot data and process parameters",
        -95,
        55,
        under="framework-1",
        notice=30,
    ),
    Spec(
        "pna",
        Kind.COMMISSIONED_DEVELOPMENT,
        "城市污水短程硝化-厌氧氨氧化中试委托开发",
        "Commissioned development of a mainstream PN/anammox pilot",
        -90,
        -1500,
        "framework-1",
        365,
        ("01",),
        instalments=((40, -2700), (40, -2200), (20, -1480)),
    ),
    Spec(
        "framework-2",
        Kind.FRAMEWORK,
        "科技创新战略合作框架协议（第二期）",
        "Framework agreement on technology and innovation, second term",
        -35,
        760,
        notice=180,
        directions=("01", "02", "03", "04", "05"),
    ),
    Spec(
        "concrete",
        Kind.COMMISSIONED_DEVELOPMENT,
        "水工构筑物混凝土性能提升委托开发",
        "Commissioned development: concrete performance of hydraulic structures",
        -40,
        -95,
        "framework-1",
        212,
        ("02",),
        instalments=((50, -1180), (30, -600), (20, -80)),
    ),
    Spec(
        "filter",
        Kind.COOPERATIVE_DEVELOPMENT,
        "厌氧氨氧化滤池深度脱氮合作开发",
        "Cooperative development: anammox filter for advanced nitrogen removal",
        -30,
        78,
        "framework-2",
        480,
        ("01",),
        notice=30,
        instalments=((40, -880), (30, -420), (20, -24), (10, 70)),
    ),
    Spec(
        "filler",
        Kind.COOPERATIVE_DEVELOPMENT,
        "高分子生物倍增填料合作开发",
        "Cooperative development of polymer bio-multiplier fillers",
        -26,
        310,
        "framework-2",
        320,
        ("03",),
        instalments=((40, -760), (40, -210), (20, 300)),
    ),
    Spec(
        "building",
        Kind.SERVICE,
        "装配式水池建造技术服务",
        "Technical service: prefabricated tank construction",
        -20,
        118,
        "framework-2",
        86,
        ("04",),
        instalments=((60, -560), (40, 26)),
    ),
    Spec(
        "licence",
        Kind.PATENT_LICENCE,
        "悬浮填料专利普通实施许可",
        "Ordinary patent licence: suspended carriers",
        -18,
        1290,
        "framework-2",
        120,
        ("03",),
        instalments=((50, -500), (25, -140), (25, 215)),
    ),
    Spec(
        "product",
        Kind.CONSULTING,
        "优质水厂产品标准咨询",
        "Consulting on a standard for water-plant products",
        -14,
        -62,
        "framework-2",
        45,
        ("05",),
        instalments=((100, -65),),
    ),
    Spec(
        "control",
        Kind.KNOW_HOW_LICENCE,
        "短程硝化曝气控制技术秘密许可",
        "Know-how licence: aeration control of partial nitritation",
        -10,
        1500,
        "framework-2",
        90,
        ("01",),
        instalments=((50, -270), (50, 88)),
    ),
    Spec(
        "amendment",
        Kind.AMENDMENT,
        "厌氧氨氧化滤池合作开发补充协议",
        "Amendment to the anammox filter contract",
        -8,
        78,
        "filter",
        60,
        ("01",),
        instalments=((100, -190),),
        remarks="增加冬季低温验证。 / Adds a winter verification.",
    ),
    Spec(
        "monitoring",
        Kind.SERVICE,
        "基地在线监测技术服务",
        "Technical service: on-line monitoring of the bases",
        -52,
        -900,
        "framework-1",
        58,
        instalments=((50, -1500),),
        terminated=-1240,
        remarks="因基地改造经协商提前终止。 / Ended early by agreement when the base was rebuilt.",
    ),
    Spec(
        "draft",
        Kind.COOPERATIVE_DEVELOPMENT,
        "优质水厂产品打造合作开发（拟签）",
        "Cooperative development of high-quality plant products (draft)",
        None,
        None,
        "framework-2",
        260,
        ("05",),
    ),
    Spec(
        "bewg-own",
        Kind.SERVICE,
        "填料供应商技术服务合同（内部）",
        "Service contract with a filler supplier (internal)",
        -9,
        200,
        amount=38,
        directions=("03",),
        instalments=((50, -240), (50, 45)),
        private_to="BEWG",
    ),
    Spec(
        "but-own",
        Kind.CONSULTING,
        "第三方仪表校准咨询（内部）",
        "Consulting on instrument calibration (internal)",
        -7,
        150,
        amount=12,
        instalments=((100, 33),),
        private_to="BUT",
    ),
)
# Contract, what is owed, by whom, days from now; what lies in the past is done unless it stands among the late ones.
DUE = (
    ("filter", "提交冬季运行中期报告", "Submit the interim report on winter operation", "BUT", -16),
    ("building", "提供预制池壁构件荷载数据", "Provide load data of the prefabricated walls", "BEWG", -5),
    ("filler", "移交第二批填料挂膜样品", "Hand over the second batch of filler samples", "BEWG", 9),
    ("licence", "提交上半年许可产品销量报表", "Report the sales of licensed products", "BEWG", 23),
    ("filter", "召开合同验收准备会", "Hold the meeting that prepares acceptance", "BUT", 37),
    ("control", "更新曝气控制策略说明书", "Update the description of the aeration strategy", "BUT", 52),
    ("filter", "提交结题验收材料", "Submit the documents for acceptance", "BUT", 71),
    ("framework-2", "召开年度战略合作会商", "Hold the yearly meeting of the cooperation", "BEWG", 86),
)
LATE = {-16, -5}
USUAL = (
    (0.1, "提交实施方案", "Submit the work plan", "BUT"),
    (0.35, "提供试验用水、用电与场地", "Provide water, power and a site for the tests", "BEWG"),
    (0.6, "提交中期研究报告", "Submit the interim research report", "BUT"),
    (0.95, "组织成果验收", "Organise the acceptance of results", "BEWG"),
)
