"""Documents: taken in by those who may, handed out only to those who see the record, never run by a browser."""

import hashlib

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.signals import post_save
from django.test import override_settings

from partnership.models import Change, Document
from partnership.records import audience
from partnership.records import saving as records
from partnership.records.documents import add_document
from tests.factories import AgreementFactory, UserFactory
from tests.pages import soup_of

pytestmark = pytest.mark.django_db
CONTENT = b"%PDF-1.7 text of the contract"


@pytest.fixture(autouse=True)
def editor(client, bewg):
    user = UserFactory(organisation=bewg)
    user.user_permissions.add(*Permission.objects.filter(codename__in=("change_agreement", "add_document")))
    client.force_login(user)
    return user


def pdf(name="contract.pdf", content=CONTENT):
    return SimpleUploadedFile(name, content, content_type="text/html")


def upload(client, agreement, file, title="Contract"):
    address = f"/record/partnership.agreement/{agreement.pk}/documents/new/"
    return client.post(address, {"title": title, "kind": "contract", "file": file})


def test_an_upload_keeps_sum_size_type_and_the_audience_of_its_record(client, editor, bewg):
    agreement = AgreementFactory(private_to=bewg)

    response = upload(client, agreement, pdf())

    document = Document.objects.get()
    assert response["Location"] == agreement.get_absolute_url()
    assert (document.sha256, document.size) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
    assert (document.content_type, document.file_name) == ("application/pdf", "contract.pdf")
    assert (document.private_to, document.by, document.version) == (bewg, editor, 1)


def test_the_same_title_again_is_the_next_version(client):
    agreement = AgreementFactory()

    upload(client, agreement, pdf())
    upload(client, agreement, pdf(content=b"%PDF-1.7 second"))

    assert list(Document.objects.order_by("pk").values_list("version", flat=True)) == [1, 2]


def test_an_upload_stands_in_the_history_of_its_record(client, editor):
    agreement = AgreementFactory()

    upload(client, agreement, pdf())

    change = Change.objects.get()
    assert (change.action, change.top_type.model, change.top_id) == ("created", "agreement", agreement.pk)


def test_a_document_is_handed_out_as_an_attachment_that_nothing_runs(client):
    agreement = AgreementFactory()
    upload(client, agreement, pdf("合同.pdf"))

    response = client.get(Document.objects.get().get_absolute_url())

    assert b"".join(response.streaming_content) == CONTENT
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%90%88")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_document_of_a_hidden_record_is_neither_served_nor_listed(client, but):
    hidden = AgreementFactory(private_to=but)
    writer = UserFactory(organisation=but)
    document = add_document(target=hidden, upload=pdf(), kind="contract", title="Hidden", by=writer)

    part = f"/record/partnership.agreement/{hidden.pk}/documents/"
    addresses = (f"/documents/{document.pk}/", document.get_absolute_url(), part)
    answers = {client.get(address).status_code for address in addresses}

    assert answers == {404}
    assert client.get("/documents/").context["page"].paginator.count == 0


def test_documents_are_shared_with_their_record(client, editor, bewg, but):
    agreement = AgreementFactory(private_to=bewg)
    upload(client, agreement, pdf())
    audience.share(agreement, by=editor)
    client.force_login(UserFactory(organisation=but))

    page = soup_of(client.get(f"/record/partnership.agreement/{agreement.pk}/documents/"))

    assert page.select_one("#documents tbody a").text == "Contract"
    assert client.get(Document.objects.get().get_absolute_url()).status_code == 200


def test_a_phone_shows_each_document_as_a_card_that_names_what_it_says(client, editor):
    agreement = AgreementFactory()
    upload(client, agreement, pdf())

    page = soup_of(client.get(f"/record/partnership.agreement/{agreement.pk}/documents/"))

    assert page.select_one(".table-frame.is-stacking") is not None
    assert [cell["data-label"] for cell in page.select("#documents tbody td")] == [
        one.text for one in page.select("#documents thead th")[1:]
    ]


def test_documents_go_with_their_record_and_come_back_with_it(client, editor):
    agreement = AgreementFactory()
    upload(client, agreement, pdf(), title="First")
    upload(client, AgreementFactory(), pdf(), title="Other")

    records.withdraw(agreement, by=editor)
    upload(client, agreement, pdf(), title="Added to what is withdrawn")
    without, withdrawn = titles(client, "/documents/"), titles(client, "/documents/?state=withdrawn")
    on_its_page = soup_of(client.get(f"/record/partnership.agreement/{agreement.pk}/documents/"))
    records.restore(agreement, by=editor)

    assert without == {"Other"}
    assert withdrawn == {"First", "Added to what is withdrawn"}
    assert len(on_its_page.select("#documents tbody tr")) == 2
    assert titles(client, "/documents/") == {"First", "Other", "Added to what is withdrawn"}


def titles(client, address):
    return {cell.text for cell in soup_of(client.get(address)).select("tbody th")}


def test_a_document_that_is_not_written_leaves_no_file(client, editor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload(client, AgreementFactory(), pdf("kept.pdf"))

    def fail(**signal):
        raise OSError("the disk of the database is full")

    post_save.connect(fail, sender=Document)
    try:
        with pytest.raises(OSError, match="full"):
            add_document(target=AgreementFactory(), upload=pdf("lost.pdf"), kind="contract", title="Lost", by=editor)
    finally:
        post_save.disconnect(fail, sender=Document)

    assert [path.name for path in tmp_path.rglob("*.pdf")] == ["kept.pdf"]
    assert Document.objects.count() == 1


def test_what_an_operator_deletes_takes_its_documents_and_their_files_along(
    client, operator, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    gone, kept = AgreementFactory(), AgreementFactory()
    for agreement in (gone, kept):
        upload(client, agreement, pdf(f"{agreement.code}-1.pdf"), title="First")
        upload(client, agreement, pdf(f"{agreement.code}-2.pdf"), title="Second")
    client.force_login(operator)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/partnership/agreement/{gone.pk}/delete/", {"post": "yes"})
        client.post(f"/admin/partnership/document/{Document.objects.get(title='First', target_id=kept.pk).pk}/delete/",
                    {"post": "yes"})  # fmt: skip

    assert list(Document.objects.values_list("target_id", "title")) == [(kept.pk, "Second")]
    assert [path.name for path in tmp_path.rglob("*.pdf")] == [f"{kept.code}-2.pdf"]


@pytest.mark.parametrize("name", ["page.html", "script.svg", "program.exe", "none"])
def test_a_type_that_is_not_on_the_list_is_refused(client, name):
    page = upload(client, AgreementFactory(), pdf(name)).content.decode()

    assert "is not accepted; these are: .csv" in page
    assert Document.objects.count() == 0


@override_settings(UPLOAD_LIMIT_BYTES=10)
def test_a_file_past_the_limit_is_refused(client):
    page = upload(client, AgreementFactory(), pdf()).content.decode().replace("\xa0", " ")

    assert "The file has 29 bytes; the limit is 10 bytes." in page
    assert Document.objects.count() == 0


def test_the_page_says_beforehand_what_is_accepted(client, settings):
    settings.DOCUMENT_TYPES = {".pdf": "application/pdf", ".csv": "text/csv"}
    settings.UPLOAD_LIMIT_BYTES = 3 * 1024**2

    page = soup_of(client.get(f"/record/partnership.agreement/{AgreementFactory().pk}/documents/new/"))

    field = page.select_one("input[type=file]")
    said = page.find(id=field["aria-describedby"]).text
    assert said == "Files of these types: .csv, .pdf. A file may have at most 3.0\xa0MB."


def test_who_may_not_upload_is_refused(client, bewg):
    client.force_login(UserFactory(organisation=bewg))
    agreement = AgreementFactory()

    assert upload(client, agreement, pdf()).status_code == 403
    part = client.get(f"/record/partnership.agreement/{agreement.pk}/documents/").content.decode()
    assert "Upload a document" not in part


def test_a_document_leads_to_the_record_it_hangs_on(client):
    agreement = AgreementFactory()
    upload(client, agreement, pdf())

    response = client.get(f"/documents/{Document.objects.get().pk}/", follow=True)

    assert response.redirect_chain[-1] == (agreement.get_absolute_url(), 302)


def test_the_list_names_the_record_on_which_a_document_hangs(client):
    upload(client, AgreementFactory(code="A-2026-07"), pdf())

    cells = soup_of(client.get("/documents/")).select("tbody td")

    assert [cell.text for cell in cells if cell["data-label"] == "Hangs on"] == ["agreement A-2026-07"]
