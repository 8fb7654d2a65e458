"""A record found by words that its name has not says where they stand."""

import pytest
from django.urls import reverse

from tests.factories import (
    ActionItemFactory,
    AgreementFactory,
    MeetingFactory,
    OrganisationFactory,
    PatentFactory,
    ProjectFactory,
    TraineeFactory,
    VariableFactory,
)
from tests.pages import soup_of

pytestmark = pytest.mark.django_db


def passages(client, text):
    """What stands below each name found, as HTML."""
    rows = soup_of(client.get(reverse("search"), {"q": text})).select("tbody th")
    return {row.a.text: [one.decode_contents() for one in row.select(".passage")] for row in rows}


@pytest.fixture
def in_chinese(client):
    client.cookies["django_language"] = "zh-hans"


def test_words_of_the_name_and_the_code_need_no_passage(client, reader):
    agreement = AgreementFactory(name_en="Anammox framework", remarks="Anammox, and the framework of it.")

    assert passages(client, "framework anammox") == {"Anammox framework": []}
    assert passages(client, f"anammox {agreement.code}") == {"Anammox framework": []}


def test_a_word_that_stands_elsewhere_is_shown_in_its_field(client, reader):
    AgreementFactory(name_en="Contract", remarks="Pays for the anammox filter.")
    MeetingFactory(name_en="Third round", minutes="On the\r\n  filter;  ANAMMOX as well.")
    ProjectFactory(name_en="Anammox in winter", summary="Keeps a filter running.")
    ActionItemFactory(title="Write it down", result="An anammox filter was built.")

    assert passages(client, "anammox filter") == {
        "Contract": ["Remarks: Pays for the <mark>anammox</mark> <mark>filter</mark>."],
        "Third round": ["Minutes: On the <mark>filter</mark>; <mark>ANAMMOX</mark> as well."],
        "Anammox in winter": ["Aim: Keeps a <mark>filter</mark> running."],
        "Write it down": ["What came of it: An <mark>anammox</mark> <mark>filter</mark> was built."],
    }


def test_words_that_stand_in_two_fields_are_shown_in_both(client, reader):
    AgreementFactory(name_en="Contract", name_zh="合同", number="HT-77", remarks="On anammox.")

    assert passages(client, "anammox ht-77 contract") == {
        "Contract": ["Contract number: <mark>HT-77</mark>", "Remarks: On <mark>anammox</mark>."]
    }


def test_a_name_in_the_other_language_and_a_number_are_told(client, reader):
    AgreementFactory(name_en="Framework", name_zh="厌氧氨氧化框架协议")
    PatentFactory(name_en="Carrier", application_number="201410054384.5")
    OrganisationFactory(name_en="Works", name_zh="水厂", credit_code="9111000054MA12345X")

    assert passages(client, "厌氧氨氧化") == {"Framework": ["Chinese name: <mark>厌氧氨氧化</mark>框架协议"]}
    assert passages(client, "0054") == {
        "Carrier": ["Application number: 20141<mark>0054</mark>384.5"],
        "Works": ["Unified social credit code: 911100<mark>0054</mark>MA12345X"],
    }


def test_the_name_of_a_person_and_a_symbol_are_told(client, reader):
    TraineeFactory(person__name_zh="王水清", person__name_en="Wang Shuiqing", topic="Carriers")
    VariableFactory(name_en="Ammonia", name_zh="氨氮", code="NH4")

    assert passages(client, "王水") == {"Wang Shuiqing": ["Chinese name: <mark>王水</mark>清"]}
    assert passages(client, "nh4") == {"Ammonia": ["Symbol: <mark>NH4</mark>"]}


def test_the_label_and_the_piece_are_in_the_reader_s_language(client, reader, in_chinese):
    AgreementFactory(name_en="Anammox framework", name_zh="框架协议", remarks="含中试基地的建设。")

    assert passages(client, "anammox") == {"框架协议": ["英文名称：<mark>Anammox</mark> framework"]}
    assert passages(client, "框架 中试") == {"框架协议": ["备注：含<mark>中试</mark>基地的建设。"]}


def test_of_a_long_text_the_piece_around_each_word_is_shown(client, reader):
    start, end = "The first of many sentences. " * 40, " And so on and on it went." * 40 + " "
    AgreementFactory(name_en="English", remarks=f"{start}Here the anammox filter stands.{end}The carrier came last.")
    AgreementFactory(name_en="Chinese", remarks="水" * 100 + "滤池" + "泥" * 100)

    assert passages(client, "carrier anammox") == {
        "English": [
            "Remarks: … The first of many sentences. Here the <mark>anammox</mark> filter stands. "
            "And so on and on it … it went. And so on and on it went. The <mark>carrier</mark> came last."
        ]
    }
    assert passages(client, "滤池") == {"Chinese": [f"Remarks: … {'水' * 40}<mark>滤池</mark>{'泥' * 40} …"]}


@pytest.mark.parametrize("text", ["<b>", "&amp;", "'\"", "a.c", "(x", "\\"])
def test_signs_that_mean_something_to_html_or_to_a_pattern_stay_signs(client, reader, text):
    AgreementFactory(name_en="Contract", remarks=f"<i>of</i> abc {text} & <script>")

    [[passage]] = passages(client, text).values()

    shown = soup_of(client.get(reverse("search"), {"q": text})).select_one(".passage")
    assert shown.text == f"Remarks: <i>of</i> abc {text} & <script>"
    assert [one.text for one in shown.select("mark")] == [text]
    assert [one.name for one in shown.find_all()] == ["mark"]
    assert "<script>" not in passage


def test_what_a_chinese_keyboard_wrote_in_full_width_signs_is_found_and_marked(client, reader):
    VariableFactory(name_en="Ammonia", name_zh="氨氮", code="NH4")
    AgreementFactory(name_en="Framework", name_zh="框架（二期）", remarks="第１２条")

    assert passages(client, "ＮＨ４\u3000ammonia") == {"Ammonia": ["Symbol: <mark>NH4</mark>"]}
    assert passages(client, "（二期）") == {"Framework": ["Chinese name: 框架<mark>（二期）</mark>"]}
    assert passages(client, "１２条") == {"Framework": ["Remarks: 第<mark>１２条</mark>"]}
