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
    UserFactory,
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


@pytest.mark.parametrize("text", ["anam\0mox", "anammox " * 500, "ｘ " * 50])
def test_what_no_box_sends_breaks_nothing(client, reader, text):
    AgreementFactory(name_en="Anammox framework")

    assert found(client, text) == ["Anammox framework"]


def test_an_empty_search_says_what_to_do(client, reader):
    page = soup_of(client.get(reverse("search")))

    assert page.select_one(".empty-sentence").text == "Type a code, a name or a few words."


def kinds(page):
    """The links to what was found of each kind: the words, the address, whether it is the current one."""
    links = page.select(".kinds a")
    return [(" ".join(link.text.split()), link["href"], link.get("aria-current") == "true") for link in links]


def test_each_kind_found_is_a_link_that_keeps_the_words(client, reader):
    AgreementFactory(name_en="Anammox framework")
    for number in range(26):
        ProjectFactory(name_en=f"Anammox & carriers {number}")

    page = soup_of(client.get(reverse("search"), {"q": "anammox &", "kind": "projects.Project", "page": 2}))
    every = soup_of(client.get(reverse("search"), {"q": "anammox", "page": 2}))

    assert kinds(page) == [
        ("All 26", "?q=anammox+%26", False),
        ("Project 26", "?q=anammox+%26&kind=projects.Project", True),
    ]
    assert len(page.select("tbody tr")) == 1
    assert page.select_one(".pages a[rel=prev]")["href"] == "?q=anammox+%26&kind=projects.Project&page=1"
    assert kinds(every) == [
        ("All 27", "?q=anammox", True),
        ("Agreement 1", "?q=anammox&kind=partnership.Agreement", False),
        ("Project 26", "?q=anammox&kind=projects.Project", False),
    ]


@pytest.mark.parametrize(
    ("party", "counts"),
    [
        ("BEWG", ["All 3", "Agreement 1", "Project 2"]),
        ("BUT", ["All 5", "Agreement 3", "Project 1", "Trainee 1"]),
        ("", ["All 6", "Agreement 3", "Project 2", "Trainee 1"]),
    ],
)
def test_a_reader_is_told_of_what_the_link_opens_and_of_nothing_hidden(client, bewg, but, operator, party, counts):
    AgreementFactory(name_en="Anammox framework")
    AgreementFactory.create_batch(2, name_en="Anammox secret", private_to=but)
    ProjectFactory(name_en="Anammox carriers")
    ProjectFactory(name_en="Anammox plans", private_to=bewg)
    trainee = TraineeFactory(topic="Anammox start-up")
    trainee.cohort.programme.private_to = but
    trainee.cohort.programme.save()
    client.force_login(UserFactory(organisation={"BEWG": bewg, "BUT": but}[party]) if party else operator)

    told = kinds(soup_of(client.get(reverse("search"), {"q": "anammox"})))
    opened = [soup_of(client.get(reverse("search") + address)) for _words, address, _is_current in told]

    assert [words for words, _address, _is_current in told] == counts
    assert [len(page.select("tbody tr")) for page in opened] == [int(words.split()[-1]) for words in counts]
    assert [[is_current for *_link, is_current in kinds(page)].index(True) for page in opened] == [*range(len(told))]
    for page, words in zip(opened[1:], counts[1:], strict=True):
        assert {row.select("td")[1].text for row in page.select("tbody tr")} == {words.rsplit(" ", 1)[0]}


@pytest.mark.parametrize("kind", ["projects.Nothing", "partnership.User", "patent", "projects.Patent", "%00'"])
def test_a_kind_of_which_there_is_nothing_shows_all(client, reader, kind):
    AgreementFactory(name_en="Anammox framework")

    page = soup_of(client.get(reverse("search"), {"q": "anammox", "kind": kind}))

    assert [link.text for link in page.select("tbody a")] == ["Anammox framework"]
    assert kinds(page)[0] == ("All 1", "?q=anammox", True)


@pytest.mark.parametrize("address", ["", "?q=", "?q=anammox", "?kind=partnership.Agreement"])
def test_where_nothing_is_found_no_kinds_are_offered(client, reader, address):
    AgreementFactory(name_en="Framework")

    assert kinds(soup_of(client.get(reverse("search") + address))) == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", ["", "partnership.Agreement"])
def test_a_search_costs_the_same_queries_whatever_it_finds(client, reader, count, kind, django_assert_num_queries):
    for _number in range(count):
        AgreementFactory(name_en="Contract", remarks="On anammox.")
        ProjectFactory(name_en="Anammox")

    with django_assert_num_queries(8):
        page = soup_of(client.get(reverse("search"), {"q": "anammox", "kind": kind}))

    assert len(page.select("tbody a")) == (count if kind else 2 * count)
    assert len(page.select(".passage")) == count


def test_the_page_before_a_search_asks_only_who_reads(client, reader, django_assert_num_queries):
    with django_assert_num_queries(6):
        client.get(reverse("search"))
