"""Merging a private record into the shared one of the same number, from the page where it would be shared."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from partnership.models import Agreement, Change, Document
from partnership.records import saving as records
from partnership.records.audience import share
from partnership.records.documents import add_document
from partnership.records.merging import merge
from projects.models import Inventor, Patent
from tests.factories import (
    AgreementFactory,
    InventorFactory,
    PatentFactory,
    ProjectFactory,
    UserFactory,
)
from tests.pages import soup_of
from tests.partnership.pages.test_details import allow, kind_and_key

pytestmark = pytest.mark.django_db
NUMBER, NAMES = "CN104657806A", {"name_zh": "滤池", "name_en": "Filter"}


@pytest.fixture
def editor(reader):
    """The reader of BEWG, who may share and change."""
    allow(reader, "share_record", "change_patent", "change_agreement")
    return reader


def recorded(factory, *, by, **values):
    return records.save_record(factory.build(code="", **values), by=by)


@pytest.fixture
def shared(operator):
    return recorded(PatentFactory, by=operator, publication_number=NUMBER, note="as published", **NAMES)


@pytest.fixture
def private(editor):
    return recorded(
        PatentFactory, by=editor, publication_number="CN 104657806 A", ipc="C02F 3/30", note="our reading",
        private_to=editor.organisation, **NAMES,
    )  # fmt: skip


def merge_on_page(client, record):
    return client.post(f"{kind_and_key(record)}/merge/", follow=True)


def test_the_page_for_sharing_offers_to_merge_where_the_number_is_shared_already(client, shared, private):
    InventorFactory.create_batch(2, patent=private)

    page = soup_of(client.get(f"{kind_and_key(private)}/share/"))

    items = [[one.text for one in kind.select("li")] for kind in page.select("main .card ul")]
    assert page.select_one(f'main a[href="{shared.get_absolute_url()}"]') is not None
    assert [button.text.strip() for button in page.select("main .card button")] == ["Merge it"]
    assert items == [
        ["IPC", "inventors: 2", "links with other records, as far as the shared record lacks them"],
        ["note"],
    ]


def test_a_merged_record_gives_what_the_shared_one_lacks_and_is_withdrawn(client, editor, shared, private):
    InventorFactory(patent=private, name="Wang, X")
    project, known = ProjectFactory(private_to=editor.organisation), ProjectFactory()
    private.projects.set([project, known])
    file = SimpleUploadedFile("certificate.pdf", b"%PDF-1.7 certificate")
    document = add_document(target=private, upload=file, kind="certificate", title="Certificate", by=editor)

    response = merge_on_page(client, private)

    shared.refresh_from_db()
    private.refresh_from_db()
    document.refresh_from_db()
    assert response.redirect_chain[-1][0] == shared.get_absolute_url()
    assert (shared.ipc, shared.note) == ("C02F 3/30", "as published")
    assert list(Inventor.objects.values_list("patent", "name")) == [(shared.pk, "Wang, X")]
    assert set(shared.projects.all()) == {project, known}
    assert (document.target_id, document.private_to_id) == (shared.pk, None)
    assert (private.is_withdrawn, private.private_to, private.note) == (True, editor.organisation, "our reading")
    assert set(private.projects.all()) == {project, known}


def test_rows_that_both_have_stay_where_they_are(client, shared, private):
    InventorFactory(patent=shared, name="Wang, Xiao")
    InventorFactory(patent=private, name="WANG X")

    merge_on_page(client, private)

    assert set(Inventor.objects.values_list("patent", "name")) == {(shared.pk, "Wang, Xiao"), (private.pk, "WANG X")}


def test_the_page_lists_the_rows_that_remain_with_the_private_record(client, shared, private):
    InventorFactory(patent=shared, name="Wang, Xiao")
    InventorFactory.create_batch(2, patent=private)

    page = soup_of(client.get(f"{kind_and_key(private)}/share/"))

    taken, differing, kept = ([one.text for one in kind.select("li")] for kind in page.select("main .card ul"))
    assert (taken[0], differing, kept) == ("IPC", ["note"], ["inventors: 2"])


def test_a_default_of_the_shared_record_is_not_overwritten(client, operator, editor):
    shared = recorded(PatentFactory, by=operator, publication_number=NUMBER, office="CN", status="unknown")
    values = {"publication_number": NUMBER, "office": "US", "status": "in_force"}
    private = recorded(PatentFactory, by=editor, private_to=editor.organisation, **values)

    merge_on_page(client, private)

    shared.refresh_from_db()
    assert (shared.office, shared.status) == ("CN", "in_force")


def test_documents_of_one_title_are_versions_of_it(client, editor, operator, shared, private):
    def documented(record, by):
        file = SimpleUploadedFile("certificate.pdf", b"%PDF-1.7 certificate")
        return add_document(target=record, upload=file, kind="certificate", title="Certificate", by=by)

    known = documented(shared, operator)
    taken = [documented(private, editor) for _version in range(2)]

    merge_on_page(client, private)

    versions = {one.pk: one.version for one in Document.objects.of(shared)}
    assert versions == {known.pk: 1, taken[0].pk: 2, taken[1].pk: 3}


def test_a_contract_does_not_become_its_own_parent(client, editor, operator):
    contract = recorded(AgreementFactory, by=operator, number="HT-2026-7")
    amendment = recorded(
        AgreementFactory, by=editor, number="HT-2026-7", kind="amendment", parent=contract,
        private_to=editor.organisation,
    )  # fmt: skip

    merge_on_page(client, amendment)

    contract.refresh_from_db()
    amendment.refresh_from_db()
    assert (contract.parent, amendment.is_withdrawn) == (None, True)


def test_what_cannot_be_saved_is_named_and_nothing_is_merged(client, editor, operator):
    begun = {"effective_on": dt.date(2026, 1, 1), "ends_on": None}
    ended = {"effective_on": None, "ends_on": dt.date(2025, 1, 1)}
    shared = recorded(AgreementFactory, by=operator, number="HT-7", **begun)
    private = recorded(AgreementFactory, by=editor, number="HT-7", private_to=editor.organisation, **ended)

    page = merge_on_page(client, private)

    shared.refresh_from_db()
    private.refresh_from_db()
    [said] = [one.text for one in soup_of(page).select(".alert")]
    assert f"Put {shared} right first. " in said
    assert (shared.ends_on, private.is_withdrawn) == (None, False)


def test_a_sample_takes_in_nothing_real(client, editor, shared, private):
    Patent.objects.filter(pk=shared.pk).update(is_sample=True)

    page = soup_of(client.get(f"{kind_and_key(private)}/share/"))
    merged = merge_on_page(client, private).content.decode()

    assert page.select("main .card button") == []
    assert "One of the two is a sample, the other is real" in merged
    assert not Patent.objects.get(pk=private.pk).is_withdrawn


def test_a_record_is_merged_once_though_it_is_asked_twice(editor, shared, private):
    again = Patent.objects.get(pk=private.pk)
    merge(private, by=editor)

    with pytest.raises(ValidationError, match="back first: it is withdrawn"):
        merge(again, by=editor)

    assert Change.objects.filter(action="merged").count() == 1


def test_what_points_at_a_merged_record_points_at_the_shared_one(client, editor, operator):
    shared = recorded(AgreementFactory, by=operator, number="HT-2026-7", remarks="")
    private = recorded(AgreementFactory, by=editor, number="ht-2026-7", private_to=editor.organisation)
    project = ProjectFactory(agreement=private, private_to=editor.organisation)

    merge_on_page(client, private)

    project.refresh_from_db()
    assert project.agreement == shared


def test_the_other_party_reads_what_was_taken_over_and_nothing_of_the_private_record(client, shared, private, but):
    InventorFactory(patent=private, name="Wang, X")
    merge_on_page(client, private)
    client.force_login(UserFactory(organisation=but))

    history = client.get(f"{kind_and_key(shared)}/history/").content.decode()

    assert "C02F 3/30" in history
    assert private.code not in history
    assert "our reading" not in history
    assert "Inventor: " in history
    assert "a record that is not shown" not in history
    assert client.get(private.get_absolute_url()).status_code == 404
    assert not Change.objects.visible_to(client.get("/").wsgi_request.user).filter(action="merged").exists()


def test_nothing_is_merged_into_a_withdrawn_record(client, operator, shared, private):
    records.withdraw(shared, by=operator)
    offered = soup_of(client.get(f"{kind_and_key(private)}/share/"))

    page = merge_on_page(client, private).content.decode()

    private.refresh_from_db()
    shared.refresh_from_db()
    assert offered.select("main .card button") == []
    assert f"Bring {shared} back first: it is withdrawn." in page
    assert (private.is_withdrawn, shared.ipc) == (False, "")


def test_sharing_itself_is_refused_with_the_way_out(editor, shared, private):
    with pytest.raises(ValidationError, match="Merge this record into it"):
        share(private, by=editor)

    assert Patent.objects.get(pk=private.pk).private_to == editor.organisation


def test_a_number_that_only_the_other_party_recorded_is_no_obstacle(client, editor, private, but):
    recorded(PatentFactory, by=UserFactory(organisation=but), publication_number=NUMBER, private_to=but)

    page = soup_of(client.get(f"{kind_and_key(private)}/share/"))
    merged = client.post(f"{kind_and_key(private)}/merge/", follow=True).content.decode()

    assert [button.text.strip() for button in page.select("main .card button")] == ["Share it"]
    assert "No shared record has this number any more." in merged


def test_who_may_not_change_the_record_may_not_merge_it(client, reader, shared, private):
    reader.user_permissions.remove(*reader.user_permissions.filter(codename="change_patent"))

    page = soup_of(client.get(f"{kind_and_key(private)}/share/"))

    assert page.select("main .card button") == []
    assert page.select("main .card p")[-1].text == "An administrator of your party can do that."
    assert client.post(f"{kind_and_key(private)}/merge/").status_code == 403
    assert not Patent.objects.get(pk=private.pk).is_withdrawn


@pytest.mark.parametrize("written", [" ht-2026-7", "ＨＴ－2026－７"])
def test_a_contract_number_is_recorded_once_an_audience(editor, operator, written):
    recorded(AgreementFactory, by=operator, number="HT-2026-7")
    recorded(AgreementFactory, by=editor, number="HT-2026-7", private_to=editor.organisation)

    with pytest.raises(ValidationError) as error:
        recorded(AgreementFactory, by=operator, number=written)

    assert error.value.message_dict == {"number": ["This number is recorded already."]}


def test_contracts_entered_before_get_their_keys_the_later_of_two_with_one_number_none():
    first, second, other = (AgreementFactory(number=number) for number in ("HT 1", "ht1", "HT2"))
    Agreement.objects.update(number_key=None)

    import_module("partnership.migrations.0008_contract_numbers_once").fill(apps, None)

    keys = dict(Agreement.objects.values_list("pk", "number_key"))
    assert keys == {first.pk: "shared:HT1", second.pk: None, other.pk: "shared:HT2"}
