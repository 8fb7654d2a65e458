"""What is due: from all sources, for one reader, overdue first."""

import datetime as dt

import pytest
from django.urls import reverse

from partnership.services import records
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
    AgreementFactory(name_en="First of the next", ends_on=in_days(32))

    page = soup_of(client.get(reverse("due")))

    assert page.select_one(".page-sentence").text == "0 items are overdue. 1 more is due within 30 days."
    assert titles(client, within="30") == ["Last of the stretch"]
    assert titles(client, within="60") == ["First of the next"]


def test_the_page_says_how_much_is_overdue_and_soon(client, reader):
    ObligationFactory(due_on=in_days(-1))
    ObligationFactory(due_on=in_days(30))
    ObligationFactory(due_on=in_days(31))

    page = soup_of(client.get(reverse("due")))

    assert page.select_one(".page-sentence").text == "1 item is overdue. 1 more is due within 30 days."
    assert [head.text.split()[0] for head in page.select(".due-head")] == ["Overdue", "Within", "In"]


def test_what_hangs_on_the_other_partys_record_is_not_due_for_the_reader(client, reader):
    rival = PartyFactory(code="BUT")
    ActionItemFactory(title="Hidden action", meeting=MeetingFactory(private_to=rival), due_on=in_days(1))
    MilestoneFactory(title="Hidden milestone", project=ProjectFactory(private_to=rival), due_on=in_days(1))
    AgreementFactory(name_en="Hidden agreement", private_to=rival, ends_on=in_days(5))

    page = client.get(reverse("due"))

    assert titles(client) == []
    assert "0 items are overdue. 0 more are due within 30 days." in page.content.decode()


def test_withdrawn_agreements_owe_nothing(client, reader):
    obligation = ObligationFactory(due_on=in_days(1))
    records.withdraw(obligation.agreement, by=reader)

    assert titles(client) == []


def test_what_is_due_today_is_not_overdue_yet(client, reader):
    ObligationFactory(title="Deliver today", due_on=TODAY)

    page = soup_of(client.get(reverse("due")))

    assert page.select_one(".page-sentence").text == "0 items are overdue. 1 more is due within 30 days."
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

    # session, user, rights, sums, rows, and the choices of party and owner
    with django_assert_num_queries(7):
        client.get(reverse("due"))
