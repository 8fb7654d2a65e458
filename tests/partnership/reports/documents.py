"""Two composed reports as a reader would get them, one Chinese and one English, for the tests of every form."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from partnership.pages.charts import Chart
from partnership.reports.composer.document import (
    ColumnKind,
    DocumentBlock,
    DocumentCell,
    DocumentColumn,
    DocumentContact,
    DocumentSection,
    DocumentTable,
    FigureLine,
    FigureLines,
    MissingNote,
    Paragraph,
    ReportDocument,
    Tone,
)

SITE = "https://platform.example.org"
COMPILED_AT = dt.datetime(2026, 11, 1, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MONTHS = ("05", "06", "07", "08", "09", "10")
REMOVAL = {"一号基地": (78.2, 80.1, 81.5, 82.0, 84.6, 86.3), "二号基地": (71.0, 72.4, 70.8, 73.5, 74.1, 71.2)}


def day(text: str) -> DocumentCell:
    return DocumentCell(text, dt.date.fromisoformat(text))


def removal_chart(title: str, unit: str, bases: dict[str, tuple[float, ...]], alt: str, month: str) -> Chart:
    """Two lines over six months, as the pilot section draws them."""
    series = [
        {"name": name, "type": "line", "symbol": symbol, "lineStyle": {"type": dash}, "data": list(values)}
        for (name, values), symbol, dash in zip(bases.items(), ("circle", "rect"), ("solid", "dashed"), strict=True)
    ]
    option = {
        "grid": {"left": 4, "right": 16, "top": 24, "bottom": 44, "outerBoundsMode": "same"},
        "legend": {"bottom": 0},
        "xAxis": {"type": "category", "data": [f"2026-{number}" for number in MONTHS]},
        "yAxis": {"type": "value", "min": 60},
        "series": series,
    }
    rows = tuple((f"2026-{number}", *values) for number, *values in zip(MONTHS, *bases.values(), strict=True))
    return Chart(key="removal", title=title, unit=unit, option=option, columns=(month, *bases), rows=rows, alt=alt)


def with_charts_that_fail(report: ReportDocument) -> ReportDocument:
    """The report with lines that no engine draws: they name an axis that is not there."""
    option = {"series": [{"type": "line", "xAxisIndex": 7, "data": [1]}]}

    def failing(block: DocumentBlock) -> DocumentBlock:
        return replace(block, option=option) if isinstance(block, Chart) else block

    sections = tuple(replace(one, blocks=tuple(map(failing, one.blocks))) for one in report.sections)
    return replace(report, sections=sections)


def chinese_report(**changes: object) -> ReportDocument:
    """The monthly report of October 2026 for the university's managers."""
    values = {
        "name": "校企合作月报",
        "period_label": "2026年10月",
        "language": "zh-hans",
        "party_name": "北京工业大学",
        "reader_note": "本报告按北京工业大学的查阅范围编制，包含双方共享的记录和北京工业大学自有的记录。",
        "introduction": "月报汇总北控水务集团与北京工业大学合作的进展、数据和近期到期事项，每月第一个工作日发出。",
        "lead": (
            "10月新签协议1项，有效协议达到12项，其中3项将在90天内到期，需要尽快确定是否续签。",
            "5项行动项已逾期，2项由贵方负责；“中试基地数据共享办法”逾期最久，已过期19天。",
            "厌氧氨氧化项目通过中期检查，主体工艺由技术就绪度5级升至6级。",
            "二号基地总氮去除率降至71.2%，较9月下降2.9个百分点，且有4天未上传数据。",
        ),
        "figures": CHINESE_FIGURES,
        "sections": chinese_sections(),
        "contact": DocumentContact("北控水务研发院科研管理部 林晓岚", "research-office@example.org"),
        "compiled_at": COMPILED_AT,
        "archive_url": f"{SITE}/reports/runs/17/",
        "unsubscribe_url": f"{SITE}/reports/unsubscribe/abc:def/",
    }
    return ReportDocument(**(values | changes))


CHINESE_FIGURES = (
    FigureLine(
        *("有效协议", "12", "项", 12, "较9月 +1", 1, True, "年度目标 14 项"),
        as_reported_url=f"{SITE}/agreements/?in_force_on=2026-10-31",
    ),
    FigureLine(
        *("在研项目", "18", "个", 18, "较9月 持平", 0, None, "年度目标 20 个"),
        as_reported_url=f"{SITE}/projects/?active_on=2026-10-31",
        note="其中 3 个存在风险",
    ),
    FigureLine(
        *("有效专利", "47", "件", 47, "较9月 +3", 3, True, "年度目标 45 件"),
        as_reported_url=f"{SITE}/patents/?in_force_on=2026-10-31",
        now_text="现为 48 件",
        now_url=f"{SITE}/patents/?in_force_on=2026-11-03",
    ),
    FigureLine(
        *("中试基地总氮去除率", "78.8", "%", 78.8, "较9月 −0.6 个百分点", -0.6, False, "目标 80%"),
        as_reported_url=f"{SITE}/pilots/removal/?month=2026-10",
        note="数据覆盖率 91%",
    ),
    FigureLine(
        *("到账合同经费", "326.50", "万元", Decimal("326.50"), "较9月 +48.00", Decimal("48.00"), True),
        as_reported_url=f"{SITE}/payments/?received=2026-10",
    ),
    FigureLine(
        *("逾期事项", "5", "项", 5, "较9月 +2", 2, False),
        as_reported_url=f"{SITE}/due/?overdue_on=2026-10-31",
    ),
    FigureLine(
        *("在培学员", "64", "人", 64, "较9月 +12", 12, True),
        as_reported_url=f"{SITE}/trainees/?in_training_on=2026-10-31",
    ),
)


def chinese_sections() -> tuple[DocumentSection, ...]:
    return (
        DocumentSection(
            "agreements",
            "协议",
            "本月新签1项，90天内到期3项，其中框架协议的通知期在11月15日届满。",
            (
                DocumentTable(
                    "90天内到期的协议",
                    (
                        DocumentColumn("协议", weight=3),
                        DocumentColumn("类型"),
                        DocumentColumn("金额（万元）", ColumnKind.MONEY),
                        DocumentColumn("到期日", ColumnKind.DATE),
                        DocumentColumn("剩余", ColumnKind.TEXT),
                    ),
                    (
                        (
                            DocumentCell("A-2021-03 厌氧氨氧化联合研发框架协议", url=f"{SITE}/agreements/A-2021-03/"),
                            DocumentCell("框架协议"),
                            DocumentCell("–"),
                            day("2026-12-31"),
                            DocumentCell("通知期剩 14 天", tone=Tone.ATTENTION),
                        ),
                        (
                            DocumentCell(
                                "A-2024-07 高分子生物倍增填料委托开发合同", url=f"{SITE}/agreements/A-2024-07/"
                            ),
                            DocumentCell("技术开发合同"),
                            DocumentCell("180.00", Decimal("180.00")),
                            day("2027-01-10"),
                            DocumentCell("70 天"),
                        ),
                        (
                            DocumentCell("A-2025-02 二号基地联合运行协议", url=f"{SITE}/agreements/A-2025-02/"),
                            DocumentCell("合作协议"),
                            DocumentCell("96.00", Decimal("96.00")),
                            day("2027-01-28"),
                            DocumentCell("88 天"),
                        ),
                    ),
                ),
            ),
        ),
        DocumentSection(
            "meetings",
            "会商与行动项",
            "本月会商2次，形成共识7条；行动项办结6项，逾期5项。",
            (
                DocumentTable(
                    "逾期行动项",
                    (
                        DocumentColumn("行动项", weight=3),
                        DocumentColumn("负责人"),
                        DocumentColumn("合作方"),
                        DocumentColumn("应办日期", ColumnKind.DATE),
                        DocumentColumn("逾期（天）", ColumnKind.NUMBER),
                    ),
                    tuple(
                        (
                            DocumentCell(what),
                            DocumentCell(who),
                            DocumentCell(party),
                            day(due),
                            DocumentCell(str(late), late, tone=Tone.ATTENTION),
                        )
                        for what, who, party, due, late in (
                            ("商定中试基地数据共享办法", "周明远", "北京工业大学", "2026-10-12", 19),
                            ("补充三号基地安全评估材料", "韩立群", "北控水务", "2026-10-15", 16),
                            ("提交联合实验室年度预算", "方晴", "北京工业大学", "2026-10-20", 11),
                            ("确认专利申请人排序（氮素在线监测）", "韩立群", "北控水务", "2026-10-24", 7),
                            ("更新导师名单", "乔一凡", "北控水务", "2026-10-29", 2),
                        )
                    ),
                ),
                Paragraph("10月22日会商确定：由双方科研管理部门在11月10日前提出第六期合作方向建议。"),
            ),
        ),
        DocumentSection(
            "projects",
            "项目与里程碑",
            "18个在研项目中15个正常、3个存在风险；本月完成里程碑4个，延期1个。",
            (
                DocumentTable(
                    "本月到期的里程碑",
                    (
                        DocumentColumn("项目", weight=3),
                        DocumentColumn("里程碑", weight=2),
                        DocumentColumn("计划", ColumnKind.DATE),
                        DocumentColumn("状态"),
                    ),
                    tuple(
                        (DocumentCell(project), DocumentCell(milestone), day(due), DocumentCell(state, tone=tone))
                        for project, milestone, due, state, tone in (
                            ("主流厌氧氨氧化脱氮关键技术", "中期检查", "2026-10-18", "已完成", Tone.GOOD),
                            ("高分子生物倍增填料", "第二批挂膜试验", "2026-10-20", "已完成", Tone.GOOD),
                            ("混凝土性能提升", "耐久性试验报告", "2026-10-25", "延期至11月20日", Tone.ATTENTION),
                            ("水厂产品化建造", "单元模块图纸定稿", "2026-10-30", "已完成", Tone.GOOD),
                        )
                    ),
                ),
            ),
        ),
        DocumentSection(
            "patents",
            "专利与成果",
            "新增授权3件，公开2件；两件专利的年费须在11月底前缴纳。",
            (
                FigureLines(
                    (
                        FigureLine("本月授权", "3", "件", 3, "较9月 +2", 2, True),
                        FigureLine("技术就绪度7级及以上成果", "9", "项", 9, "较9月 持平", 0, None),
                    )
                ),
                DocumentTable(
                    "应缴年费",
                    (
                        DocumentColumn("专利号"),
                        DocumentColumn("名称", weight=3),
                        DocumentColumn("年度", ColumnKind.NUMBER),
                        DocumentColumn("金额（元）", ColumnKind.MONEY),
                        DocumentColumn("期限", ColumnKind.DATE),
                    ),
                    (
                        (
                            DocumentCell("ZL201910123456.7"),
                            DocumentCell("一种主流厌氧氨氧化启动方法"),
                            DocumentCell("8", 8),
                            DocumentCell("2,000.00", Decimal("2000.00")),
                            day("2026-11-21"),
                        ),
                        (
                            DocumentCell("ZL202110765432.1"),
                            DocumentCell("一种可回收的生物填料及其制备方法"),
                            DocumentCell("6", 6),
                            DocumentCell("1,200.00", Decimal("1200.00")),
                            day("2026-11-30"),
                        ),
                    ),
                ),
            ),
        ),
        DocumentSection(
            "pilots",
            "中试基地",
            "一号基地去除率连续五个月上升；二号基地10月14日至17日无数据，去除率回落。",
            (
                removal_chart(
                    *("总氮去除率", "%", REMOVAL),
                    alt="折线图：一号基地总氮去除率由5月的78.2%升至10月的86.3%；二号基地在71%至74%之间，10月为71.2%。",
                    month="月份",
                ),
                DocumentTable(
                    "各基地本月运行",
                    (
                        DocumentColumn("基地", weight=2),
                        DocumentColumn("数据覆盖率（%）", ColumnKind.PERCENT),
                        DocumentColumn("总氮去除率（%）", ColumnKind.PERCENT),
                        DocumentColumn("出水总氮（mg/L）", ColumnKind.NUMBER),
                        DocumentColumn("最新数据", ColumnKind.DATE),
                    ),
                    (
                        (
                            DocumentCell("一号基地"),
                            DocumentCell("98.6", 98.6),
                            DocumentCell("86.3", 86.3),
                            DocumentCell("7.4", 7.4),
                            day("2026-10-31"),
                        ),
                        (
                            DocumentCell("二号基地"),
                            DocumentCell("84.1", 84.1),
                            DocumentCell("71.2", 71.2),
                            DocumentCell("12.9", 12.9),
                            day("2026-10-31"),
                        ),
                        (
                            DocumentCell("三号基地"),
                            DocumentCell("–"),
                            DocumentCell("–"),
                            DocumentCell("–"),
                            DocumentCell("调试中"),
                        ),
                    ),
                ),
            ),
        ),
        DocumentSection(
            "talent",
            "人才培养",
            "在培学员64人，双导师覆盖率94%；新一批12名工程硕士10月入驻基地。",
            (
                DocumentTable(
                    "在培批次",
                    (
                        DocumentColumn("人才培养项目", weight=2),
                        DocumentColumn("批次"),
                        DocumentColumn("学员", ColumnKind.NUMBER),
                        DocumentColumn("双导师", ColumnKind.NUMBER),
                        DocumentColumn("实践安排", ColumnKind.NUMBER),
                    ),
                    (
                        (
                            DocumentCell("工程硕士联合培养"),
                            DocumentCell("2026级"),
                            DocumentCell("12", 12),
                            DocumentCell("12", 12),
                            DocumentCell("12", 12),
                        ),
                        (
                            DocumentCell("工程硕士联合培养"),
                            DocumentCell("2025级"),
                            DocumentCell("22", 22),
                            DocumentCell("22", 22),
                            DocumentCell("19", 19),
                        ),
                        (
                            DocumentCell("企业博士后工作站"),
                            DocumentCell("2025批"),
                            DocumentCell("4", 4),
                            DocumentCell("4", 4),
                            DocumentCell("4", 4),
                        ),
                        (
                            DocumentCell("运营骨干研修"),
                            DocumentCell("第6期"),
                            DocumentCell("26", 26),
                            DocumentCell("22", 22),
                            DocumentCell("0", 0),
                        ),
                    ),
                ),
            ),
        ),
        DocumentSection(
            "outcomes", "工程案例", "", (MissingNote("本节数据未能生成，管理员已收到通知；其余各节不受影响。"),)
        ),
        DocumentSection(
            "due",
            "近期到期事项",
            "今后30天内到期9项，贵方负责4项。",
            (
                DocumentTable(
                    "今后30天内到期",
                    (
                        DocumentColumn("事项", weight=3),
                        DocumentColumn("类别"),
                        DocumentColumn("负责人"),
                        DocumentColumn("到期日", ColumnKind.DATE),
                        DocumentColumn("剩余（天）", ColumnKind.NUMBER),
                    ),
                    tuple(
                        (
                            DocumentCell(what),
                            DocumentCell(kind),
                            DocumentCell(who),
                            day(f"2026-11-{date:02d}"),
                            DocumentCell(str(date - 1), date - 1),
                        )
                        for what, kind, who, date in (
                            ("提交第六期合作方向建议", "行动项", "方晴", 10),
                            ("框架协议续签通知", "通知期", "周明远", 15),
                            ("支付填料项目第二期经费", "付款", "韩立群", 18),
                            ("耐久性试验报告", "里程碑", "罗思齐", 20),
                            ("ZL201910123456.7 第8年年费", "年费", "方晴", 21),
                        )
                    ),
                ),
            ),
        ),
        DocumentSection(
            "changes",
            "本月变更",
            "双方共修改记录86处，以下为须留意的变更。",
            (
                DocumentTable(
                    "主要变更",
                    (
                        DocumentColumn("记录", weight=2),
                        DocumentColumn("变更", weight=3),
                        DocumentColumn("修改人"),
                        DocumentColumn("日期", ColumnKind.DATE),
                    ),
                    (
                        (
                            DocumentCell("混凝土性能提升"),
                            DocumentCell("里程碑“耐久性试验报告”由10月25日改为11月20日"),
                            DocumentCell("罗思齐"),
                            day("2026-10-23"),
                        ),
                        (
                            DocumentCell("主流厌氧氨氧化脱氮工艺"),
                            DocumentCell("技术就绪度由5级改为6级"),
                            DocumentCell("周明远"),
                            day("2026-10-19"),
                        ),
                    ),
                ),
            ),
        ),
    )


def english_report(**changes: object) -> ReportDocument:
    """A shorter report for an outside reader: no links, hidden nothing, but whom to ask."""
    bases = dict(zip(("Base 1", "Base 2"), REMOVAL.values(), strict=True))
    values = {
        "name": "Cooperation monthly",
        "period_label": "October 2026",
        "language": "en",
        "party_name": "Beijing University of Technology",
        "reader_note": "Compiled for readers of Beijing University of Technology: records shared by both parties, "
        "and the university's own.",
        "introduction": "The monthly report sums up the cooperation of Beijing Enterprises Water Group and Beijing "
        "University of Technology: progress, figures, and what is due next.",
        "lead": (
            "12 agreements are in force, one more than in September; 3 end within 90 days and need a decision.",
            "5 action items are overdue, 2 of them yours; the oldest, the data-sharing rules, by 19 days.",
            "Base 2 removed 71.2% of nitrogen, 2.9 points less than in September, and sent no data on 4 days.",
        ),
        "figures": (
            FigureLine(
                *("Agreements in force", "12", "", 12, "+1 on September", 1, True, "Target for the year: 14"),
            ),
            FigureLine(*("Patents in force", "47", "", 47, "+3 on September", 3, True, "Target for the year: 45")),
            FigureLine(
                *("Nitrogen removal", "78.8", "%", 78.8, "−0.6 points on September", -0.6, False, "Target: 80%"),
                note="Rests on 91% of the expected values",
            ),
            FigureLine(*("People in training", "64", "", 64, "+12 on September", 12, True)),
        ),
        "sections": (
            DocumentSection(
                "agreements",
                "Agreements",
                "One was signed in October; three end within 90 days.",
                (
                    DocumentTable(
                        "Ending within 90 days",
                        (
                            DocumentColumn("Agreement", weight=3),
                            DocumentColumn("Kind"),
                            DocumentColumn("Amount (CNY)", ColumnKind.MONEY),
                            DocumentColumn("Ends", ColumnKind.DATE),
                            DocumentColumn("Left"),
                        ),
                        (
                            (
                                DocumentCell("A-2021-03 Joint research on anammox"),
                                DocumentCell("Framework"),
                                DocumentCell("–"),
                                day("2026-12-31"),
                                DocumentCell("notice in 14 days", tone=Tone.ATTENTION),
                            ),
                            (
                                DocumentCell("A-2024-07 Polymer bio-multiplier fillers"),
                                DocumentCell("Development"),
                                DocumentCell("1,800,000.00", Decimal("1800000.00")),
                                day("2027-01-10"),
                                DocumentCell("70 days"),
                            ),
                        ),
                    ),
                ),
            ),
            DocumentSection(
                "pilots",
                "Pilot bases",
                "Base 1 has improved for five months in a row; base 2 fell back.",
                (
                    removal_chart(
                        *("Nitrogen removal", "%", bases),
                        alt="Line chart: base 1 rises from 78.2% in May to 86.3% in October; base 2 stays between 71% "
                        "and 74%, with 71.2% in October.",
                        month="Month",
                    ),
                ),
            ),
        ),
        "contact": DocumentContact("LIN Xiaolan, research office", "research-office@example.org"),
        "compiled_at": COMPILED_AT,
    }
    return ReportDocument(**(values | changes))
