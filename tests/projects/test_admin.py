"""The import page of the patents, as a browser walks through it with the real file."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from partnership.models import Change
from projects.models import Patent
from tests.partnership.admin.conftest import client_of, make_member
from tests.partnership.admin.forms import form_data

pytestmark = pytest.mark.django_db

REAL = Path("projects/data/patents_public.csv")


@pytest.fixture
def editor(but):
    return make_member(but, "editor")


def upload(client, content, name="patents.csv"):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("admin:projects_patent_import"), {"import_file": file, "format": "0", "resource": "0"})


def confirm(client, preview):
    return client.post(reverse("admin:projects_patent_process_import"), form_data(preview), follow=True)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_preview_then_all_89_patents_then_nothing_left_to_change(editor):
    client = client_of(editor)

    preview = upload(client, REAL.read_bytes())
    table = BeautifulSoup(preview.content, "html.parser").find("table", class_="import-preview")
    assert len(table.find_all("tr", class_="new")) == 89
    assert not Patent.objects.exists()

    assert messages_of(confirm(client, preview)) == ["Imported: 89 new, 0 changed, 0 unchanged."]
    assert Patent.objects.filter(private_to=None).count() == 89
    assert set(Change.objects.values_list("by", flat=True)) == {editor.pk}

    assert messages_of(confirm(client, upload(client, REAL.read_bytes()))) == [
        "Imported: 0 new, 0 changed, 89 unchanged."
    ]


def test_a_change_is_shown_before_it_is_made(editor):
    client = client_of(editor)
    confirm(client, upload(client, REAL.read_bytes()))
    text = REAL.read_text(encoding="utf-8").replace("H01M4/92,", "H01M4/93,", 1)

    preview = upload(client, text.encode())

    [row] = BeautifulSoup(preview.content, "html.parser").select("table.import-preview tr.update")
    assert [(one.name, one.text) for one in row.find_all(["ins", "del"])] == [("del", "2"), ("ins", "3")]
    assert "style=" not in str(row)


def test_a_faulty_row_stops_the_whole_file_and_is_named(editor):
    client = client_of(editor)
    text = REAL.read_text(encoding="utf-8").replace("2015-03-25", "25.03.15", 1)

    page = upload(client, text.encode("gb18030"))

    rows = BeautifulSoup(page.content, "html.parser").select("#content table tbody tr")
    assert [[cell.text for cell in row.find_all("td")] for row in rows] == [
        ["2", "filing_date", "25.03.15", "a date such as 2026-03-01"]
    ]
    assert "confirm_form" not in page.context
    assert not Patent.objects.exists()


def test_a_missing_column_is_named(editor):
    page = upload(client_of(editor), REAL.read_bytes().replace(b"grant_date", b"granted", 1))

    assert "the column grant_date" in page.content.decode()


def test_a_fault_that_came_after_the_preview_takes_in_nothing(editor, settings):
    client = client_of(editor)
    preview = upload(client, REAL.read_bytes())
    data = form_data(preview)
    kept = settings.DATA_DIR / "imports" / data["import_file_name"][0]
    kept.write_bytes(kept.read_bytes().replace(b"invention", b"idea", 1))

    answer = client.post(reverse("admin:projects_patent_process_import"), data, follow=True)

    assert messages_of(answer)[0].startswith("row 2, column kind: found idea, expected one of ")
    assert not Patent.objects.exists()


def test_an_upload_that_is_gone_is_asked_for_again(editor):
    client = client_of(editor)
    data = form_data(upload(client, REAL.read_bytes())) | {"import_file_name": ["../gone"]}

    answer = client.post(reverse("admin:projects_patent_process_import"), data, follow=True)

    assert messages_of(answer) == ["The file is no longer kept: send it again."]


def test_viewers_import_nothing(but):
    viewer = make_member(but, "viewer")
    viewer.is_staff = True
    viewer.save()

    assert client_of(viewer).get(reverse("admin:projects_patent_import")).status_code == 403
