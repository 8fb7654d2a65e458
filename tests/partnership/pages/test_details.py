"""Pages of a record: who may open it, what it says, what one may do there."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from partnership.cooperation import organisations
from partnership.models import Agreement, Change
from partnership.records import saving as records
from partnership.records.changes import act
from tests.factories import (
    AgreementFactory,
    DirectionFactory,
    MeetingFactory,
    ObligationFactory,
    OrganisationFactory,
    PaymentFactory,
    PersonFactory,
    ProjectFactory,
    RoleFactory,
    StageFactory,
    TraineeFactory,
    UserFactory,
)
from tests.pages import soup_of
from tests.partnership.admin.conftest import client_of
from tests.partnership.admin.forms import form_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_the_day", "reader")]


def allow(user, *codenames):
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))


def sentence(client, record):
    return soup_of(client.get(record.get_absolute_url())).select_one(".page-sentence").text


def kind_and_key(record):
    return f"/record/{record._meta.label_lower}/{record.pk}"


def test_hidden_and_missing_are_the_same_404(client, but):
    hidden = AgreementFactory(code="A-2026-01-BUT", private_to=but)

    addresses = ["/agreements/A-2026-01-BUT/", "/agreements/A-2026-99/"]
    addresses += [f"{kind_and_key(hidden)}/{part}/" for part in ("history", "share", "documents/new")]
    addresses += [f"/panel/projects.agreement/{hidden.pk}/"]

    assert {client.get(address).status_code for address in addresses} == {404}
    assert client.post(f"{kind_and_key(hidden)}/withdraw/").status_code == 404


def test_a_stranger_is_sent_to_the_login(client):
    agreement = AgreementFactory()
    client.logout()

    response = client.get(agreement.get_absolute_url())

    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next=/agreements/{agreement.code}/")


def test_the_page_says_who_sees_the_record_and_where_it_stands(client, bewg):
    agreement = AgreementFactory(
        code="A-1-BEWG", name_en="Frame", private_to=bewg, is_sample=True, ends_on=dt.date(2027, 1, 1), notice_days=10
    )

    page = soup_of(client.get(agreement.get_absolute_url()))

    assert page.select_one("h1").text.split() == ["Frame", "A-1-BEWG"]
    assert [badge.text for badge in page.select(".page-badges .badge")] == ["in force", "Private to BEWG", "Sample"]
    assert page.select_one(".page-sentence").text == (
        "In force until 31 Dec 2026 (in 37 days); notice can be given until 22 Dec 2026."
    )


def test_a_day_that_the_database_computes_is_written_as_all_days(client):
    agreement = AgreementFactory(ends_on=dt.date(2027, 1, 1), notice_days=10)

    facts = soup_of(client.get(agreement.get_absolute_url())).select("#facts dl > div")

    assert {one.dt.text: one.dd.text for one in facts}["Last day to give notice"] == "22 Dec 2026"


@pytest.mark.parametrize(
    ("dates", "text"),
    [
        ({"signed_on": None}, "Not signed yet."),
        ({"effective_on": "2027-01-01"}, "Signed on 10 Jan 2026, not yet in force."),
        ({"terminated_on": "2026-06-01"}, "Terminated early on 1 Jun 2026."),
        ({"ends_on": "2026-07-01"}, "Ended on 30 Jun 2026."),
        ({}, "In force since 15 Jan 2026, without an end."),
    ],
)
def test_the_sentence_follows_from_the_dates(client, dates, text):
    assert sentence(client, AgreementFactory(**dates)) == text


def test_only_visible_children_are_shown(client, bewg, but):
    frame = AgreementFactory()
    AgreementFactory(name_en="Own contract", parent=frame, private_to=bewg)
    AgreementFactory(name_en="Hidden contract", parent=frame, private_to=but)
    ProjectFactory(name_en="Own project", agreement=frame, private_to=bewg)
    ProjectFactory(name_en="Hidden project", agreement=frame, private_to=but)

    page = client.get(frame.get_absolute_url()).content.decode()
    panel = soup_of(client.get(f"/panel/projects.agreement/{frame.pk}/"))

    assert ("Own contract" in page, "Hidden contract" in page) == (True, False)
    assert [cell.text for cell in panel.select("tbody th")] == ["Own project"]
    assert panel.select("tbody td")[-1].text == "Private to BEWG"


def test_panels_and_history_are_links_without_javascript(client):
    agreement = AgreementFactory()

    page = soup_of(client.get(agreement.get_absolute_url()))
    links = [link["href"] for link in page.select("[hx-get] a")]

    assert f"/panel/projects.agreement/{agreement.pk}/" in links
    assert f"{kind_and_key(agreement)}/history/" in links
    assert {client.get(link).status_code for link in links} == {200}


def test_an_empty_panel_takes_no_room_on_the_page(client):
    agreement = AgreementFactory()
    address = f"/panel/projects.agreement/{agreement.pk}/"

    assert client.get(address, headers={"HX-Request": "true"}).content.strip() == b""
    assert "No project is recorded yet." in client.get(address).content.decode()


def test_amounts_are_left_out_for_those_who_may_not_see_them(client, reader):
    agreement = AgreementFactory.build(code="", amount=Decimal("1260000"))
    records.save_record(agreement, by=reader)
    agreement.amount, agreement.number = Decimal("1350000"), "N-7"
    records.save_record(agreement, by=reader)
    PaymentFactory(agreement=agreement, planned_amount=777_000)

    addresses = [agreement.get_absolute_url(), f"{kind_and_key(agreement)}/history/"]
    blind = "".join(client.get(address).content.decode() for address in addresses)
    allow(reader, "view_amounts")
    seeing = "".join(client.get(address).content.decode() for address in addresses)

    amounts = ["1,260,000", "1.26", "1,350,000", "1.35", "777,000", "Amount"]
    assert [text for text in amounts if text in blind] == []
    assert [text for text in ("CNY 1,260,000.00", "CNY 1,350,000.00", "CNY 777,000") if text not in seeing] == []
    assert "N-7" in blind


def test_the_history_tells_before_and_after_in_the_readers_words(client, reader, bewg):
    agreement = AgreementFactory.build(code="", kind="service", ends_on=dt.date(2027, 1, 1))
    records.save_record(agreement, by=reader)
    agreement.kind, agreement.ends_on = "consulting", dt.date(2028, 1, 1)
    records.save_record(agreement, by=reader)
    records.save_record(ObligationFactory.build(agreement=agreement, organisation=bewg, title="Send data"), by=reader)

    page = soup_of(client.get(f"{kind_and_key(agreement)}/history/"))

    heads = [" ".join(head.text.split()) for head in page.select(".history-head")]
    fields = {
        row.dt.text: (row.select_one("del").text.removeprefix("before: "), row.ins.text.removeprefix("after: "))
        for row in page.select(".history-fields > div")
    }
    assert heads == [
        f"entered Obligation: A-2026-01 · Send data · {reader} · now",
        f"changed this record · {reader} · now",
        f"entered this record · {reader} · now",
    ]
    assert fields == {
        "Kind": ("technical service contract", "technical consulting contract"),
        "Last day in force": ("31 Dec 2026", "31 Dec 2027"),
    }


def history_lines(client, record):
    """The entries of a record's history with what is folded into each."""
    page = soup_of(client.get(f"{kind_and_key(record)}/history/"))
    return [
        (" ".join(entry.select_one(".history-head").text.split()), [" ".join(one.text.split()) for one in entry("li")])
        for entry in page.select(".history > li")
    ]


def test_what_was_entered_in_one_form_with_a_record_is_folded_into_its_entry(operator, bewg):
    direction = DirectionFactory(code="D-2026-01", name_en="Anammox")
    client = client_of(operator)
    address = reverse("admin:partnership_agreement_add")
    first_obligation = {
        "obligations-TOTAL_FORMS": "1",
        "obligations-0-title": "Send data",
        "obligations-0-organisation": bewg.pk,
        "obligations-0-due_on": "2026-12-01",
    }
    form = form_data(client.get(address), name_zh="协议", kind="framework", signed_on="2026-01-10",
                     effective_on="2026-01-15", directions=[direction.pk], **first_obligation)  # fmt: skip

    client.post(address, form)
    agreement = Agreement.objects.visible_to(operator).get()
    later = reverse("admin:partnership_obligation_add")
    client.post(later, form_data(client.get(later), agreement=agreement.pk, title="Send more", organisation=bewg.pk,
                                 due_on="2026-12-02"))  # fmt: skip

    assert history_lines(client, agreement) == [
        (f"entered Obligation: A-2026-01 · Send more · {operator} · now", []),
        (
            f"entered this record · {operator} · now",
            ["Research directions: D-2026-01 Anammox", "Obligation: A-2026-01 · Send data"],
        ),
    ]


def test_what_was_entered_later_on_the_same_day_is_not_folded(client, reader, bewg):
    other = UserFactory(organisation=bewg)

    def enter(title, writer):
        records.save_record(ObligationFactory.build(agreement=agreement, organisation=bewg, title=title), by=writer)

    with act():
        agreement = records.save_record(AgreementFactory.build(code=""), by=reader)
        with act():
            enter("First", reader)
    enter("Second", other)
    enter("Third", reader)

    folded = [[one.split(" · ")[-1] for one in along] for _head, along in history_lines(client, agreement)]

    assert folded == [[], [], ["First"]]


def test_a_page_of_history_counts_what_is_folded_as_one(client, reader, bewg):
    with act():
        agreement = records.save_record(AgreementFactory.build(code=""), by=reader)
        for number in range(20):
            records.save_record(
                ObligationFactory.build(agreement=agreement, organisation=bewg, title=f"Obligation {number}"), by=reader
            )

    part = soup_of(client.get(f"{kind_and_key(agreement)}/history/", headers={"HX-Request": "true"}))

    assert [summary.text for summary in part.select(".history-along summary")] == ["In the same act: 20"]
    assert part.select(".card-more") == []


def test_the_history_of_a_shared_record_names_no_hidden_record(client, but):
    writer = UserFactory(organisation=but)
    meeting = records.save_record(MeetingFactory.build(code="", name_en="Common"), by=writer)
    hidden = AgreementFactory(name_en="Hidden", private_to=but)
    Change.objects.create(
        action="changed", by=writer, label_zh="Common", target_type_id=_type(meeting), target_id=meeting.pk,
        top_type_id=_type(meeting), top_id=meeting.pk, before={"place": "A"}, after={"place": "B"},
    )  # fmt: skip
    consensus = meeting.consensus.create(topic="talent", text="Point")
    Change.objects.create(
        action="changed", by=writer, label_zh="Point", target_type_id=_type(consensus), target_id=consensus.pk,
        top_type_id=_type(meeting), top_id=meeting.pk, before={"agreement": None}, after={"agreement": hidden.pk},
    )  # fmt: skip

    text = client.get(f"{kind_and_key(meeting)}/history/").content.decode()

    assert ("Hidden" in text, hidden.code in text, f"#{hidden.pk}" in text) == (False, False, False)
    assert "a record that is not shown" in text


def _type(record):
    return ContentType.objects.get_for_model(record).pk


def test_sharing_shows_first_what_becomes_visible(client, reader, bewg):
    allow(reader, "share_record")
    agreement = AgreementFactory(private_to=bewg)
    ObligationFactory.create_batch(2, agreement=agreement)
    address = f"{kind_and_key(agreement)}/share/"

    page = soup_of(client.get(address))
    before = Agreement.objects.get(pk=agreement.pk).private_to_id
    response = client.post(address)

    assert [one.text for one in page.select("main li")][-2:] == ["agreement: 1", "obligations: 2"]
    assert (before, Agreement.objects.get(pk=agreement.pk).private_to_id) == (bewg.pk, None)
    assert response["Location"] == agreement.get_absolute_url()
    assert list(Change.objects.values_list("action", "by")) == [("shared", reader.pk)]


def test_who_may_change_a_record_but_not_share_is_refused_and_offered_nothing(client, reader, bewg):
    allow(reader, "change_agreement")
    agreement = AgreementFactory(private_to=bewg)

    page = soup_of(client.get(agreement.get_absolute_url()))
    response = client.post(f"{kind_and_key(agreement)}/share/")

    assert "Share with the other party" not in page.select_one(".page-actions").text
    assert (response.status_code, Agreement.objects.get().private_to_id) == (403, bewg.pk)


def test_sharing_counts_the_children_of_children(client, reader, bewg):
    allow(reader, "share_record")
    trainee = TraineeFactory(cohort__programme__private_to=bewg)

    page = soup_of(client.get(f"{kind_and_key(trainee.cohort.programme)}/share/"))

    assert [one.text for one in page.select("main li")][-3:] == ["talent programme: 1", "cohorts: 1", "trainees: 1"]


def test_sharing_names_what_must_be_shared_first(client, reader, bewg):
    allow(reader, "share_record")
    project = ProjectFactory(private_to=bewg, agreement=AgreementFactory(private_to=bewg, name_en="Frame"))

    response = client.post(f"{kind_and_key(project)}/share/", follow=True)

    assert "Share these first, since the record points at them" in response.content.decode()
    project.refresh_from_db()
    assert project.private_to_id == bewg.pk


def test_a_record_is_not_shared_while_what_hangs_on_it_points_at_a_private_one(client, reader, bewg):
    allow(reader, "share_record")
    meeting = MeetingFactory(private_to=bewg)
    frame = AgreementFactory(private_to=bewg, name_en="Frame")
    meeting.consensus.create(topic="talent", text="Point", agreement=frame)

    response = client.post(f"{kind_and_key(meeting)}/share/", follow=True)

    meeting.refresh_from_db()
    assert f"Share these first, since the record points at them: {frame.code} Frame" in response.content.decode()
    assert meeting.private_to_id == bewg.pk


def test_who_may_not_change_a_record_is_refused_and_offered_nothing(client, bewg):
    agreement = AgreementFactory(private_to=bewg)

    page = soup_of(client.get(agreement.get_absolute_url()))
    answers = [client.post(f"{kind_and_key(agreement)}/{action}/").status_code for action in ("share", "withdraw")]

    assert [button.text.strip() for button in page.select(".page-actions .btn")] == ["Print"]
    assert answers == [403, 403]


def test_a_record_is_withdrawn_and_brought_back(client, reader):
    allow(reader, "change_agreement")
    agreement = AgreementFactory()

    client.post(f"{kind_and_key(agreement)}/withdraw/")
    withdrawn = soup_of(client.get(agreement.get_absolute_url()))
    gone = client.get("/agreements/").context["page"].paginator.count
    client.post(f"{kind_and_key(agreement)}/restore/")

    assert "withdrawn" in [badge.text for badge in withdrawn.select(".page-badges .badge")]
    assert (gone, client.get("/agreements/").context["page"].paginator.count) == (0, 1)
    assert list(Change.objects.order_by("pk").values_list("action", flat=True)) == ["withdrawn", "restored"]


def test_withdrawing_is_never_done_by_a_link(client, reader):
    allow(reader, "change_agreement")
    agreement = AgreementFactory()

    assert client.get(f"{kind_and_key(agreement)}/withdraw/").status_code == 405


def test_contact_details_of_the_other_party_are_kept_from_the_reader(client, bewg, but):
    own = PersonFactory(organisation=bewg, email="own@example.com")
    shared = PersonFactory(organisation=but, email="for-data@example.org", contact_purpose="exchange of data")
    hidden = PersonFactory(organisation=but, email="hidden@example.org", phone="12345678")

    pages = "".join(client.get(one.get_absolute_url()).content.decode() for one in (own, shared, hidden))

    details = ("own@example.com", "for-data@example.org", "hidden@example.org", "12345678")
    assert [text for text in details if text in pages] == ["own@example.com", "for-data@example.org"]


def test_a_section_that_shows_the_first_of_many_says_that_there_may_be_more(client, but, monkeypatch):
    PersonFactory.create_batch(3, organisation=but)

    assert people_counted(client, but) == "3"

    monkeypatch.setattr(organisations, "MAX_SHOWN", 2)

    assert people_counted(client, but) == "2+"


def people_counted(client, organisation):
    page = soup_of(client.get(organisation.get_absolute_url()))
    [head] = [one for one in page.select("main > .card h2") if one.text.startswith("People")]
    return head.select_one(".count").text


def test_a_person_is_introduced_by_the_offices_held_today(client):
    person = PersonFactory()
    unit = OrganisationFactory(name_en="Laboratory")
    RoleFactory(person=person, title_en="head", organisation=unit, starts_on=dt.date(2024, 1, 1))
    RoleFactory(person=person, title_en="deputy", organisation=unit, ends_on=dt.date(2024, 1, 1))

    assert sentence(client, person) == "head, Laboratory"


def test_a_stage_links_each_number_to_the_records_it_counts(client, but):
    stage = StageFactory(starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2025, 1, 1))
    AgreementFactory(signed_on=dt.date(2024, 5, 1), effective_on=dt.date(2024, 5, 1))
    AgreementFactory(signed_on=dt.date(2025, 1, 1), effective_on=dt.date(2025, 1, 1))
    AgreementFactory(signed_on=dt.date(2024, 5, 1), effective_on=dt.date(2024, 5, 1), private_to=but)

    page = soup_of(client.get(stage.get_absolute_url()))
    row = next(row for row in page.select("tbody tr") if row.th.text == "Agreements signed")
    listed = client.get(row.a["href"]).context["page"].paginator.count

    assert (row.td.text, listed) == ("1", 1)
    assert page.select_one(".page-sentence").text == "From 1 Jan 2024 to 31 Dec 2024."


def test_a_direction_shows_its_stage_of_life(client):
    direction = DirectionFactory()
    direction.steps.create(stage="agreed", reached_on=dt.date(2026, 1, 1), reason="Written into the frame")

    page = soup_of(client.get(direction.get_absolute_url()))

    assert page.select_one(".page-badges .badge").text == "agreed"
    assert "Written into the frame" in page.text


def test_the_sources_of_a_direction_that_are_addresses_are_links(client):
    direction = DirectionFactory(source="http://a.org/1 (news)", front_source="as named in https://b.org/2")

    links = soup_of(client.get(direction.get_absolute_url())).select(".facts a")

    assert [(link["href"], link["rel"]) for link in links] == [
        ("https://b.org/2", ["noopener", "noreferrer", "nofollow"]),
        ("http://a.org/1", ["noopener", "noreferrer", "nofollow"]),
    ]


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "北京工业大学 主任"), ("en", "director, BUT")])
def test_an_office_held_is_said_in_the_order_of_the_language(client, reader, language, said):
    reader.language = language
    reader.save()
    role = RoleFactory(organisation=OrganisationFactory(name_zh="北京工业大学", name_en="BUT"))

    assert sentence(client, role.person) == said
