"""List pages: who sees what, filters, order, pages, and exports of exactly what is filtered."""

import csv
import datetime as dt
from io import BytesIO, StringIO

import pytest
from django.contrib.auth.models import Permission
from openpyxl import load_workbook

from tests.factories import (
    ActionItemFactory,
    AgreementFactory,
    AgreementPartyFactory,
    ConsensusFactory,
    DirectionFactory,
    MeetingFactory,
    ObligationFactory,
    OrganisationFactory,
    PartyFactory,
    PaymentFactory,
    PersonFactory,
)
from tests.pages import names, sentence, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]

FOLDERS = (
    "agreements", "obligations", "payments", "meetings", "consensus", "actions", "directions", "stages",
    "organisations", "people", "roles", "achievements", "calendar", "calendar-days", "documents",
)  # fmt: skip


@pytest.fixture
def sees_amounts(reader):
    reader.user_permissions.add(Permission.objects.get(codename="view_amounts"))


def offered(client, name):
    """What the list of agreements offers in one of its filters."""
    return [option.text for option in soup_of(client.get("/agreements/")).select(f"select[name={name}] option")]


def exported(client, address):
    text = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_stranger_is_sent_to_the_login(folder, client):
    client.logout()

    response = client.get(f"/{folder}/")

    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next=/{folder}/")


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_empty_list_says_what_to_do(folder, client):
    page = soup_of(client.get(f"/{folder}/?q=nothing-has-this-name"))

    assert page.select_one(".empty-sentence").text == "No record fits these filters."
    assert page.select_one(".empty-state a")["href"] == "?"


def test_a_list_shows_and_counts_what_is_shared_and_ones_own(client, bewg, but):
    AgreementFactory(name_en="Common", signed_on=dt.date(2026, 1, 1))
    AgreementFactory(name_en="Own", private_to=bewg, signed_on=dt.date(2025, 1, 1), is_sample=True)
    AgreementFactory(name_en="Hidden", private_to=but)

    page = soup_of(client.get("/agreements/"))

    badges = [row.select("td")[-1].text for row in page.select("tbody tr")]
    assert [cell.text for cell in page.select("tbody th")] == ["Common", "Own"]
    assert badges == ["Shared", "Private to BEWG Sample"]
    text = "2 agreements, 2 in force, 0 of them ending within 90 days."
    assert page.select_one(".page-sentence").text == text


def test_children_of_a_hidden_record_are_hidden_with_it(client, but):
    hidden_agreement, hidden_meeting = AgreementFactory(private_to=but), MeetingFactory(private_to=but)
    ObligationFactory(agreement=hidden_agreement)
    PaymentFactory(agreement=hidden_agreement)
    ConsensusFactory(meeting=hidden_meeting)
    ActionItemFactory(meeting=hidden_meeting)

    counts = {
        folder: client.get(f"/{folder}/").context["page"].paginator.count
        for folder in ("obligations", "payments", "consensus", "actions")
    }

    assert counts == {"obligations": 0, "payments": 0, "consensus": 0, "actions": 0}


def test_pages_of_others_leave_out_what_hangs_on_a_withdrawn_record(client):
    agreement = AgreementFactory()
    ConsensusFactory(agreement=agreement, text="Gone", meeting__withdrawn_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    ConsensusFactory(agreement=agreement, text="Stands")

    page = soup_of(client.get(agreement.get_absolute_url())).main.text

    assert ("Stands" in page, "Gone" in page) == (True, False)


def test_what_is_withdrawn_shows_up_only_when_asked_for(client):
    AgreementFactory(name_en="Here")
    gone = AgreementFactory(name_en="Gone", withdrawn_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    ObligationFactory(agreement=gone, title="Gone too")

    assert names(client, "/agreements/") == ["Here"]
    assert names(client, "/agreements/?state=withdrawn") == ["Gone"]
    assert names(client, "/obligations/") == []
    assert names(client, "/obligations/?state=withdrawn") == ["Gone too"]


def test_amounts_are_left_out_for_those_who_may_not_see_them(client):
    AgreementFactory(name_en="Contract", amount=1_260_000)
    PaymentFactory(planned_amount=777_000)

    pages = [client.get(f"/{folder}/").content.decode() for folder in ("agreements", "payments")]
    header = exported(client, "/payments/?export=csv")[0]

    assert not any(text in page for page in pages for text in ("1.26", "1,260,000", "777", "Amount", "Planned"))
    assert header == ["Instalment", "Agreement", "Payer", "Payee", "Due", "Received on", "Seen by", "Sample"]


def test_nobody_orders_by_amounts_that_they_may_not_see(client):
    AgreementFactory(name_en="New and dear", amount=2, signed_on=dt.date(2026, 2, 1))
    AgreementFactory(name_en="Old and cheap", amount=1, signed_on=dt.date(2026, 1, 1))

    assert names(client, "/agreements/?sort=amount") == ["New and dear", "Old and cheap"]
    assert names(client, "/agreements/?sort=-amount") == ["New and dear", "Old and cheap"]


@pytest.mark.usefixtures("sees_amounts")
def test_amounts_are_summed_over_what_is_filtered(client, but):
    AgreementFactory(amount=1_000_000, kind="service")
    AgreementFactory(amount=260_000, kind="service")
    AgreementFactory(amount=5_000_000)
    AgreementFactory(amount=9_000_000, kind="service", private_to=but)

    text = sentence(client, "/agreements/?kind=service")

    assert text == "2 agreements, 2 in force, 0 of them ending within 90 days. Together CNY 1.26 million."


def test_agreements_are_filtered_as_the_figures_count_them(client, bewg):
    AgreementFactory(name_en="Long", signed_on="2024-05-01", effective_on="2024-05-01", ends_on="2030-01-01")
    AgreementFactory(name_en="Soon over", signed_on="2025-05-01", effective_on="2025-05-01", ends_on="2026-12-31")
    AgreementFactory(name_en="Over", signed_on="2020-05-01", effective_on="2020-05-01", ends_on="2023-01-01")
    AgreementFactory(name_en="Draft", signed_on=None, effective_on=None)

    assert names(client, "/agreements/?in_force_on=2026-11-24") == ["Soon over", "Long"]
    assert names(client, "/agreements/?in_force_on=2022-06-30") == ["Over"]
    assert names(client, "/agreements/?ending_after=2026-11-24") == ["Soon over"]
    assert names(client, "/agreements/?ending_after=9999-12-31") == []
    assert names(client, "/agreements/?signed_from=2024-05-01&signed_before=2025-05-01") == ["Long"]
    assert names(client, "/agreements/?ends_from=2026-12-31&ends_before=2027-01-01") == ["Soon over"]
    assert names(client, "/agreements/?state=unsigned") == ["Draft"]


def test_agreements_are_filtered_by_party_and_direction(client, bewg):
    theirs, other = AgreementFactory(name_en="Theirs"), AgreementFactory(name_en="Other")
    AgreementPartyFactory(agreement=theirs, organisation=bewg)
    AgreementPartyFactory(agreement=other)
    direction = DirectionFactory()
    other.directions.add(direction)

    assert names(client, f"/agreements/?party={bewg.pk}") == ["Theirs"]
    assert names(client, f"/agreements/?direction={direction.code}") == ["Other"]


def test_what_a_filter_offers_is_what_there_is_now(client, bewg):
    old = DirectionFactory(code="D1", name_en="Old")
    before = offered(client, "direction")
    DirectionFactory(code="D2", name_en="New")
    withdrawn_at = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    type(old).objects.filter(pk=old.pk).update(withdrawn_at=withdrawn_at)
    PartyFactory(code="THIRD", name_en="A third party")

    assert (before, offered(client, "direction")) == (["all", "D1 Old"], ["all", "D2 New"])
    assert "A third party" in offered(client, "party")


def test_what_units_of_a_party_owe_is_found_under_the_party_as_among_what_is_due(client, bewg):
    unit = OrganisationFactory(parent=bewg)
    ObligationFactory(organisation=unit, title="Report", due_on=dt.date(2026, 12, 1))
    PaymentFactory(payer=unit, title="Instalment", due_on=dt.date(2026, 12, 2))
    ActionItemFactory(organisation=unit, title="Visit", due_on=dt.date(2026, 12, 3))

    found = [names(client, f"/{folder}/?{party}={bewg.pk}") for folder, party in (
        ("obligations", "party"), ("payments", "payer"), ("actions", "party"),
    )]  # fmt: skip
    due = soup_of(client.get(f"/due/?party={bewg.pk}")).main.text

    assert found == [["Report"], ["Instalment"], ["Visit"]]
    assert all(title in due for [title] in found)


def test_what_is_still_to_be_done_comes_first_until_a_reader_sorts(client):
    meeting = MeetingFactory(held_on=dt.date(2026, 1, 1))
    for title, due, done in (("Old", 2, 2), ("New", 4, 5), ("Late", 3, None), ("Ahead", 12, None)):
        done_on = done and dt.date(2026, done, 20)
        ActionItemFactory(meeting=meeting, title=title, due_on=dt.date(2026, due, 1), done_on=done_on)

    assert names(client, "/actions/") == ["Late", "Ahead", "New", "Old"]
    assert names(client, "/actions/?sort=no-such-column") == ["Late", "Ahead", "New", "Old"]
    assert [row[0] for row in exported(client, "/actions/?export=csv")[1:]] == ["Late", "Ahead", "New", "Old"]
    assert names(client, "/actions/?sort=due_on") == ["Old", "Late", "New", "Ahead"]


def test_no_column_claims_the_order_in_which_what_is_to_be_done_comes_first(client):
    ActionItemFactory()

    heads = soup_of(client.get("/actions/")).select("thead th")

    assert [head.get("aria-sort") for head in heads] == [None] * len(heads)
    assert "?sort=due_on" in [link["href"] for head in heads for link in head.select("a")]


def test_actions_are_filtered_as_the_figures_count_them(client):
    meeting = MeetingFactory(held_on=dt.date(2026, 9, 1))
    ActionItemFactory(meeting=meeting, title="Late", due_on=dt.date(2026, 11, 1))
    ActionItemFactory(meeting=meeting, title="Ahead", due_on=dt.date(2026, 12, 1))
    ActionItemFactory(meeting=meeting, title="Done", due_on=dt.date(2026, 10, 5), done_on=dt.date(2026, 10, 9))

    assert names(client, "/actions/?open_on=2026-11-24") == ["Late", "Ahead"]
    assert names(client, "/actions/?open_on=2026-10-08") == ["Late", "Ahead", "Done"]
    assert names(client, "/actions/?overdue_on=2026-11-24") == ["Late"]
    assert names(client, "/actions/?done_from=2026-10-01&done_before=2026-11-01") == ["Done"]
    assert names(client, "/actions/?due_from=2026-10-01&due_before=2026-11-01&done_before=2026-11-01") == ["Done"]
    assert sentence(client, "/actions/") == "3 action items, 2 open, 1 overdue."


def test_payments_and_meetings_are_filtered_by_their_dates(client):
    PaymentFactory(title="Came", received_amount=5, received_on=dt.date(2026, 10, 31))
    PaymentFactory(title="Waits")
    MeetingFactory(name_en="October", held_on=dt.date(2026, 10, 31))
    MeetingFactory(name_en="November", held_on=dt.date(2026, 11, 1))

    assert names(client, "/payments/?received_from=2026-10-01&received_before=2026-11-01") == ["Came"]
    assert names(client, "/payments/?due_from=2026-12-01&due_before=2027-01-01&state=open") == ["Waits"]
    assert names(client, "/meetings/?held_from=2026-10-01&held_before=2026-11-01") == ["October"]


def test_a_filter_that_cannot_be_read_shows_nothing_and_says_so(client):
    AgreementFactory()

    page = soup_of(client.get("/agreements/?in_force_on=yesterday"))

    assert page.select("tbody tr") == []
    assert "In force on: Enter a valid date." in page.select_one("main .alert-danger").text


def test_all_words_must_occur(client):
    AgreementFactory(name_en="Anammox frame", remarks="fillers")
    AgreementFactory(name_en="Anammox contract")

    assert names(client, "/agreements/?q=anammox+fill") == ["Anammox frame"]


def test_more_words_than_the_box_takes_find_nothing(client):
    AgreementFactory(name_en="Anammox framework")

    assert names(client, "/agreements/?q=" + "+".join(["anammox"] * 500)) == []


def test_a_list_is_ordered_by_the_column_asked_for_and_by_no_other(client):
    AgreementFactory(code="A-1", name_en="Zeta", signed_on=dt.date(2026, 1, 1))
    AgreementFactory(code="A-2", name_en="Alpha", signed_on=dt.date(2026, 1, 2))
    AgreementFactory(code="A-3", name_en="Middle", signed_on=None)

    assert names(client, "/agreements/") == ["Alpha", "Zeta", "Middle"]
    assert names(client, "/agreements/?sort=name") == ["Alpha", "Middle", "Zeta"]
    assert names(client, "/agreements/?sort=-code") == ["Middle", "Alpha", "Zeta"]
    assert names(client, "/agreements/?sort=signed_on") == ["Zeta", "Alpha", "Middle"]
    assert names(client, "/agreements/?sort=private_to__users__password") == ["Alpha", "Zeta", "Middle"]


def test_filters_stay_when_one_sorts_and_turns_the_page(client):
    AgreementFactory.create_batch(26, kind="service")

    page = soup_of(client.get("/agreements/?kind=service&sort=code"))

    assert len(page.select("tbody tr")) == 25
    assert page.select_one("thead a")["href"] == "?kind=service&sort=name"
    assert page.select_one("thead th[aria-sort=ascending] a")["href"] == "?kind=service&sort=-code"
    assert page.select_one("a[rel=next]")["href"] == "?kind=service&sort=code&page=2"
    assert len(names(client, "/agreements/?kind=service&sort=code&page=2")) == 1


def test_the_export_holds_exactly_what_is_filtered_in_its_order(client, but):
    AgreementFactory(code="A-1", name_en="=HYPERLINK(1)", kind="service", ends_on=dt.date(2027, 1, 1))
    AgreementFactory(code="A-2", name_en="Second", kind="service")
    AgreementFactory(code="A-3", name_en="Another kind")
    AgreementFactory(code="A-4", name_en="Hidden", kind="service", private_to=but)

    rows = exported(client, "/agreements/?kind=service&sort=code&export=csv")

    assert rows == [
        ["Name", "Code", "Kind", "State", "Signed", "Last day", "Seen by", "Sample"],
        ["'=HYPERLINK(1)", "A-1", "technical service contract", "in force", "2026-01-10", "2026-12-31", "Shared", "no"],
        ["Second", "A-2", "technical service contract", "in force", "2026-01-10", "", "Shared", "no"],
    ]


def test_the_workbook_holds_what_the_csv_holds(client):
    AgreementFactory(code="A-1", name_en="First", kind="service", ends_on=dt.date(2027, 1, 1))

    response = client.get("/agreements/?export=xlsx")

    rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    signed, last = dt.datetime(2026, 1, 10), dt.datetime(2026, 12, 31)  # noqa: DTZ001 -- a workbook knows no zones
    assert rows[1] == ("First", "A-1", "technical service contract", "in force", signed, last, "Shared", "no")
    assert response["Content-Disposition"] == 'attachment; filename="agreement-2026-11-24.xlsx"'


def test_an_export_is_as_long_as_the_list_and_no_page_of_it(client):
    MeetingFactory.create_batch(30)

    assert len(exported(client, "/meetings/?export=csv&page=2")) == 31


def test_markup_in_a_name_stays_text(client):
    AgreementFactory(name_en="<script>alert(1)</script>")

    assert names(client, "/agreements/") == ["<script>alert(1)</script>"]


def test_people_are_found_by_party_with_its_units(client, bewg):
    unit = OrganisationFactory(parent=bewg)
    PersonFactory(name_en="Of the unit", organisation=unit)
    PersonFactory(name_en="Of the party", organisation=bewg)
    PersonFactory(name_en="Of another")

    assert names(client, f"/people/?party={bewg.pk}") == ["Of the party", "Of the unit"]


def test_directions_are_filtered_by_their_stage_of_life(client):
    active, proposed = DirectionFactory(name_en="Active"), DirectionFactory(name_en="Proposed")
    active.steps.create(stage="proposed", reached_on="2024-01-01")
    active.steps.create(stage="active", reached_on="2025-01-01")
    proposed.steps.create(stage="proposed", reached_on="2024-01-01")

    assert names(client, "/directions/?stage=proposed") == ["Proposed"]
    assert sentence(client, "/directions/") == "2 research directions, 1 active."


@pytest.mark.parametrize(("folder", "line"), [("agreements", "Agreements"), ("payments", "Agreements")])
def test_the_navigation_marks_where_a_list_stands(client, folder, line):
    page = soup_of(client.get(f"/{folder}/"))

    assert [link.text for link in page.select(".shell-side a[aria-current]")] == [line]


def test_an_export_costs_the_same_with_one_private_row_and_with_three(client, bewg, django_assert_num_queries):
    AgreementFactory(private_to=bewg)
    exported(client, "/agreements/?export=csv")

    with django_assert_num_queries(6):
        exported(client, "/agreements/?export=csv")
    AgreementFactory.create_batch(2, private_to=bewg)
    with django_assert_num_queries(6):
        rows = exported(client, "/agreements/?export=csv")

    assert [row[-2] for row in rows[1:]] == ["BEWG", "BEWG", "BEWG"]


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "类型：框架协议"), ("en", "Kind: framework agreement")])
def test_a_filter_that_is_set_is_written_with_the_colon_of_the_language(client, reader, language, said):
    reader.language = language
    reader.save()

    chip = soup_of(client.get("/agreements/?kind=framework")).select_one(".chip > span")

    assert chip.text == said
