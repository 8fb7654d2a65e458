"""The upload page: check first, then import; who may, and how a refused file is described."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partnership.accounts.roles import assign_roles
from partnership.jobs.jobs import run_job
from partnership.models import Job
from partnership.records.uploads import upload_path
from pilots.models import Measurement, MeasurementImport, Series
from tests.factories import PilotBaseFactory, UserFactory
from tests.pages import soup_of
from tests.pilots.conftest import DATA

pytestmark = pytest.mark.django_db
ADDRESS = "/bases/B-2022-01/import/"
GOOD = b"timestamp,temp_c\n2022-03-11 07:30,12.2\n"
BAD = GOOD + b"2022-03-11 07:35,warm\n"


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


def upload(client, content: bytes, **fields) -> Job:
    """Upload a file, let a worker check it, and give the job whose page the reader is led to."""
    data = {"file": SimpleUploadedFile("values.csv", content), "origin": "sensor", **fields}
    response = client.post(ADDRESS, data)
    job = Job.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (302, f"/jobs/{job.pk}/")
    run_job(job.pk)
    return job


def forms_of(page) -> list[str]:
    return [form["action"] for form in page.select("main form")]


def test_a_real_file_is_checked_then_imported_and_leads_to_the_base(base, as_editor):
    lab = (DATA / "wwtp_sample_lab.csv").read_bytes()

    check = upload(as_editor, lab, origin="laboratory")
    assert Measurement.objects.count() == 0
    page = soup_of(as_editor.get(check.get_absolute_url()))
    assert "324 new, 0 changed, 0 unchanged. This was a check: nothing has been imported." in page.main.text
    assert [one.text for one in page.select(".job-remarks li")] == [
        "Values from 11 Mar 2022, 07:30 to 1 May 2022, 07:30 (Asia/Shanghai).",
        "7 series are new: nh4_inf_mgN_L (NH4-N, influent), nh4_eff_mgN_L (NH4-N, effluent), no3_eff_mgN_L (NO3-N, "
        "effluent), po4_inf_mgP_L (PO4-P, influent), po4_eff_mgP_L (PO4-P, effluent), tss_harvest_mg_L (SS, in the "
        "reactor HARVEST), tss_postmix_mg_L (SS, in the reactor POSTMIX).",
        "No value is flagged.",
    ]
    assert forms_of(page) == [f"{ADDRESS}{check.pk}/"]

    response = as_editor.post(f"{ADDRESS}{check.pk}/")
    job = Job.objects.latest("pk")
    assert response["Location"] == f"/jobs/{job.pk}/"
    run_job(job.pk)
    page = soup_of(as_editor.get(job.get_absolute_url()))
    assert "324 new, 0 changed, 0 unchanged." in page.main.text
    assert forms_of(page) == []
    assert page.find("a", href="/bases/B-2022-01/") is not None
    assert Measurement.objects.count() == 324
    assert MeasurementImport.objects.get().by == job.by


def test_an_import_is_one_line_of_what_changed_and_of_the_history_of_its_base(base, as_editor):
    check = upload(as_editor, b"timestamp,temp_c,do_harvest_mg_L\n2022-03-11 07:30,12.2,0.4\n")
    as_editor.post(f"{ADDRESS}{check.pk}/")
    run_job(Job.objects.latest("pk").pk)

    feed = soup_of(as_editor.get("/")).select("#changes li a")
    history = soup_of(as_editor.get(f"/record/pilots.pilotbase/{base.pk}/history/"))
    series = Series.objects.get(variable__code="DO")
    own = soup_of(as_editor.get(f"/record/pilots.series/{series.pk}/history/"))

    assert [(line.text, line["href"]) for line in feed] == [
        ("B-2022-01 · values.csv (values of 2 series)", f"/record/pilots.pilotbase/{base.pk}/")
    ]
    assert [one.text.split(" · ")[1] for one in history.select(".history-head")] == ["values.csv (values of 2 series)"]
    assert history.select_one(".history-along summary").text == "In the same act: 3"
    assert len(own.select(".history-head")) == 1


def test_refused_rows_are_listed_and_there_is_nothing_to_confirm(base, as_editor):
    check = upload(as_editor, BAD)

    page = soup_of(as_editor.get(check.get_absolute_url()))

    cells = [cell.text for cell in page.select("tbody th, tbody td")]
    assert cells == ["3", "temp_c", "warm", "a number with a decimal point, or an empty cell"]
    assert "1 row is refused." in page.main.text
    assert page.select(".job-head .tone-good") == []
    assert forms_of(page) == []
    assert page.find("a", href=ADDRESS).text == "Upload another file"
    assert as_editor.post(f"{ADDRESS}{check.pk}/", follow=True).redirect_chain == [(f"/jobs/{check.pk}/", 302)]
    assert Job.objects.count() == 1


def test_the_good_rows_alone_are_imported_where_that_was_ticked(base, as_editor):
    check = upload(as_editor, BAD, takes_good_rows="on")
    as_editor.post(f"{ADDRESS}{check.pk}/")
    job = Job.objects.latest("pk")

    run_job(job.pk)

    assert list(Measurement.objects.values_list("value", flat=True)) == [12.2]
    page = soup_of(as_editor.get(job.get_absolute_url()))
    assert "1 new, 0 changed, 0 unchanged. 1 row is refused." in page.main.text


def test_refused_rows_are_described_in_the_readers_language(base, as_editor, editor):
    check = upload(as_editor, BAD)
    editor.language = "zh-hans"
    editor.save()

    page = soup_of(as_editor.get(check.get_absolute_url()))

    cells = [cell.text for cell in page.select("tbody th, tbody td")]
    assert cells[:3] == ["3", "temp_c", "warm"]
    assert "a number" not in cells[3]


def test_a_file_that_was_swept_away_is_not_imported(base, as_editor):
    check = upload(as_editor, GOOD)
    upload_path(check.options["upload"]).unlink()

    response = as_editor.post(f"{ADDRESS}{check.pk}/", follow=True)

    assert "There is nothing to import" in soup_of(response).main.text
    assert Job.objects.count() == 1


def test_the_upload_goes_into_the_check_under_its_own_name(base, as_editor):
    check = upload(as_editor, GOOD)

    assert (check.options["file_name"], check.options["title"]) == ("values.csv", "values.csv · B-2022-01")


def test_a_file_over_the_limit_is_refused_in_the_form(base, as_editor, settings):
    settings.UPLOAD_LIMIT_BYTES = 10

    response = as_editor.post(ADDRESS, {"file": SimpleUploadedFile("values.csv", GOOD), "origin": "sensor"})

    assert "The file has 39" in soup_of(response).select_one(".field-error").text
    assert Job.objects.count() == 0


def test_the_page_says_beforehand_what_is_accepted(base, as_editor, settings):
    settings.UPLOAD_LIMIT_BYTES = 3 * 1024**2

    page = soup_of(as_editor.get(ADDRESS))

    text = page.find(id=page.select_one("input[type=file]")["aria-describedby"]).text
    assert text == (
        "CSV (UTF-8, GB 18030) with any number of rows; times are those of the clock in Shanghai unless the file says "
        "a zone. A file may have at most 3.0\xa0MB."
    )


def test_without_a_file_the_form_says_so(base, as_editor):
    page = soup_of(as_editor.post(ADDRESS, {"origin": "sensor"}))

    assert page.select_one(".field-error").text.strip() == "This field is required."


def test_the_base_page_offers_the_import_to_those_who_may_do_it(base, as_editor, client, bewg):
    assert soup_of(as_editor.get("/bases/B-2022-01/")).find("a", href=ADDRESS).text == "Import measurements"

    viewer = UserFactory(organisation=bewg)
    assign_roles(viewer, ["viewer"])
    client.force_login(viewer)
    assert soup_of(client.get("/bases/B-2022-01/")).find("a", href=ADDRESS) is None
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"file": SimpleUploadedFile("values.csv", GOOD)}).status_code == 403
    assert Job.objects.count() == 0


def test_another_partys_base_is_not_found(base, as_editor, but):
    PilotBaseFactory(code="B-2023-01-BUT", private_to=but)

    for address in ("/bases/B-2023-01-BUT/import/", "/bases/B-9999-01/import/"):
        assert as_editor.get(address).status_code == 404
        assert as_editor.post(address, {"file": SimpleUploadedFile("v.csv", GOOD)}).status_code == 404
    assert Job.objects.count() == 0


def test_a_job_is_hidden_from_the_other_party_and_not_imported_by_a_colleague(base, as_editor, client, bewg, but):
    check = upload(as_editor, GOOD)
    rival, colleague = UserFactory(organisation=but), UserFactory(organisation=bewg)
    for user in (rival, colleague):
        assign_roles(user, ["editor"])

    client.force_login(rival)
    assert client.get(check.get_absolute_url()).status_code == 404
    assert client.post(f"{ADDRESS}{check.pk}/").status_code == 404

    client.force_login(colleague)
    assert client.get(check.get_absolute_url()).status_code == 200
    assert client.post(f"{ADDRESS}{check.pk}/").status_code == 404
    assert Measurement.objects.count() == 0


def test_a_check_of_one_base_is_not_imported_into_another(base, as_editor):
    PilotBaseFactory(code="B-2022-02")
    check = upload(as_editor, GOOD)

    assert as_editor.post(f"/bases/B-2022-02/import/{check.pk}/").status_code == 404
