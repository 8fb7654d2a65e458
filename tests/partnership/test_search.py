"""The search box looks in everything that its reader may see, and in nothing else."""

import pytest
from django.urls import reverse

from tests.factories import (
    AgreementFactory,
    CampaignFactory,
    PartyFactory,
    PatentFactory,
    PilotBaseFactory,
    ProjectFactory,
    TraineeFactory,
    VariableFactory,
)
from tests.pages import soup_of

pytestmark = pytest.mark.django_db


def found(client, text):
    return [link.text for link in soup_of(client.get(reverse("search"), {"q": text})).select("tbody a")]


def test_every_word_must_occur_in_any_language_and_any_kind(client, reader):
    AgreementFactory(name_en="Anammox framework", name_zh="厌氧氨氧化框架协议")
    ProjectFactory(name_en="Anammox carriers", name_zh="填料")
    PatentFactory(name_en="Carrier", application_number="201410054384.5")

    assert found(client, "anammox") == ["Anammox framework", "Anammox carriers"]
    assert found(client, "anammox carriers") == ["Anammox carriers"]
    assert found(client, "厌氧氨氧化") == ["Anammox framework"]
    assert found(client, "201410054384") == ["Carrier"]


def test_what_is_called_as_asked_stands_before_what_only_has_the_words(client, reader):
    AgreementFactory(name_en="Contract on anammox")
    AgreementFactory(name_en="Contract", remarks="On anammox.")
    ProjectFactory(name_en="Anammox filter")
    PatentFactory(name_en="Anammox", code="PT-2026-07")

    assert found(client, "anammox") == ["Anammox", "Anammox filter", "Contract on anammox", "Contract"]
    assert found(client, "pt-2026-07") == ["Anammox"]


def test_a_code_or_number_as_asked_stands_before_records_that_speak_of_it(client, reader):
    AgreementFactory(name_en="Contract", remarks="Pays for CN104657806A and uses NH4.")
    PatentFactory(name_en="Filter", publication_number="CN104657806A")
    VariableFactory(name_en="Ammonia", name_zh="氨氮", code="NH4")

    assert found(client, "cn104657806a") == ["Filter", "Contract"]
    assert found(client, "CN1046") == ["Filter", "Contract"]
    assert found(client, "nh4") == ["Ammonia", "Contract"]


def test_names_that_have_all_words_apart_stand_before_remarks(client, reader):
    AgreementFactory(name_en="Contract", remarks="An anammox filter is built.")
    ProjectFactory(name_en="Anammox in a biofilm filter", name_zh="氨氧化滤池")

    assert found(client, "anammox filter") == ["Anammox in a biofilm filter", "Contract"]
    assert found(client, "滤") == ["Anammox in a biofilm filter"]


def test_all_that_lies_on_one_page_is_found_once_over_the_pages(client, reader):
    base = PilotBaseFactory()
    titles = {f"Trial {number}" for number in range(60)}
    for title in titles:
        CampaignFactory(base=base, title=title)

    pages = [soup_of(client.get(reverse("search"), {"q": "trial", "page": page})) for page in (1, 2, 3)]

    shown = [link.text for page in pages for link in page.select("tbody a")]
    assert sorted(shown) == sorted(titles)


@pytest.mark.parametrize("text", ["%", "_", "100_%", "\\"])
def test_signs_that_a_database_has_a_meaning_for_are_looked_for_as_written(client, reader, text):
    AgreementFactory(name_en="Anammox framework", name_zh="框架", number="HT 7")
    AgreementFactory(name_en=f"Reuse {text} of water", name_zh="回用", number="HT 8")

    assert found(client, text) == [f"Reuse {text} of water"]


def test_hidden_records_are_neither_found_nor_counted(client, reader):
    rival = PartyFactory(code="BUT")
    AgreementFactory(name_en="Canary agreement", private_to=rival)
    trainee = TraineeFactory(topic="Canary topic")
    trainee.cohort.programme.private_to = rival
    trainee.cohort.programme.save()

    page = soup_of(client.get(reverse("search"), {"q": "canary"}))

    assert page.select("tbody a") == []
    assert page.select_one(".page-sentence").text == "0 records contain “canary”."


@pytest.mark.parametrize("text", ["anam\0mox", "anammox " * 500])
def test_what_no_box_sends_breaks_nothing(client, reader, text):
    AgreementFactory(name_en="Anammox framework")

    assert found(client, text) == ["Anammox framework"]


def test_an_empty_search_says_what_to_do(client, reader):
    page = soup_of(client.get(reverse("search")))

    assert page.select_one(".empty-sentence").text == "Type a code, a name or a few words."


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_queries_whatever_it_finds(client, reader, count, django_assert_num_queries):
    for _number in range(count):
        AgreementFactory(name_en="Anammox")
        ProjectFactory(name_en="Anammox")

    with django_assert_num_queries(5):
        assert len(found(client, "anammox")) == 2 * count
