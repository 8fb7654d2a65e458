"""What sample meetings are called, agree on and ask for; `{direction}` is the research direction of the meeting."""

from partnership.models import Consensus

Topic = Consensus.Topic

# Chinese and English name, place; the meetings of a year take turns.
SERIES = (
    ("{direction}方向季度会商", "Quarterly meeting on {direction}", "北京工业大学 / BUT"),
    ("中试基地运行例会", "Operations meeting of the pilot bases", "样例中试基地 / sample pilot base"),
    ("{direction}项目进展会商", "Progress meeting on {direction}", "线上 / on line"),
    ("联合人才培养工作会", "Meeting on joint education", "北京工业大学 / BUT"),
    ("{direction}成果应用会商", "Meeting on applying results: {direction}", "北控水务 / BEWG"),
    ("知识产权与成果转化工作会", "Meeting on patents and their transfer", "线上 / on line"),
    ("年度战略合作会商", "Yearly meeting of the cooperation", "北控水务 / BEWG"),
)

# Topic, consensus; each meeting takes two or three.
CONSENSUS = (
    (
        Topic.COMMUNICATION,
        "建立月度联络人机制，数据与进展按月共享。",
        "Contact persons share data and progress every month.",
    ),
    (Topic.COMMUNICATION, "基地异常情况24小时内相互通报。", "Either side reports a fault at a base within 24 hours."),
    (
        Topic.COMMUNICATION,
        "季度会商材料提前五个工作日交换。",
        "Papers of quarterly meetings are exchanged five working days ahead.",
    ),
    (
        Topic.DOMAINS,
        "{direction}列为本年度重点，优先安排中试验证。",
        "{direction} has priority this year and is verified at pilot scale first.",
    ),
    (
        Topic.DOMAINS,
        "在低温工况下继续验证{direction}的稳定性。",
        "The stability of {direction} is verified further in winter.",
    ),
    (
        Topic.DOMAINS,
        "梳理企业技术需求清单，与{direction}现有成果对接。",
        "The company's technology needs are matched with what {direction} has brought.",
    ),
    (
        Topic.NATIONAL_PLATFORM,
        "联合准备国家级平台评估材料，分工到人。",
        "The papers for the assessment of the national platform are prepared together, each part by a named person.",
    ),
    (
        Topic.NATIONAL_PLATFORM,
        "国家级平台建设方案由双方共同论证。",
        "The plan of the national platform is examined by both sides.",
    ),
    (
        Topic.RESEARCH_PLATFORM,
        "三个中试基地统一监测变量、采样点与质量标记。",
        "The three bases use the same variables, sampling points and quality flags.",
    ),
    (
        Topic.RESEARCH_PLATFORM,
        "基地新增反应器须先做安全与电气联合检查。",
        "A new reactor at a base is first inspected together for safety.",
    ),
    (
        Topic.RESEARCH_PLATFORM,
        "开放基地供双方研究生课题使用。",
        "The bases are open to the graduate topics of both sides.",
    ),
    (Topic.MECHANISM, "合作专利的年费由双方按份额承担。", "Annuities of joint patents are borne by share."),
    (
        Topic.MECHANISM,
        "成果转化收益分配按框架协议约定执行。",
        "Income from transfer is shared as the framework agreement says.",
    ),
    (
        Topic.MECHANISM,
        "小试成果达到技术就绪度四级后进入中试评审。",
        "A result that reaches readiness level 4 is reviewed for the pilot stage.",
    ),
    (
        Topic.TALENT,
        "研究生实行双导师制，企业导师参与开题与中期考核。",
        "Graduate students have two supervisors; the company's takes part in proposal and mid-term review.",
    ),
    (
        Topic.TALENT,
        "每年安排不少于十名研究生到基地实践六个月。",
        "At least ten graduate students practise at the bases for six months each year.",
    ),
    (Topic.TALENT, "企业工程师参加实验室短期培训。", "Company engineers take short courses in the laboratory."),
)

# Party, what is to be done, what came of it.
ACTIONS = (
    (
        "BUT",
        "整理{direction}中试数据并提交分析报告",
        "Analyse the pilot data of {direction} and report",
        "报告已提交并归档。",
        "The report is filed.",
    ),
    (
        "BEWG",
        "完成基地在线仪表校准",
        "Calibrate the on-line instruments of the base",
        "校准记录已上传。",
        "Records are uploaded.",
    ),
    (
        "BUT",
        "补充低温工况批次试验",
        "Add batch tests at low temperature",
        "完成三组批次试验。",
        "Three batch tests were run.",
    ),
    (
        "BEWG",
        "提供水厂近三年进出水数据",
        "Provide three years of influent and effluent data of the plant",
        "数据已提供。",
        "The data were provided.",
    ),
    ("BUT", "提出专利布局建议", "Propose which patents to file", "形成专利布局表。", "A table of filings was made."),
    ("BEWG", "落实示范工程场地", "Find the site of the demonstration", "场地已确认。", "The site is confirmed."),
    (
        "BUT",
        "提交研究生开题名单与企业课题对应表",
        "List graduate proposals against company topics",
        "名单已确认。",
        "The list is agreed.",
    ),
    (
        "BEWG",
        "审核合同付款节点",
        "Check the instalments of the contract",
        "付款节点已核对。",
        "The instalments were checked.",
    ),
    (
        "BUT",
        "编写{direction}技术就绪度自评材料",
        "Write the readiness self-assessment of {direction}",
        "自评材料已提交。",
        "The assessment was submitted.",
    ),
    (
        "BEWG",
        "采购填料样品并安排挂膜对比",
        "Buy filler samples and compare biofilm growth",
        "样品到位。",
        "The samples arrived.",
    ),
    (
        "BUT",
        "统一监测变量编码与采样点名称",
        "Unify codes of variables and names of sampling points",
        "编码表已发布。",
        "The table of codes is published.",
    ),
    ("BEWG", "确定企业导师名单", "Name the company's supervisors", "名单已发布。", "The list is published."),
)
MINUTES = (
    (
        "会议听取了{direction}进展汇报，讨论了运行问题和下一阶段安排。",
        "Progress of {direction} was reported; operation and the next steps were discussed.",
    ),
    (
        "会议核对了上次行动项，确认了数据共享与基地运行安排。",
        "The last actions were checked; data sharing and the operation of the bases were settled.",
    ),
    (
        "会议交流了项目经费、专利与人才培养情况，形成以下共识。",
        "Funds, patents and education were discussed, with the consensus recorded here.",
    ),
)
