"""Taking a table in as a browser does: the import page, its preview, the job, and the page of the job."""

from __future__ import annotations

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from partnership.jobs.jobs import run_job
from partnership.models import Job
from tests.pages import soup_of
from tests.partnership.admin.forms import form_data


def upload(client: Client, content: str | bytes, model: str, encoding: str = "utf-8") -> HttpResponse:
    """The answer of the import page to a file."""
    data = content.encode(encoding) if isinstance(content, str) else content
    return client.post(reverse(f"admin:{model}_import"), {"import_file": SimpleUploadedFile("table.csv", data)})


def confirm(client: Client, preview: HttpResponse, model: str) -> BeautifulSoup:
    """Confirm a preview, let a worker take the table in, and give the page to which the reader is led."""
    answer = client.post(reverse(f"admin:{model}_process_import"), form_data(preview))
    job = Job.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, job.get_absolute_url())
    run_job(job.pk)
    return soup_of(client.get(job.get_absolute_url()))


def import_rows(client: Client, content: str | bytes, model: str, encoding: str = "utf-8") -> BeautifulSoup:
    return confirm(client, upload(client, content, model, encoding), model)


def refused(page: HttpResponse | BeautifulSoup) -> list[tuple[str, ...]]:
    """Row, column, found and expected of each refused row that a page lists."""
    soup = page if isinstance(page, BeautifulSoup) else soup_of(page)
    [table] = [one for one in soup.find_all("table") if one.caption and one.caption.text == "Refused rows"]
    return [tuple(cell.text for cell in row.find_all(["th", "td"])) for row in table.tbody.find_all("tr")]
