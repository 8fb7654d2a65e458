"""Public facts: loaded once, each with its source, and never over a correction made here."""

import datetime as dt

import pytest
from django.apps import apps

from partnership.models import (
    Achievement,
    CalendarDay,
    CalendarYear,
    Change,
    Consensus,
    CooperationStage,
    Meeting,
    Organisation,
    ResearchDirection,
    Role,
)
from partnership.operations.data.facts import FactCounts, load_facts
from partnership.records.saving import save_record
from partnership.rules import registry
from partnership.rules.figures import measure
from partnership.rules.periods import Period
from pilots.models import Variable

pytestmark = pytest.mark.django_db


def test_the_first_load_creates_and_the_second_changes_nothing():
    first = load_facts()
    changes = Change.objects.count()
    second = load_facts()

    assert [(one.model._meta.label, one.created) for one in first] == [
        ("partnership.Organisation", 4),
        ("partnership.Person", 8),
        ("partnership.Role", 5),
        ("partnership.Achievement", 5),
        ("partnership.CooperationStage", 3),
        ("partnership.ResearchDirection", 5),
        ("partnership.DirectionStep", 5),
        ("partnership.Meeting", 1),
        ("partnership.Consensus", 6),
        ("partnership.CalendarYear", 2),
        ("partnership.CalendarDay", 72),
        ("pilots.Variable", 20),
    ]
    assert second == [FactCounts(one.model, 0, 0, one.created, 0) for one in first]
    assert Change.objects.count() == changes


def test_every_fact_has_a_source_and_is_no_sample():
    load_facts()

    rows = [
        row
        for model in apps.get_models()
        if {"source", "is_sample"} <= {field.name for field in model._meta.fields}
        for row in model._base_manager.all()
    ]
    assert len(rows) == 136
    assert [row for row in rows if not row.source or row.is_sample] == []


def test_a_changed_fact_is_updated_and_one_corrected_by_hand_remains(operator):
    load_facts()
    Organisation.objects.filter(code="BUT-NEL").update(name_en="Old name")
    bewg = Organisation.objects.get(code="BEWG")
    bewg.website = "https://example.com"
    bewg.name_en = "Our own spelling"
    save_record(bewg, by=operator)

    organisations = load_facts()[0]

    assert organisations == FactCounts(Organisation, 0, 1, 2, 1)
    assert Organisation.objects.get(code="BUT-NEL").name_en.startswith("National Engineering Laboratory")
    assert Organisation.objects.get(code="BEWG").name_en == "Our own spelling"


def test_achievements_have_the_precision_of_their_source():
    load_facts()

    rows = Achievement.objects.order_by("person__name_en", "achieved_on")
    assert [(row.person.name_en, row.kind, row.achieved_on, row.source[:46]) for row in rows] == [
        ("PENG Yongzhen", "patents", "", "https://english.bjut.edu.cn/info/1067/5704.htm"),
        ("PENG Yongzhen", "award", "2020", "https://english.bjut.edu.cn/info/1067/3359.htm"),
        ("PENG Yongzhen", "award", "2021", "https://english.bjut.edu.cn/info/1067/5704.htm"),
        ("PENG Yongzhen", "publication", "2024-02-14", "https://english.bjut.edu.cn/info/1067/6656.htm"),
        ("ZENG Wei", "project_led", "", "https://english.bjut.edu.cn/info/1067/3396.htm"),
    ]
    assert "283件，其中107件" in rows[0].title_zh
    assert rows[0].title_en.startswith("283 authorised invention patents as first inventor, 107 of them commercialised")


def test_no_figure_counts_what_people_achieved(operator):
    load_facts()
    periods = [Period(dt.date(2000, 1, 1), dt.date(2026, 12, 1)), Period(dt.date(2024, 2, 1), dt.date(2024, 3, 1))]
    with_achievements = measure(registry.figures, operator.viewer, periods)

    Achievement.objects.all().delete()

    assert measure(registry.figures, operator.viewer, periods) == with_achievements
    assert Achievement not in {getattr(figure, "model", None) for figure in registry.figures}


def test_the_front_is_evidenced_by_the_report_that_names_it_and_nothing_else():
    load_facts()

    evidenced = ResearchDirection.objects.exclude(front_evidence_en="")
    assert [(one.code, one.front_evidence_en) for one in evidenced] == [
        (
            "D-2020-01",
            "“Anaerobic Ammonium Oxidation Technology and its Application in Wastewater Treatment” is a key hot front "
            "of Research Fronts 2020.",
        )
    ]


def test_the_meeting_has_all_that_its_public_record_states():
    load_facts()

    minutes, domains = Meeting.objects.get().minutes, Consensus.objects.get(topic="domains").text
    wanted = (
        "three pilot test bases",
        "patent transfer",
        "fifth discipline evaluation",
        "demand side",
        "last kilometre",
    )
    assert [
        words for words in (*wanted, "education, talent, industry", "14th Five-Year Plan") if words not in minutes
    ] == []
    assert "聂祚仁院士团队" in domains


@pytest.mark.parametrize(("day", "president"), [((2020, 12, 30), "LIU Gonghui"), ((2022, 6, 1), "NIE Zuoren")])
def test_the_university_has_one_president_at_a_time(day, president):
    load_facts()

    held = Role.objects.active_on(dt.date(*day)).filter(organisation__code="BUT", title_en="President")

    assert [role.person.name_en for role in held] == [president]


def test_the_stages_follow_one_another_without_a_gap():
    load_facts()

    stages = list(CooperationStage.objects.values_list("number", "starts_on", "ends_on"))
    assert stages == [
        (1, dt.date(2013, 1, 1), dt.date(2017, 1, 1)),
        (2, dt.date(2017, 1, 1), dt.date(2020, 1, 1)),
        (3, dt.date(2020, 1, 1), None),
    ]


def test_the_calendar_of_2026_is_that_of_the_notice_and_2027_is_not_published():
    load_facts()

    working = CalendarDay.objects.filter(kind="work", date__year=2026).values_list("date", flat=True)
    assert [day.strftime("%m-%d") for day in working] == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert CalendarDay.objects.filter(kind="rest", date__year=2026).count() == 33
    assert list(CalendarYear.objects.values_list("year", flat=True)) == [2025, 2026]


def test_variables_carry_units_and_hard_ranges():
    load_facts()

    rows = Variable.objects.filter(code__in=["NH4-N", "T", "Q", "pH"]).values_list(
        "code", "unit", "hard_min", "hard_max"
    )
    assert list(rows) == [
        ("NH4-N", "mg/L", 0, 2000),
        ("Q", "m³/d", 0, None),
        ("T", "°C", 0, 45),
        ("pH", "", 0, 14),
    ]
