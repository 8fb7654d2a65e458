"""Sample people of both parties, the owners of sample plants, and who leads which direction."""

from __future__ import annotations

from partnership.models import DirectionLead, DirectionStep, Organisation, Person, Role, User
from partnership.samples.names import fictional_name
from partnership.samples.world import World, both

OWNERS = (
    ("S-PLANT-1", "样例市第一再生水厂", "Sample City Water Reclamation Plant No. 1"),
    ("S-PLANT-2", "样例市第二污水处理厂", "Sample City Wastewater Treatment Plant No. 2"),
    ("S-PLANT-3", "样例县城镇污水处理厂", "Sample County Wastewater Treatment Plant"),
    ("S-CONCRETE", "样例水工混凝土制品公司", "Sample Hydraulic Concrete Products Company"),
    ("S-DESIGN", "样例市政设计院", "Sample Municipal Design Institute"),
)
# Unit, title; the first three of each party are the people of the sample accounts.
POSTS = {
    "BEWG": (
        ("科技管理部 / Technology Management", "科技管理部经理", "Head of Technology Management"),
        ("集团总部 / Headquarters", "分管科技副总经理", "Deputy General Manager for Technology"),
        ("科技管理部 / Technology Management", "项目主管", "Project Officer"),
        ("工艺研发中心 / Process R&D Centre", "工艺总工", "Chief Process Engineer"),
        ("工艺研发中心 / Process R&D Centre", "高级工程师", "Senior Engineer"),
        ("工艺研发中心 / Process R&D Centre", "工程师", "Engineer"),
        ("中试基地运行部 / Pilot Operations", "基地运行主管", "Pilot Base Supervisor"),
        ("中试基地运行部 / Pilot Operations", "运行工程师", "Operations Engineer"),
        ("中试基地运行部 / Pilot Operations", "仪表工程师", "Instrument Engineer"),
        ("材料研发中心 / Materials R&D Centre", "材料主任工程师", "Principal Materials Engineer"),
        ("工程建造中心 / Construction Centre", "建造技术经理", "Construction Technology Manager"),
        ("水厂产品部 / Plant Products", "产品经理", "Product Manager"),
        ("知识产权部 / Intellectual Property", "专利主管", "Patent Officer"),
        ("人力资源部 / Human Resources", "人才发展经理", "Talent Development Manager"),
    ),
    "BUT": (
        ("科学技术发展院 / Office of Science and Technology", "横向项目科科长", "Head of Contract Research"),
        ("科学技术发展院 / Office of Science and Technology", "副院长", "Deputy Director"),
        ("科学技术发展院 / Office of Science and Technology", "项目管理员", "Project Administrator"),
        ("水处理实验室 / Water Treatment Laboratory", "教授", "Professor"),
        ("水处理实验室 / Water Treatment Laboratory", "教授", "Professor"),
        ("水处理实验室 / Water Treatment Laboratory", "副教授", "Associate Professor"),
        ("水处理实验室 / Water Treatment Laboratory", "副研究员", "Associate Research Fellow"),
        ("材料学部 / Faculty of Materials", "教授", "Professor"),
        ("材料学部 / Faculty of Materials", "副教授", "Associate Professor"),
        ("建筑工程学部 / Faculty of Civil Engineering", "教授", "Professor"),
        ("建筑工程学部 / Faculty of Civil Engineering", "副教授", "Associate Professor"),
        ("信息学部 / Faculty of Information", "副教授", "Associate Professor"),
        ("研究生院 / Graduate School", "培养办公室主任", "Head of Training Office"),
        ("技术转移中心 / Technology Transfer Office", "技术经理人", "Technology Manager"),
    ),
}
LEADS = {"D-2020-01": (3, 3), "D-2020-02": (9, 9), "D-2020-03": (9, 7), "D-2020-04": (10, 10), "D-2020-05": (11, 4)}
ACCOUNT_PLACES = (0, 3, 2)  # administrator, manager, editor; the manager leads and supervises
STEPS = (
    ("D-2020-02", "exploration", -60, "水工构筑物抗渗抗裂小试立项。", "Small-scale tests of crack-resistant tanks."),
    ("D-2020-02", "active", -40, "签订混凝土性能提升研究合同。", "Contract on concrete performance signed."),
    ("D-2020-03", "exploration", -55, "填料挂膜对比试验启动。", "Comparison of biofilm growth on fillers begun."),
    ("D-2020-03", "agreed", -34, "写入第二期框架协议。", "Written into the second framework agreement."),
    ("D-2020-03", "active", -26, "签订填料合作开发合同。", "Cooperative contract on fillers signed."),
    ("D-2020-04", "exploration", -38, "装配式池体可行性研究启动。", "Feasibility of prefabricated tanks studied."),
    ("D-2020-04", "agreed", -20, "签订工业化建造技术服务合同。", "Service contract on industrial construction signed."),
    ("D-2020-05", "exploration", -18, "水厂产品标准咨询启动。", "Consulting on plant product standards begun."),
)


def load_people(world: World) -> None:
    """Staff of both parties with their posts; in the first set also the owners of plants and the directions' leads."""
    first = 0 if world.is_first else 1000
    for offset, code in enumerate(POSTS):
        people = [_person(world, code, first + offset * 14 + place) for place in range(len(POSTS[code]))]
        world.staff[code] = world.store(people)
        world.store([_post(world, code, place) for place in range(len(people))])
    if world.is_first:
        world.store([_owner(*texts) for texts in OWNERS])
        _load_directions(world)
        _link_accounts(world)
    world.owners = {one.code: one for one in Organisation.objects.filter(is_sample=True)}


def _person(world: World, party: str, index: int) -> Person:
    unit, title_zh, title_en = POSTS[party][index % 1000 % 14]
    chinese, english = fictional_name(index % 1000)
    domain = "example.com" if party == "BEWG" else "example.org"
    mailbox = english.lower().replace(" ", ".") + world.mark.strip()
    return Person(
        name_zh=chinese + world.mark,
        name_en=english + world.mark,
        organisation=world.party(party),
        unit=unit,
        academic_title=both(title_zh, title_en) if title_en.endswith(("Professor", "Fellow", "Engineer")) else "",
        email=f"{mailbox}@{domain}",
        phone="010-0000 0000",
        contact_purpose=both("项目联络", "project liaison") if index % 1000 % 14 < 4 else "",
    )


def _post(world: World, party: str, place: int) -> Role:
    _, title_zh, title_en = POSTS[party][place]
    return Role(
        person=world.staff[party][place],
        organisation=world.party(party),
        title_zh=title_zh,
        title_en=title_en,
        starts_on=world.months(-96 + place * 4),
    )


def _owner(code: str, chinese: str, english: str) -> Organisation:
    return Organisation(code=code, name_zh=chinese, name_en=english, kind=Organisation.Kind.COMPANY)


def _load_directions(world: World) -> None:
    leads = [
        DirectionLead(direction=world.directions[code], person=world.person(party, place), starts_on=world.months(-58))
        for code, places in LEADS.items()
        for party, place in zip(POSTS, places, strict=True)
    ]
    world.store(leads)
    steps = [
        DirectionStep(
            direction=world.directions[code], stage=stage, reached_on=world.months(month), reason=both(chinese, english)
        )
        for code, stage, month, chinese, english in STEPS
    ]
    world.store(steps)


def _link_accounts(world: World) -> None:
    """Give the accounts of a party people of its staff, so that what these own and lead is the accounts' own."""
    for code in POSTS:
        users = User.objects.filter(organisation=world.party(code), is_sample=True)  # unscoped: sample accounts
        for place, user in zip(ACCOUNT_PLACES, users.order_by("pk"), strict=False):
            user.person = world.staff[code][place]
            user.save(update_fields=["person"])
