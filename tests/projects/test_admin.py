"""The import page of the patents, as a browser walks through it with the real file."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnership.accounts.roles import assign_roles
from partnership.jobs.jobs import cancel_job, run_job
from partnership.models import Change, Job, User
from partnership.records.uploads import upload_path
from partnership.rules import registry
from partnership.rules.registry import TableReader
from partnership.transfer import table_jobs
from projects.models import Patent
from projects.patents.importer import PatentImporter
from tests.factories import PatentFactory
from tests.pages import soup_of
from tests.partnership.admin.conftest import client_of, make_member
from tests.partnership.admin.forms import form_data
from tests.tables import confirm, import_rows, refused, upload

pytestmark = pytest.mark.django_db

REAL = Path("projects/data/patents_public.csv")


@pytest.fixture
def editor(but):
    return make_member(but, "editor")


FEW = "".join(REAL.read_text(encoding="utf-8").splitlines(keepends=True)[:5])
MODEL = "projects_patent"


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_preview_then_all_89_patents_then_nothing_left_to_change(editor):
    client = client_of(editor)

    preview = upload(client, REAL.read_bytes(), MODEL)
    table = BeautifulSoup(preview.content, "html.parser").find("table", class_="import-preview")
    assert len(table.find_all("tr", class_="new")) == 89
    assert not Patent.objects.exists()

    page = confirm(client, preview, MODEL)
    assert "89 new, 0 changed, 0 unchanged." in page.main.text
    assert page.find("a", href="/admin/projects/patent/").text == "Open the list: patents"
    assert Patent.objects.filter(private_to=None).count() == 89
    assert set(Change.objects.values_list("by", flat=True)) == {editor.pk}

    assert "0 new, 0 changed, 89 unchanged." in import_rows(client, REAL.read_bytes(), MODEL).main.text


def test_a_change_is_shown_before_it_is_made(editor):
    client = client_of(editor)
    import_rows(client, REAL.read_bytes(), MODEL)
    text = REAL.read_text(encoding="utf-8").replace("H01M4/92,", "H01M4/93,", 1)

    preview = upload(client, text, MODEL)

    [row] = BeautifulSoup(preview.content, "html.parser").select("table.import-preview tr.update")
    assert [(one.name, one.text) for one in row.find_all(["ins", "del"])] == [("del", "2"), ("ins", "3")]
    assert "style=" not in str(row)


def test_a_faulty_row_stops_the_whole_file_and_is_named(editor):
    client = client_of(editor)
    text = REAL.read_text(encoding="utf-8").replace("2015-03-25", "25.03.15", 1)

    page = upload(client, text, MODEL, "gb18030")

    assert refused(page) == [("2", "filing_date", "25.03.15", "a date such as 2026-03-01")]
    assert "confirm_form" not in page.context
    assert not Patent.objects.exists()


def test_a_missing_column_is_named(editor):
    page = upload(client_of(editor), REAL.read_bytes().replace(b"grant_date", b"granted", 1), MODEL)

    [refusal] = refused(page)
    assert (refusal[:2], refusal[3]) == (("1", "grant_date"), "the column grant_date")


def test_a_fault_that_came_after_the_preview_imports_nothing(editor):
    client = client_of(editor)
    preview = upload(client, FEW, MODEL)
    stored = upload_path(form_data(preview)["import_file_name"][0])
    stored.write_bytes(stored.read_bytes().replace(b"invention", b"idea", 1))

    page = confirm(client, preview, MODEL)

    [refusal] = refused(page)
    assert refusal[:3] == ("2", "kind", "idea")
    assert "Nothing was imported." in page.main.text
    assert page.find("a", href="/admin/projects/patent/import/").text == "Upload another file"
    assert not Patent.objects.exists()


@pytest.mark.parametrize("name", ["..", ".", "../gone", "0" * 32, "a/b", ""])
def test_an_upload_that_is_gone_or_never_was_is_asked_for_again(editor, name):
    client = client_of(editor)
    data = form_data(upload(client, FEW, MODEL)) | {"import_file_name": [name]}

    answer = client.post(reverse("admin:projects_patent_process_import"), data, follow=True)

    assert messages_of(answer) == ["The file is no longer kept: send it again."]
    assert not Job.objects.exists()


def test_a_file_with_the_longest_name_is_imported(editor):
    client = client_of(editor)
    file = SimpleUploadedFile(f"{'n' * 251}.csv", FEW.encode())
    preview = client.post(reverse("admin:projects_patent_import"), {"import_file": file})

    assert "4 new, 0 changed, 0 unchanged." in confirm(client, preview, MODEL).main.text


def test_two_files_of_one_name_are_imported_separately(editor):
    client = client_of(editor)
    lines = FEW.splitlines(keepends=True)
    first = upload(client, "".join(lines[:2]), MODEL)
    second = upload(client, "".join([lines[0], *lines[2:5]]), MODEL)

    assert "3 new, 0 changed, 0 unchanged." in confirm(client, second, MODEL).main.text
    assert "1 new, 0 changed, 0 unchanged." in confirm(client, first, MODEL).main.text

    assert Patent.objects.count() == 4


def test_a_long_table_is_checked_by_a_worker_and_then_imported(editor, monkeypatch):
    monkeypatch.setattr(table_jobs, "MAX_ROWS_SHOWN", 3)
    client = client_of(editor)

    answer = upload(client, FEW, MODEL)

    check = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, check.get_absolute_url())
    run_job(check.pk)
    page = soup_of(client.get(check.get_absolute_url()))
    assert "4 new, 0 changed, 0 unchanged. This was a check: nothing has been imported." in page.main.text
    assert not Patent.objects.exists()

    [form] = page.select("main form")
    answer = client.post(form["action"])
    job = Job.objects.latest("pk")
    assert answer["Location"] == job.get_absolute_url()
    run_job(job.pk)
    assert Patent.objects.count() == 4


def test_a_table_longer_than_a_worker_imports_is_refused(editor, monkeypatch):
    monkeypatch.setattr(table_jobs, "MAX_ROWS_SHOWN", 2)
    monkeypatch.setattr(table_jobs, "MAX_ROWS", 3)
    monkeypatch.setattr(table_jobs, "MAX_ROWS_ON_SQLITE", 3)
    client = client_of(editor)
    upload(client, FEW, MODEL)

    run_job(Job.objects.get().pk)

    page = soup_of(client.get(Job.objects.get().get_absolute_url()))
    assert refused(page) == [("–", "–", "more than 3 rows", "at most 3 rows; divide the file")]
    assert page.select("main form") == []


def test_a_cancelled_import_imports_nothing(editor):
    client = client_of(editor)
    client.post(reverse("admin:projects_patent_process_import"), form_data(upload(client, FEW, MODEL)))
    job = Job.objects.get()
    cancel_job(job)

    assert run_job(job.pk) is False

    assert Job.objects.get().state == Job.State.CANCELLED
    assert not Patent.objects.exists()


class Stopped(PatentImporter):
    """Its second row is when somebody asks for the job to be cancelled."""

    def write(self, row, *, by):
        Job.objects.filter(options__is_dry_run=False).update(is_cancel_asked=bool(self.numbers))
        return super().write(row, by=by)


def test_an_import_that_is_cancelled_halfway_imports_nothing(editor, monkeypatch):
    monkeypatch.setattr(table_jobs, "ROWS_PER_STEP", 1)
    client = client_of(editor)
    preview = upload(client, FEW, MODEL)
    reader = TableReader(Patent, lambda columns, by: Stopped(by), columns=())
    monkeypatch.setitem(registry.table_readers._entries, reader.key, reader)

    page = confirm(client, preview, MODEL)

    assert (page.select_one(".job .badge").text.strip(), Patent.objects.count()) == ("cancelled", 0)


def test_a_job_writes_with_the_rights_and_the_sight_its_asker_has_then(editor, bewg):
    client = client_of(editor)
    hidden = PatentFactory(publication_number="US9633307B2", name_en="Hidden", private_to=bewg)
    hidden.full_clean()
    hidden.save()
    page = import_rows(client, FEW, MODEL)
    assert "4 new, 0 changed, 0 unchanged." in page.main.text
    hidden.refresh_from_db()
    assert hidden.name_en == "Hidden"

    preview = upload(client, FEW.replace("H01M4/92,", "H01M4/93,", 1), MODEL)
    assign_roles(editor, ["viewer"])
    User.objects.filter(pk=editor.pk).update(is_staff=True)
    assert client.post(reverse("admin:projects_patent_process_import"), form_data(preview)).status_code == 403
    assign_roles(editor, ["editor"])
    client.post(reverse("admin:projects_patent_process_import"), form_data(preview))
    assign_roles(editor, ["viewer"])
    run_job(Job.objects.latest("pk").pk)

    page = soup_of(client.get(Job.objects.latest("pk").get_absolute_url()))
    assert "Whoever asked for this may not import such records any more." in page.main.text
    assert not Patent.objects.filter(ipc__contains="H01M4/93").exists()


def test_a_colleague_sees_nothing_of_an_import(editor, but):
    import_rows(client_of(editor), FEW, MODEL)
    job = Job.objects.get()
    colleague = client_of(make_member(but, "editor"))

    assert colleague.get(job.get_absolute_url()).status_code == 404
    assert colleague.post(reverse("job_cancel", args=[job.pk])).status_code == 404
    assert colleague.post(reverse("table_take_in", args=[job.pk])).status_code == 404


def test_refused_rows_are_described_in_the_readers_language(editor):
    client = client_of(editor)
    preview = upload(client, FEW, MODEL)
    stored = upload_path(form_data(preview)["import_file_name"][0])
    stored.write_bytes(stored.read_bytes().replace(b"2015-03-25", b"soon", 1))
    confirm(client, preview, MODEL)
    User.objects.update(language="zh-hans")

    page = soup_of(client.get(Job.objects.get().get_absolute_url()))

    assert "形如 2026-03-01 的日期" in page.main.text


def test_viewers_import_nothing(but):
    viewer = make_member(but, "viewer")
    viewer.is_staff = True
    viewer.save()

    assert client_of(viewer).get(reverse("admin:projects_patent_import")).status_code == 403
