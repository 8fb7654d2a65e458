"""Each door of the administration: a party's administrator neither sees nor touches the other party's rows."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from partnership.models import Agreement, AgreementParty, Change, Obligation, User
from partnership.records.audience import share
from partnership.records.saving import save_record
from tests.factories import (
    AgreementFactory,
    AgreementPartyFactory,
    DirectionFactory,
    MeetingFactory,
    ObligationFactory,
    OrganisationFactory,
    PatentFactory,
    PaymentFactory,
    PersonFactory,
    ProjectFactory,
    UserFactory,
)
from tests.pages import soup_of
from tests.partnership.admin.forms import form_data

pytestmark = pytest.mark.django_db

SECRET = "Canary of BEWG"


@pytest.fixture
def hidden(bewg):
    return AgreementFactory(name_en=SECRET, name_zh=SECRET, private_to=bewg)


def page(client, name, *args, **query):
    return client.get(reverse(f"admin:{name}", args=args), query)


def test_changelist_shows_shared_and_own_rows_and_counts_no_others(but_client, hidden, but):
    AgreementFactory(name_en="Shared one")
    AgreementFactory(name_en="Own one", private_to=but)

    response = page(but_client, "partnership_agreement_changelist")

    assert SECRET not in response.content.decode()
    assert response.context["cl"].result_count == 2
    assert [mark for mark in ("private to BUT", "shared") if mark in response.content.decode()] == [
        "private to BUT",
        "shared",
    ]


@pytest.mark.parametrize("view", ["change", "delete", "history"])
def test_pages_of_a_hidden_record_are_not_found(but_client, hidden, view):
    assert page(but_client, f"partnership_agreement_{view}", hidden.pk).status_code == 404


def test_children_of_a_hidden_record_are_not_found(but_client, hidden):
    obligation = ObligationFactory(agreement=hidden, title=SECRET)

    response = page(but_client, "partnership_obligation_changelist")

    assert SECRET not in response.content.decode()
    assert response.context["cl"].result_count == 0
    assert page(but_client, "partnership_obligation_change", obligation.pk).status_code == 404


def test_autocomplete_offers_no_hidden_record(but_client, hidden):
    AgreementFactory(code="A-2026-99")
    query = {"app_label": "partnership", "model_name": "obligation", "field_name": "agreement", "term": ""}

    found = but_client.get(reverse("admin:autocomplete"), query).json()["results"]

    assert [one["text"].split()[0] for one in found] == ["A-2026-99"]


def test_a_posted_key_of_a_hidden_record_is_refused(but_client, hidden, but):
    response = page(but_client, "partnership_obligation_add")
    data = form_data(response, title="x", due_on="2026-12-01", agreement=hidden.pk, organisation=but.pk)

    answer = but_client.post(reverse("admin:partnership_obligation_add"), data)

    assert answer.context["adminform"].form.errors.keys() == {"agreement"}
    assert SECRET not in answer.content.decode()
    assert not Obligation.objects.exists()


def test_list_filters_and_lookups_tell_nothing_of_hidden_rows(but_client, hidden):
    DirectionFactory().agreements.add(hidden)

    refused = page(but_client, "partnership_researchdirection_changelist", agreements__isnull="False")

    assert refused.status_code == 400
    assert page(but_client, "partnership_agreement_changelist", amount__gte="1").status_code == 400


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("person", "organisation__agreement_parts__agreement__name_en__startswith"),
        ("person", "organisation__agreement_parts__agreement__amount__gte"),
        ("person", "organisation__users__password__startswith"),
        ("person", "organisation__people__email__startswith"),
        ("agreement", "directions__agreements__name_en__startswith"),
        ("agreement", "signed_on__gte"),
    ],
)
def test_the_path_of_a_filter_leads_no_further(but_client, hidden, kind, path):
    assert page(but_client, f"partnership_{kind}_changelist", **{path: "1"}).status_code == 400


def test_each_filter_and_each_month_of_a_list_still_narrows_it(operator_client):
    shown = PaymentFactory(due_on="2026-11-05")
    PaymentFactory(due_on="2025-03-05", agreement=shown.agreement, payer=shown.payer, payee=shown.payee)
    address = reverse("admin:partnership_payment_changelist")

    found = soup_of(operator_client.get(address)).select("#changelist-filter a, .change-list .toplinks a")
    narrowed = [operator_client.get(f"{address}{link['href']}") for link in found]

    assert {answer.status_code for answer in narrowed} == {200}
    assert {answer.context["cl"].result_count for answer in narrowed} == {0, 1, 2}


def test_hidden_links_survive_saving_and_are_not_shown(but_client, bewg, but):
    hidden = ProjectFactory(name_en=SECRET, name_zh=SECRET, private_to=bewg)
    shown, added = ProjectFactory(), ProjectFactory()
    patent = PatentFactory()
    patent.projects.set([hidden, shown])
    address = reverse("admin:projects_patent_change", args=[patent.pk])

    form = but_client.get(address)
    assert SECRET not in form.content.decode()
    answer = but_client.post(address, form_data(form, projects=[added.pk]))

    assert answer.status_code == 302
    assert set(patent.projects.all()) == {hidden, added}


def test_a_reader_sees_no_hidden_link_on_a_read_only_form(bewg, but, member_of):
    hidden = ProjectFactory(name_en=SECRET, name_zh=SECRET, private_to=bewg)
    patent = PatentFactory()
    patent.projects.add(hidden)
    client = member_of(but, "viewer")
    User.objects.filter(organisation=but).update(is_staff=True)

    response = page(client, "projects_patent_change", patent.pk)

    assert response.status_code == 200
    assert SECRET not in response.content.decode()


def test_private_is_chosen_at_entry_among_shared_and_own(but_client, but, bewg):
    response = page(but_client, "partnership_agreement_add")
    choices = response.context["adminform"].form.fields["private_to"].choices
    assert [str(label) for _key, label in choices] == ["shared by all parties", "Beijing University of Technology"]

    data = form_data(response, name_en="Secret plan", kind="nda", private_to=but.pk)
    answer = but_client.post(reverse("admin:partnership_agreement_add"), data)

    assert answer.status_code == 302
    agreement = Agreement.objects.get()
    assert (agreement.code, agreement.private_to) == ("A-2026-01-BUT", but)
    assert [(one.action, one.private_to) for one in Change.objects.all()] == [("created", but)]


def test_the_audience_is_fixed_after_entry(but_client, but, bewg):
    agreement = AgreementFactory()
    address = reverse("admin:partnership_agreement_change", args=[agreement.pk])

    but_client.post(address, form_data(but_client.get(address), private_to=but.pk, name_en="Renamed"))

    agreement.refresh_from_db()
    assert (agreement.name_en, agreement.private_to) == ("Renamed", None)


def test_inline_rows_are_written_through_the_service(but_client, but, bewg, but_admin):
    agreement = AgreementFactory()
    row = AgreementPartyFactory(agreement=agreement, organisation=bewg)
    address = reverse("admin:partnership_agreement_change", args=[agreement.pk])
    data = form_data(
        but_client.get(address),
        **{
            "parties-TOTAL_FORMS": 2,
            "parties-0-part": "licensor",
            "parties-1-agreement": agreement.pk,
            "parties-1-organisation": but.pk,
            "parties-1-part": "client",
        },
    )

    assert but_client.post(address, data).status_code == 302

    row.refresh_from_db()
    assert row.part == "licensor"
    assert AgreementParty.objects.count() == 2
    changes = Change.objects.order_by("pk").values_list("action", "by", "after__part")
    assert list(changes) == [("changed", but_admin.pk, "licensor"), ("created", but_admin.pk, "client")]


def test_shared_records_are_withdrawn_by_members_and_deleted_by_operators_only(but_client, operator_client):
    agreement = AgreementFactory()
    delete = reverse("admin:partnership_agreement_delete", args=[agreement.pk])
    changelist = reverse("admin:partnership_agreement_changelist")

    assert but_client.post(delete, {"post": "yes"}).status_code == 403
    but_client.post(changelist, {"action": "withdraw_selected", "_selected_action": [agreement.pk]})
    agreement.refresh_from_db()
    assert agreement.is_withdrawn
    assert page(but_client, "partnership_agreement_changelist").context["cl"].result_count == 0

    but_client.post(
        f"{changelist}?withdrawn=yes", {"action": "bring_back_selected", "_selected_action": [agreement.pk]}
    )
    agreement.refresh_from_db()
    assert not agreement.is_withdrawn

    assert operator_client.post(delete, {"post": "yes"}).status_code == 302
    assert not Agreement.objects.exists()
    assert list(Change.objects.order_by("pk").values_list("action", flat=True)) == ["withdrawn", "restored", "deleted"]


def test_sharing_shows_what_becomes_visible_and_then_shares(bewg_client, but_client, hidden):
    ObligationFactory(agreement=hidden)
    changelist = reverse("admin:partnership_agreement_changelist")
    marked = {"action": "share_selected", "_selected_action": [hidden.pk]}

    shown = bewg_client.post(changelist, marked)

    text = " ".join(shown.content.decode().split())
    assert "<li>agreement: 1</li><li>obligations: 1</li>" in text
    hidden.refresh_from_db()
    assert hidden.private_to_id is not None

    bewg_client.post(changelist, form_data(shown))
    hidden.refresh_from_db()
    assert hidden.private_to_id is None
    assert SECRET in page(but_client, "partnership_agreement_changelist").content.decode()


def test_no_action_reaches_hidden_rows(but_client, hidden):
    changelist = reverse("admin:partnership_agreement_changelist")

    for action in ("withdraw_selected", "share_selected", "bring_back_selected", "delete_selected"):
        but_client.post(changelist, {"action": action, "_selected_action": [hidden.pk], "confirmed": "yes"})

    hidden.refresh_from_db()
    assert (hidden.withdrawn_at, hidden.private_to.code) == (None, "BEWG")


def test_history_tells_what_the_reader_may_know(but_client, bewg_admin, bewg):
    agreement = save_record(AgreementFactory.build(code="", name_en="Before", private_to=bewg), by=bewg_admin)
    agreement.name_en = "Under wraps"
    save_record(agreement, by=bewg_admin)
    share(agreement, by=bewg_admin)
    agreement.name_en = "After"
    save_record(agreement, by=bewg_admin)

    entries = page(but_client, "partnership_agreement_history", agreement.pk).context["entries"]

    assert [(one.action, [(f.label, f.before, f.after) for f in one.fields]) for one in entries] == [
        ("changed", [("English name", "Under wraps", "After")]),
        ("shared with the other party", [("Private to", "BEWG", "")]),
    ]


def test_without_the_right_to_amounts_no_amount_is_shown_or_lost(but, member_of):
    agreement = AgreementFactory(amount=987_654)
    PaymentFactory(agreement=agreement, planned_amount=456_789)
    client = member_of(but, "viewer")
    member = User.objects.get(organisation=but)
    member.is_staff = True
    member.save()
    for codename in ("change_agreement", "change_payment", "add_payment"):
        member.user_permissions.add(Permission.objects.get(codename=codename))

    address = reverse("admin:partnership_agreement_change", args=[agreement.pk])
    form = client.get(address)
    pages = [
        form,
        page(client, "partnership_agreement_changelist"),
        page(client, "partnership_payment_changelist"),
        page(client, "partnership_agreement_history", agreement.pk),
    ]
    for response in pages:
        assert response.status_code == 200
        text = response.content.decode().replace(",", "")
        assert "987654" not in text
        assert "456789" not in text
    assert client.post(address, form_data(form, name_en="Renamed")).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.name_en, agreement.amount) == ("Renamed", 987_654)
    assert page(client, "partnership_payment_add").status_code == 403


def test_contacts_of_the_other_party_are_neither_shown_nor_lost(but_client, bewg, but):
    theirs = PersonFactory(organisation=bewg, email="secret@example.org", phone="010-555", name_en="Their Person")
    address = reverse("admin:partnership_person_change", args=[theirs.pk])

    form = but_client.get(address)
    assert "secret@example.org" not in form.content.decode()
    assert but_client.post(address, form_data(form, name_en="Renamed")).status_code == 302

    theirs.refresh_from_db()
    assert (theirs.name_en, theirs.email, theirs.phone) == ("Renamed", "secret@example.org", "010-555")
    assert "secret@example.org" not in page(but_client, "partnership_person_history", theirs.pk).content.decode()


def test_there_is_no_redirect_to_any_record_of_any_kind(but_client, hidden):
    kind = ContentType.objects.get_for_model(Agreement)

    assert but_client.get(f"/admin/r/{kind.pk}/{hidden.pk}/").status_code == 404


def test_accounts_of_the_other_party_do_not_exist(but_client, bewg):
    theirs = UserFactory(organisation=bewg, email="theirs@example.org")

    assert "theirs@example.org" not in page(but_client, "partnership_user_changelist").content.decode()
    for view in ("change", "delete", "history"):
        assert page(but_client, f"partnership_user_{view}", theirs.pk).status_code == 404


def test_the_first_meeting_form_opens_for_editors(but, member_of):
    MeetingFactory()

    assert page(member_of(but, "editor"), "partnership_meeting_add").status_code == 200


@pytest.mark.parametrize("contact", [{"email": "w@example.com"}, {"phone": "010-1"}])
def test_nobody_takes_contacts_by_moving_a_person_or_a_unit(but_client, bewg, but, contact):
    unit = OrganisationFactory(parent=bewg)
    person = PersonFactory(organisation=unit, **contact)
    doors = [("person", person, {"organisation": but.pk}), ("organisation", unit, {"parent": but.pk})]

    for kind, record, moved in doors:
        address = reverse(f"admin:partnership_{kind}_change", args=[record.pk])
        answer = but_client.post(address, form_data(but_client.get(address), **moved), follow=True)
        assert "only their own party or an operator may change it" in answer.content.decode()

    person.refresh_from_db()
    unit.refresh_from_db()
    assert (person.organisation, unit.parent) == (unit, bewg)


def test_who_has_no_contacts_or_is_ones_own_is_moved(but_client, bewg, but):
    unit = OrganisationFactory(parent=but)
    without = PersonFactory(organisation=bewg)
    own = PersonFactory(organisation=but, email="own@example.org")

    for person in (without, own):
        address = reverse("admin:partnership_person_change", args=[person.pk])
        answer = but_client.post(address, form_data(but_client.get(address), organisation=unit.pk))
        assert answer.status_code == 302
        person.refresh_from_db()
        assert person.organisation == unit


def test_a_stage_begins_in_the_calendar(operator_client):
    response = page(operator_client, "partnership_cooperationstage_add")
    data = form_data(response, name_en="Later", number="9", starts_on="9999-12-31", ends_on="")

    answer = operator_client.post(reverse("admin:partnership_cooperationstage_add"), data)

    assert answer.context["adminform"].form.errors.keys() == {"starts_on"}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("ends_on", "9999-12-31", "Leave this empty where there is no end. The latest day is 2999-12-31."),
        ("ends_on", "0001-01-02", "Ensure this value is greater than or equal to 1900-01-01."),
        ("notice_days", "800000", "Ensure this value is less than or equal to 3660."),
    ],
)
def test_what_no_calendar_holds_is_said_beside_its_field(operator_client, field, value, said):
    response = page(operator_client, "partnership_agreement_add")
    data = form_data(response, name_en="For ever", kind="nda", ends_on="2027-01-01") | {field: value}

    answer = operator_client.post(reverse("admin:partnership_agreement_add"), data)

    assert answer.context["adminform"].form.errors == {field: [said]}
