"""What is due: from all sources, for one reader, overdue first."""

import csv
import datetime as dt
from io import BytesIO, StringIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from partnership.records import saving as records
from tests.factories import (
    ActionItemFactory,
    AgreementFactory,
    MeetingFactory,
    MilestoneFactory,
    ObligationFactory,
    PartyFactory,
    PaymentFactory,
    PersonFactory,
    ProjectFactory,
    UserFactory,
)
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day")]

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def reader(reader):
    reader.person = PersonFactory(organisation=reader.organisation)
    reader.save()
    return reader


def in_days(days):
    return TODAY + dt.timedelta(days=days)


def titles(client, **query):
    return [link.text for link in soup_of(client.get(reverse("due"), query)).select(".due-what a")]


def exported(client, name="due", **query):
    response = client.get(reverse(name), {**query, "export": "csv"})
    return list(csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_every_source_shows_what_is_open_overdue_first(client, reader):
    agreement = AgreementFactory(name_en="Framework", ends_on=in_days(80), notice_days=30)
    ObligationFactory(title="Deliver the pilot report", due_on=in_days(10))
    PaymentFactory(title="Second instalment", due_on=in_days(40))
    ActionItemFactory(title="Name the lead", due_on=in_days(-3))
    MilestoneFactory(title="Start-up finished", due_on=in_days(20))
    ObligationFactory(title="Done long ago", due_on=in_days(-9), done_on=in_days(-10))

    assert titles(client) == [
        "Name the lead",
        "Deliver the pilot report",
        "Start-up finished",
        "Second instalment",
        agreement.name,
        agreement.name,
    ]


def test_the_end_of_an_agreement_is_due_on_its_last_day(client, reader):
    AgreementFactory(name_en="Framework", ends_on=in_days(1))

    days = [time["datetime"] for time in soup_of(client.get(reverse("due"))).select("main time")]

    assert days == ["2026-11-24"]
    assert titles(client, within="30") == ["Framework"]
    assert titles(client, within="overdue") == []


def test_a_last_day_after_thirty_days_is_counted_within_them(client, reader):
    AgreementFactory(name_en="Last of the stretch", ends_on=in_days(31))
    AgreementFactory(name_en="Milestone of the next", ends_on=in_days(32))

    page = soup_of(client.get(reverse("due")))

    assert page.select_one(".page-sentence").text == "1 item is due within 30 days."
    assert titles(client, within="30") == ["Last of the stretch"]
    assert titles(client, within="60") == ["Milestone of the next"]


def test_the_page_says_how_much_is_overdue_and_soon(client, reader):
    ObligationFactory(due_on=in_days(-1))
    ObligationFactory(due_on=in_days(30))
    ObligationFactory(due_on=in_days(31))

    page = soup_of(client.get(reverse("due")))

    assert page.select_one(".page-sentence").text == "1 item is overdue. 1 more is due within 30 days."
    assert [head.text for head in page.select(".due-head")] == ["Overdue", "Within 30 days", "In 31 to 60 days"]


@pytest.mark.parametrize(
    ("within", "sentence"),
    [
        ("overdue", "1 item is overdue."),
        ("30", "1 item is due within 30 days."),
        ("60", "2 items are due, none within 30 days."),
    ],
)
def test_the_sentence_speaks_of_the_days_that_are_shown(client, reader, within, sentence):
    for days in (-1, 30, 31, 32):
        ObligationFactory(due_on=in_days(days))

    page = soup_of(client.get(reverse("due"), {"within": within}))

    assert page.select_one(".page-sentence").text == sentence


def test_an_item_says_of_which_record_it_is(client, reader):
    ObligationFactory(title="Instalment 2", agreement=AgreementFactory(code="A-2026-01"), due_on=in_days(1))

    line = soup_of(client.get(reverse("due"))).select_one(".due-kind")

    assert line.text.startswith("Obligation · A-2026-01 · ")


def test_what_hangs_on_the_other_partys_record_is_not_due_for_the_reader(client, reader):
    rival = PartyFactory(code="BUT")
    ActionItemFactory(title="Hidden action", meeting=MeetingFactory(private_to=rival), due_on=in_days(1))
    MilestoneFactory(title="Hidden milestone", project=ProjectFactory(private_to=rival), due_on=in_days(1))
    AgreementFactory(name_en="Hidden agreement", private_to=rival, ends_on=in_days(5))

    page = client.get(reverse("due"))

    assert titles(client) == []
    assert soup_of(page).select_one(".page-sentence") is None


def test_withdrawn_agreements_owe_nothing(client, reader):
    obligation = ObligationFactory(due_on=in_days(1))
    records.withdraw(obligation.agreement, by=reader)

    assert titles(client) == []


def test_what_is_due_today_is_not_overdue_yet(client, reader):
    ObligationFactory(title="Deliver today", due_on=TODAY)

    page = soup_of(client.get(reverse("due")))

    assert page.select_one(".page-sentence").text == "1 item is due within 30 days."
    assert titles(client, within="overdue") == []


def test_filters_by_kind_party_owner_and_horizon(client, reader):
    party = reader.organisation
    ObligationFactory(title="Ours", organisation=party, owner=reader.person, due_on=in_days(5))
    ObligationFactory(title="Theirs", organisation=PartyFactory(code="BUT"), due_on=in_days(50))
    PaymentFactory(title="Instalment", payer=party, due_on=in_days(-5))

    assert titles(client, kind="payment") == ["Instalment"]
    assert titles(client, party=party.pk) == ["Instalment", "Ours"]
    assert titles(client, owner=reader.person.pk) == ["Ours"]
    assert titles(client, within="30") == ["Ours"]
    assert titles(client, within="60") == ["Theirs"]
    assert titles(client, within="overdue") == ["Instalment"]


def test_a_filter_that_cannot_be_read_shows_nothing_and_says_so(client, reader):
    ObligationFactory(title="Ours", owner=reader.person, due_on=in_days(5))

    page = soup_of(client.get(reverse("due"), {"kind": "no-such-kind"}))

    assert page.select(".due-what a") == []
    assert page.select_one(".alert-danger p").text == "A filter in the address cannot be read, so nothing is shown."
    assert page.select_one(".empty-sentence").text == "No record fits these filters."
    assert page.select_one(".page-sentence") is None


def test_mine_shows_what_the_readers_person_owns(client, reader):
    ActionItemFactory(title="Mine", owner=reader.person, due_on=in_days(2))
    ActionItemFactory(title="Somebody's", owner=PersonFactory(), due_on=in_days(2))

    page = soup_of(client.get(reverse("mine")))

    assert [link.text for link in page.select(".due-what a")] == ["Mine"]


def test_mine_says_what_to_do_without_a_person(client):
    client.force_login(UserFactory(organisation=PartyFactory(code="BEWG")))

    page = soup_of(client.get(reverse("mine")))

    assert page.select_one(".empty-sentence").text == "No person is linked to your account."


@pytest.mark.parametrize("count", [1, 3])
def test_due_costs_the_same_queries_whatever_the_rows(client, reader, count, django_assert_num_queries):
    for _number in range(count):
        ObligationFactory(due_on=in_days(3), owner=PersonFactory())
        MilestoneFactory(due_on=in_days(3), owner=PersonFactory())
        PaymentFactory(due_on=in_days(3))
    client.get(reverse("due"))

    # session, user, party, role, own rights and the role's, sums, rows, and the choices of party
    with django_assert_num_queries(9):
        client.get(reverse("due"))


HEAD = ["Due", "Kind", "What", "Code", "Party", "Owner", "Seen by", "Sample"]


def test_the_export_holds_exactly_what_is_filtered(client, reader):
    own = AgreementFactory(code="A-1", private_to=reader.organisation)
    shared = AgreementFactory(code="A-2")
    ObligationFactory(title="=HYPERLINK(1)", agreement=own, organisation=reader.organisation, due_on=in_days(2))
    ObligationFactory(title="Soon", agreement=shared, owner=PersonFactory(name_en="FANG Qing"), due_on=in_days(1))
    ObligationFactory(title="Too late to be asked for", agreement=shared, due_on=in_days(31))
    ObligationFactory(title="Hidden", agreement=AgreementFactory(private_to=PartyFactory(code="BUT")), due_on=TODAY)

    rows = exported(client, kind="obligation", within="30")

    party = shared.obligations.get(title="Soon").organisation.code
    assert rows == [
        HEAD,
        ["2026-11-25", "Obligation", "Soon", "A-2", party, "FANG Qing", "Shared", "no"],
        ["2026-11-26", "Obligation", "'=HYPERLINK(1)", "A-1", "BEWG", "", "BEWG", "no"],
    ]


def test_the_workbook_of_what_is_due_holds_real_dates(client, reader):
    AgreementFactory(code="A-1", name_en="Framework", ends_on=in_days(1), is_sample=True)

    response = client.get(reverse("due"), {"export": "xlsx"})

    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    day = dt.datetime(2026, 11, 24)  # noqa: DTZ001 -- a workbook knows no zones
    assert rows == [tuple(HEAD), (day, "End of an agreement", "Framework", "A-1", None, None, "Shared", "yes")]
    assert response["Content-Disposition"] == 'attachment; filename="due-2026-11-24.xlsx"'


def test_the_export_of_a_filter_that_cannot_be_read_holds_nothing(client, reader):
    ObligationFactory(due_on=in_days(5))

    assert exported(client, kind="no-such-kind") == [HEAD]


def test_the_page_offers_its_export_with_the_filters_and_all_pages(client, reader):
    ObligationFactory.create_batch(51, due_on=in_days(5))

    page = soup_of(client.get(reverse("due"), {"kind": "obligation", "page": 2}))

    addresses = [link["href"] for link in page.select(".page-actions a")]
    assert addresses == ["?kind=obligation&export=csv", "?kind=obligation&export=xlsx"]
    assert len(exported(client, kind="obligation", page=2)) == 52


def test_each_page_holds_the_next_items_of_all_kinds_below_the_headings_of_its_own(client, reader):
    ObligationFactory.create_batch(30, title="Late", due_on=in_days(-2), owner=reader.person)
    ActionItemFactory.create_batch(30, title="Soon", due_on=in_days(2), owner=reader.person)
    MilestoneFactory.create_batch(45, title="Later", due_on=in_days(99), owner=reader.person)

    for name in ("due", "mine"):
        pages = [soup_of(client.get(reverse(name), {"page": number})) for number in (1, 2, 3)]

        assert [[link.text for link in page.select(".due-what a")] for page in pages] == [
            ["Late"] * 30 + ["Soon"] * 20,
            ["Soon"] * 10 + ["Later"] * 40,
            ["Later"] * 5,
        ]
        assert [[head.text.strip() for head in page.select(".due-head")] for page in pages] == [
            ["Overdue", "Within 30 days"],
            ["Within 30 days", "Later"],
            ["Later"],
        ]
        assert len({link["href"] for page in pages for link in page.select(".due-what a")}) == 105


@pytest.mark.parametrize(("language", "shown"), [("en", "51 to 51 of 51"), ("zh-hans", "第 51–51 条，共 51 条")])
def test_the_pages_are_reached_by_links_that_keep_the_filters(client, reader, language, shown):
    reader.language = language
    reader.save()
    ObligationFactory.create_batch(51, due_on=in_days(5))
    first, last = (soup_of(client.get(reverse("due"), {"kind": "obligation", "page": number})) for number in (1, 9))

    assert "?kind=obligation&page=2" in [link["href"] for link in first.select(".pages a")]
    assert shown in " ".join(last.select_one(".pages").text.split())
    assert len(last.select(".due-what a")) == 1


def test_an_owner_is_found_by_words_of_the_name_in_either_language(client, reader):
    AgreementFactory(name_en="Owned by nobody", ends_on=in_days(5))
    ObligationFactory(title="Hers", due_on=in_days(5), owner=PersonFactory(name_zh="方晴", name_en="FANG Qing"))
    MilestoneFactory(title="His", due_on=in_days(6), owner=PersonFactory(name_zh="方正", name_en="FANG Zheng"))

    assert titles(client, owner_name="fang") == ["Hers", "His"]
    assert titles(client, owner_name="qing fang") == ["Hers"]
    assert titles(client, owner_name="方正") == ["His"]
    assert titles(client, owner_name="nobody") == []
    assert titles(client, owner_name="   ") == ["Owned by nobody", "Hers", "His"]
    assert [row[2] for row in exported(client, owner_name="qing")] == ["What", "Hers"]
    assert soup_of(client.get(reverse("due"), {"owner_name": "qing"})).select_one(".chip strong").text == "qing"


def test_only_the_owner_whom_the_address_names_stands_in_the_form(client, reader):
    seen, other = PersonFactory(name_en="FANG Qing"), PersonFactory()
    for owner in (seen, other):
        ObligationFactory(due_on=in_days(5), owner=owner)

    assert soup_of(client.get(reverse("due"))).select("select[name=owner]") == []
    page = soup_of(client.get(reverse("due"), {"owner": seen.pk}))

    assert [option.text for option in page.select("select[name=owner] option")] == ["all", "FANG Qing"]
    assert page.select_one(".chip strong").text == "FANG Qing"


def test_who_owns_nothing_that_the_reader_sees_is_no_owner_here(client, reader):
    ObligationFactory(due_on=in_days(5), owner=PersonFactory())
    hidden = AgreementFactory(private_to=PartyFactory(code="BUT"))
    of_hidden = ObligationFactory(agreement=hidden, due_on=in_days(5), owner=PersonFactory()).owner

    for owner in (of_hidden.pk, PersonFactory().pk, "nobody", 10**30):
        page = soup_of(client.get(reverse("due"), {"owner": owner}))

        assert page.select(".due-what a") == []
        assert page.select_one(".alert-danger p").text == "A filter in the address cannot be read, so nothing is shown."


def test_mine_exports_what_is_mine_to_do(client, reader):
    ActionItemFactory(title="Mine", owner=reader.person, due_on=in_days(2))
    ActionItemFactory(title="Somebody's", owner=PersonFactory(), due_on=in_days(2))

    assert [row[2] for row in exported(client, "mine")] == ["What", "Mine"]


def test_nothing_due_offers_no_export(client, reader):
    assert soup_of(client.get(reverse("due"))).select(".page-actions a") == []


@pytest.mark.parametrize("count", [1, 3])
def test_an_export_costs_the_same_queries_whatever_the_rows(client, reader, count, django_assert_num_queries):
    for _number in range(count):
        ObligationFactory(due_on=in_days(3), owner=PersonFactory())
        MilestoneFactory(due_on=in_days(3), owner=PersonFactory())
    exported(client)

    # session, user, own rights and the role's, and the rows
    with django_assert_num_queries(5):
        exported(client)
    with django_assert_num_queries(5):  # what the reader leads stands on the page alone
        exported(client, "mine")
