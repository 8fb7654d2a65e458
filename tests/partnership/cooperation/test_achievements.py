"""What people achieved of their own: on their page and in a list, with its source, apart from the cooperation."""

import csv
import datetime as dt
from io import BytesIO, StringIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from partnership.models import Achievement, Change
from partnership.records.saving import save_record
from partnership.rules import formats
from tests.factories import AchievementFactory, OrganisationFactory, PersonFactory, UserFactory
from tests.pages import soup_of
from tests.partnership.admin.conftest import client_of, make_member
from tests.partnership.admin.forms import form_data

pytestmark = pytest.mark.django_db

ADDRESS = "https://english.bjut.edu.cn/info/1067/5704.htm"


def titles(client, query=""):
    return [cell.text for cell in soup_of(client.get(f"/achievements/{query}")).select("tbody th")]


def own_section(client, person):
    cards = soup_of(client.get(person.get_absolute_url())).select("section.card")
    return next((card for card in cards if "Achievements" in card.h2.text), None)


def test_the_page_of_a_person_says_that_these_are_the_persons_own(client, reader):
    person = PersonFactory()
    AchievementFactory(person=person, title_en="Award of a year", achieved_on="2021", source=f"{ADDRESS}: announced")
    AchievementFactory(person=person, title_en="Paper", kind="publication", achieved_on="2024-02-14")
    AchievementFactory(person=person, title_en="283 patents", kind="patents", achieved_on="")
    AchievementFactory(title_en="Of somebody else")

    card = own_section(client, person)

    assert card.select_one(".card-hint").text == (
        "The person's own totals; nothing of it is counted as the cooperation's."
    )
    assert [[cell.text for cell in row.select("th, td")] for row in card.select("tbody tr")] == [
        ["Paper", "publication", "14 Feb 2024", "–"],
        ["Award of a year", "award", "2021", f"{ADDRESS}: announced"],
        ["283 patents", "patents", "–", "–"],
    ]
    assert [time["datetime"] for time in card.select("tbody time")] == ["2024-02-14", "2021"]
    assert card.select_one(".card-more")["href"] == f"/achievements/?person={person.pk}"


def test_a_person_without_achievements_has_no_such_section(client, reader):
    assert own_section(client, PersonFactory()) is None


def test_a_source_that_is_an_address_is_a_link_and_no_other_scheme_is(client, reader):
    person = PersonFactory()
    AchievementFactory(person=person, source=f'{ADDRESS}。javascript:alert(1) ftp://x.org "<b>"')

    links = own_section(client, person).select("tbody td a")

    assert [(link["href"], link["rel"]) for link in links] == [(ADDRESS, ["noopener", "noreferrer", "nofollow"])]


def test_the_list_counts_sorts_and_leads_to_the_person(client, reader):
    first = AchievementFactory(title_en="B", achieved_on="2020-11-03")
    AchievementFactory(title_en="A", achieved_on="2021")
    AchievementFactory(title_en="C", achieved_on="")

    page = soup_of(client.get("/achievements/"))

    assert page.select_one(".page-sentence").text == (
        "3 achievements of people; they are their own and not counted as the cooperation's."
    )
    assert titles(client) == ["A", "B", "C"]
    assert titles(client, "?sort=title") == ["A", "B", "C"]
    assert titles(client, "?sort=achieved_on") == ["C", "B", "A"]
    assert page.find("a", string="B")["href"] == first.person.get_absolute_url()
    assert [link.text for link in page.select(".shell-side a[aria-current]")] == ["People"]


def test_the_list_is_narrowed_by_kind_year_person_party_and_words(client, reader, bewg):
    unit = OrganisationFactory(parent=bewg)
    one = AchievementFactory(title_en="Prize", achieved_on="2021-11-03", person__organisation=unit)
    AchievementFactory(title_en="Paper", kind="publication", achieved_on="2024", title_zh="论文")

    assert titles(client, "?kind=publication") == ["Paper"]
    assert titles(client, "?year=2021") == ["Prize"]
    assert titles(client, f"?person={one.person_id}") == ["Prize"]
    assert titles(client, f"?party={bewg.pk}") == ["Prize"]
    assert titles(client, "?q=论文") == ["Paper"]
    assert titles(client, "?person=nobody") == []


def test_the_export_says_as_much_of_a_date_as_is_known(client, reader):
    person = PersonFactory(name_en="Somebody")
    AchievementFactory(person=person, title_en="=Award", achieved_on="2021", source=ADDRESS)
    AchievementFactory(person=person, title_en="Paper", kind="publication", achieved_on="2024-02-14")

    text = b"".join(client.get("/achievements/?export=csv").streaming_content).decode("utf-8-sig")
    book = load_workbook(BytesIO(client.get("/achievements/?export=xlsx").content))

    assert list(csv.reader(StringIO(text))) == [
        ["What was achieved", "Person", "Kind", "Date", "Source", "Seen by", "Sample"],
        ["Paper", "Somebody", "publication", "2024-02-14", "", "Shared", "no"],
        ["'=Award", "Somebody", "award", "2021", ADDRESS, "Shared", "no"],
    ]
    assert [row[3] for row in book.active.iter_rows(values_only=True)] == ["Date", "2024-02-14", "2021"]


def test_what_a_withdrawn_person_achieved_is_out_of_the_list(client, reader):
    AchievementFactory(title_en="Kept")
    AchievementFactory(title_en="Gone", person__withdrawn_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))

    assert titles(client) == ["Kept"]
    assert titles(client, "?state=withdrawn") == ["Gone"]


def test_the_search_leads_from_an_achievement_to_the_person(client, reader):
    one = AchievementFactory(title_en="Nature Sustainability")

    row = soup_of(client.get(reverse("search"), {"q": "sustainability"})).select_one("tbody tr")

    assert (row.a.text, row.a["href"]) == ("Nature Sustainability", one.person.get_absolute_url())
    assert str(one.person_id) not in row.text


def test_an_editor_enters_an_achievement_on_the_form_of_its_person(but):
    editor = make_member(but, "editor")
    client, person = client_of(editor), PersonFactory(organisation=but)
    address = reverse("admin:partnership_person_change", args=[person.pk])
    page = client.get(address)
    row = {"achievements-TOTAL_FORMS": "1", "achievements-0-kind": "award", "achievements-0-person": str(person.pk)}

    refused = client.post(address, form_data(page, **row, **{"achievements-0-achieved_on": "2021-13"}))
    row |= {"achievements-0-title_zh": "奖", "achievements-0-achieved_on": "2021-11"}
    answer = client.post(address, form_data(page, **row))

    errors = soup_of(refused).select_one("#achievements-group").text
    assert "Say in Chinese or in English what was achieved." in errors
    assert "A year, a month or a day was expected (2021, 2021-11 or 2021-11-03), found: 2021-13" in errors
    assert (answer.status_code, Achievement.objects.get().achieved_on) == (302, "2021-11")
    assert [(one.by, one.top_id) for one in Change.objects.all()] == [(editor, person.pk)]


def test_the_administration_lists_achievements_under_headings_of_the_readers_language(but):
    AchievementFactory(title_zh="何梁何利奖")
    editor = make_member(but, "editor")
    client = client_of(editor)
    client.cookies["django_language"] = "zh-hans"

    page = soup_of(client.get(reverse("admin:partnership_achievement_changelist")))

    headings = [cell.text.strip() for cell in page.select("#result_list thead .text")]
    assert headings[1:] == ["业绩内容", "可见范围", "人员", "类型", "时间"]
    assert page.select_one("#result_list tbody th").text == "何梁何利奖"


def test_the_history_of_a_person_tells_what_changed_in_an_achievement(client, reader):
    by = UserFactory()
    one = AchievementFactory(achieved_on="2021")
    one.achieved_on = "2021-11"
    save_record(one, by=by)

    fields = soup_of(client.get(f"/record/partnership.person/{one.person_id}/history/")).select(".history-fields > div")

    assert [(row.dt.text, row.select_one("del").text, row.ins.text) for row in fields] == [
        ("Date", "before: 2021", "after: Nov 2021")
    ]


@pytest.mark.parametrize("text", ["2021", "2024-02", "2024-02-29"])
def test_a_date_is_taken_as_precisely_as_it_is_known(text):
    save_record(AchievementFactory.build(person=PersonFactory(), achieved_on=text), by=None)

    assert Achievement.objects.get().achieved_on == text


@pytest.mark.parametrize("text", ["21", "2021-1", "2021-13", "2023-02-29", "20240214", "2024-W07", "２０２１", "0000"])
def test_a_date_that_is_none_is_refused(text):
    with pytest.raises(ValidationError, match="A year, a month or a day was expected"):
        save_record(AchievementFactory.build(person=PersonFactory(), achieved_on=text), by=None)


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("2021", "2021年", "2021"),
        ("2021-11", "2021年11月", "Nov 2021"),
        ("2024-02-14", "2024年2月14日", "14 Feb 2024"),
        ("", "–", "–"),
    ],
)
def test_a_date_is_said_as_precisely_as_it_is_known(text, chinese, english):
    with translation.override("zh-hans"):
        assert formats.partial_day(text) == chinese
    with translation.override("en"):
        assert formats.partial_day(text) == english
