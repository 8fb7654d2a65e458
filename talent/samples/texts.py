"""Which sample programmes and topics there are; months are counted from the day of loading."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spec:
    """A programme: when it began and ends, how long a trainee stays, and its cohorts (month of start, trainees)."""

    kind: str
    chinese: str
    english: str
    agreement: str
    starts: int
    ends: int | None
    stay_months: int
    cohorts: tuple[tuple[int, int], ...]
    aim: tuple[str, str]
    private_to: str = ""


SPECS = (
    Spec(
        "graduate_base",
        "研究生联合培养基地",
        "Joint graduate training base",
        "framework-1",
        -86,
        None,
        34,
        ((-86, 6), (-74, 6), (-62, 7), (-50, 7), (-38, 8), (-26, 8), (-14, 8), (-2, 8)),
        ("研究生课题来自基地与水厂，双导师指导。", "Graduate topics come from bases and plants, with two supervisors."),
    ),
    Spec(
        "engineering_degree",
        "水处理工程硕士专项",
        "Engineering master's programme in water treatment",
        "framework-2",
        -26,
        34,
        30,
        ((-26, 4), (-14, 5), (-2, 5)),
        ("以实践成果申请学位。", "Degrees by practical achievement."),
    ),
    Spec(
        "postdoc",
        "博士后联合培养",
        "Joint post-doctoral station",
        "framework-2",
        -34,
        None,
        24,
        ((-34, 2), (-10, 2)),
        (
            "企业工作站与学校流动站联合招收。",
            "Station of the company and mobile station of the university recruit together.",
        ),
    ),
    Spec(
        "internship",
        "中试基地暑期实践",
        "Summer internship at the pilot bases",
        "framework-2",
        -17,
        None,
        3,
        ((-17, 2), (-5, 2)),
        ("本科生到基地实践三个月。", "Undergraduates practise at the bases for three months."),
    ),
    Spec(
        "staff_training",
        "企业工程师实验室研修（内部）",
        "Laboratory courses for company engineers (internal)",
        "",
        -8,
        None,
        6,
        ((-8, 2),),
        ("工程师研修水质分析。", "Engineers study water analysis."),
        "BEWG",
    ),
    Spec(
        "scholarship",
        "水环境奖学金（内部）",
        "Water environment scholarship (internal)",
        "",
        -12,
        None,
        24,
        ((-12, 2),),
        ("资助低温脱氮研究。", "Supports research on nitrogen removal in the cold."),
        "BUT",
    ),
)
TOPICS = (
    ("主流短程硝化亚硝酸盐稳定积累", "Stable nitrite in mainstream partial nitritation"),
    ("厌氧氨氧化颗粒污泥沉降性能", "Settling of anammox granules"),
    ("低温厌氧氨氧化活性恢复", "Recovery of anammox activity after the cold"),
    ("短程反硝化碳源选择", "Choice of carbon for partial denitrification"),
    ("滤池反冲洗对生物膜的影响", "Backwashing and the biofilm of filters"),
    ("高分子填料表面改性", "Surface modification of polymer fillers"),
    ("填料生物膜群落演替", "Succession of communities on fillers"),
    ("侧流脱氮负荷冲击响应", "Response of side streams to load shocks"),
    ("脱氮过程氧化亚氮释放", "Nitrous oxide from nitrogen removal"),
    ("在线仪表数据异常识别", "Finding faults in on-line data"),
    ("水工混凝土抗裂性能", "Crack resistance of hydraulic concrete"),
    ("装配式水池连接节点防水", "Watertight joints of prefabricated tanks"),
    ("水厂曝气能耗优化", "Energy of aeration in plants"),
    ("磷回收结晶条件", "Conditions of phosphorus crystallisation"),
    ("基地工艺模型校准", "Calibration of the process model of a base"),
)
PURPOSES = (
    ("中试装置运行与取样", "operation and sampling of the pilot"),
    ("课题试验", "experiments of the topic"),
    ("仪表维护与数据校核", "maintenance of instruments, checking of data"),
)
