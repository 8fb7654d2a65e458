"""An act that changes many records is a few lines of what changed; nothing of it is lost from the history of each."""

import pytest
from django.urls import reverse

from partnership.accounts.roles import assign_roles
from partnership.models import Agreement, Change, User
from partnership.operations.samples.removal import remove_samples
from partnership.records.audience import share
from partnership.records.changes import act
from partnership.records.merging import merge
from partnership.records.saving import save_record
from projects.models import Patent
from tests import tables
from tests.factories import AgreementFactory, InventorFactory, PartyFactory, PatentFactory
from tests.pages import names, soup_of
from tests.partnership.admin.forms import form_data
from tests.projects.management.test_import_patents import changed, run

pytestmark = pytest.mark.django_db
HEAD = "code,kind,name_zh,signed_on,private_to\n"


def feed(client) -> list[tuple[str, str]]:
    """What the overview says of each change: what was done, and to what."""
    lines = soup_of(client.get("/")).select("#changes li")
    return [(line.select_one(".quiet").text, line.a.text) for line in lines]


def test_an_import_of_a_table_is_a_line_an_audience_and_leads_to_its_records(but_client, but, member_of, bewg):
    AgreementFactory(code="A-2019-01")
    rows = "".join(f",framework,共享{number},2026-0{number}-01,\n" for number in (1, 2, 3))
    hidden = "".join(f",framework,自有{number},2026-0{number}-01,BUT\n" for number in (1, 2))

    tables.import_rows(but_client, HEAD + rows + hidden, "partnership_agreement")

    assert feed(but_client) == [
        ("entered", "A-2026-01-BUT 自有1 and 1 more"),
        ("entered", "A-2026-01 共享1 and 2 more"),
    ]
    other = member_of(bewg, "viewer")
    assert feed(other) == [("entered", "A-2026-01 共享1 and 2 more")]
    address = soup_of(other.get("/")).select_one("#changes li a")["href"]
    assert sorted(names(other, address)) == ["共享1", "共享2", "共享3"]
    number = Change.objects.get(label_zh__contains="自有1").pk
    assert names(other, f"{reverse('agreement_list')}?changed_with={number}") == []


def test_of_an_import_new_and_changed_records_are_told_apart_and_each_keeps_its_history(but_client):
    AgreementFactory(code="A-2019-01", name_zh="旧一", name_en="")
    AgreementFactory(code="A-2019-02", name_zh="旧二", name_en="")
    rows = "A-2019-01,framework,新一,2019-01-01,\nA-2019-02,framework,新二,2019-01-01,\n,framework,另一,2026-01-01,\n"

    tables.import_rows(but_client, HEAD + rows, "partnership_agreement")

    assert feed(but_client) == [("entered", "A-2026-01 另一"), ("changed", "A-2019-01 新一 and 1 more")]
    second = Change.objects.get(label_zh__contains="新二")
    part = but_client.get(f"/record/partnership.agreement/{second.target_id}/history/").content.decode()
    assert "旧二" in part


def test_a_merge_of_two_records_is_one_line_for_each_party(client, reader, operator, member_of, but):
    shared = save_record(PatentFactory.build(code="", publication_number="CN104657806A"), by=operator)
    private = PatentFactory.build(
        code="", publication_number="CN104657806A", ipc="C02F 3/30", private_to=reader.organisation
    )
    save_record(private, by=reader)
    for name in ("Li", "Wang", "Zhao"):
        save_record(InventorFactory.build(patent=private, name=name), by=reader)
    Change.objects.all().delete()

    merge(private, by=reader)

    assert [action for action, _label in feed(client)] == ["changed", "merged into another record"]
    assert feed(member_of(but, "viewer")) == [("changed", str(shared))]
    history = soup_of(client.get(f"/record/projects.patent/{shared.pk}/history/"))
    assert history.select_one(".history-along summary").text == "In the same act: 3"


def test_an_import_that_replaces_the_inventors_of_a_patent_is_one_line(client, reader, tmp_path):
    assign_roles(reader, ["administrator"])
    for inventors in ("Li; Wang", "Wang; Zhao; Qian"):
        Change.objects.all().delete()
        run(changed(tmp_path, inventors=inventors), "--as", reader.email)

    assert feed(client) == [("entered", f"{Patent.objects.get().code} · Wang and 4 more")]


def test_of_an_import_into_samples_by_a_sample_account_what_is_real_is_told_when_these_are_gone(
    client, reader, operator_client, operator
):
    User.objects.filter(pk=operator.pk).update(is_sample=True)
    AgreementFactory(code="A-2019-01", name_en="", is_sample=True)
    real = AgreementFactory(code="A-2019-02", name_en="")
    rows = "A-2019-01,framework,新一,2019-01-01,\nA-2019-02,framework,新二,2019-01-01,\n"
    tables.import_rows(operator_client, HEAD + rows, "partnership_agreement")

    before = feed(client)
    remove_samples()

    assert (before, feed(client)) == ([("changed", "A-2019-01 新一 and 1 more")], [("changed", "A-2019-02 新二")])
    assert "a deleted account" in soup_of(client.get("/")).select_one("#changes li").text
    assert list(Agreement.objects.all()) == [real]


def test_a_form_that_enters_a_record_with_a_row_is_one_line_and_one_entry_and_one_that_changes_it_is_told_in_full(
    client, operator, but
):
    row = {"parties-TOTAL_FORMS": 1, "parties-0-organisation": but.pk, "parties-0-part": "client"}
    add = reverse("admin:partnership_agreement_add")
    client.force_login(operator)
    client.post(add, form_data(client.get(add), name_en="Old", kind="framework", signed_on="2019-11-02", **row))
    agreement = Agreement.objects.get()
    entered = feed(client)
    change = reverse("admin:partnership_agreement_change", args=[agreement.pk])
    row |= {"parties-TOTAL_FORMS": 2, "parties-1-organisation": PartyFactory().pk, "parties-1-part": "developer"}
    client.post(change, form_data(client.get(change), name_en="New", **row))

    history = soup_of(client.get(f"/record/partnership.agreement/{agreement.pk}/history/"))

    assert entered == [("entered", f"{agreement.code} Old")]
    assert [action for action, _label in feed(client)] == ["entered", "changed", "entered"]
    assert [one.text for one in history.select(".history-along summary")] == ["In the same act: 1"]
    assert len(history.select(".history > li")) == 3


def test_of_an_act_each_party_is_told_of_its_own_rows_alone(but_client, but, member_of, bewg):
    writer = but_client.get("/").wsgi_request.user
    with act():
        for number in range(1, 4):
            save_record(AgreementFactory.build(code="", name_en=f"Own {number}", private_to=but), by=writer)
        save_record(AgreementFactory.build(code="", name_en="Shared"), by=writer)
    first = Change.objects.get(label_en__contains="Own 1").pk
    other = member_of(bewg, "viewer")

    assert [label.split(" ", 1)[1] for _action, label in feed(other)] == ["Shared"]
    assert [label.split(" ", 1)[1] for _action, label in feed(but_client)] == ["Shared", "Own 1 and 2 more"]
    assert names(other, f"{reverse('agreement_list')}?changed_with={first}") == []
    assert sorted(names(but_client, f"{reverse('agreement_list')}?changed_with={first}")) == ["Own 1", "Own 2", "Own 3"]


def test_what_is_shared_one_by_one_stays_a_line_each(client, reader):
    for _number in range(2):
        share(save_record(AgreementFactory.build(code="", private_to=reader.organisation), by=reader), by=reader)

    assert [action for action, _label in feed(client)] == ["shared with the other party", "entered"] * 2
