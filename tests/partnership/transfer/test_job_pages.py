"""The page of a job: progress, polling, cancelling; for its party alone."""

import pytest

from partnership.models import Job
from tests.factories import UserFactory
from tests.pages import soup_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker(client, bewg):
    user = UserFactory(organisation=bewg)
    client.force_login(user)
    return user


def job_of(user, **columns) -> Job:
    options = {"title": "values.csv", "base": "B-0000-01", "is_dry_run": True, "takes_good_rows": False}
    return Job.objects.create(
        kind="pilots.import_measurements", by=user, private_to=user.organisation, options=options, **columns
    )


def test_a_running_job_shows_how_far_it_is_and_is_looked_at_again(client, asker):
    job = job_of(asker, state="running", done_steps=5000, all_steps=14_678)

    page = soup_of(client.get(f"/jobs/{job.pk}/"))

    part = page.select_one("#job")
    assert (part["hx-get"], part["hx-swap"]) == (f"/jobs/{job.pk}/", "outerHTML")
    assert (part.progress["value"], part.progress["max"]) == ("5000", "14678")
    assert "5,000 of 14,678 rows" in part.text
    assert page.main.text.count("values.csv") == 1
    assert part.form["action"] == f"/jobs/{job.pk}/cancel/"
    assert page.find("a", string="Look again")["href"] == f"/jobs/{job.pk}/"


def test_htmx_gets_the_part_alone_and_an_ended_job_is_not_asked_for_again(client, asker):
    job = job_of(asker, state="done")

    response = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})

    part = soup_of(response)
    assert part.find("html") is None
    assert part.select_one("#job").get("hx-get") is None
    assert "no-store" in response["Cache-Control"]


def test_a_job_that_broke_down_says_what_to_do(client, asker):
    error = "The job failed. The operator finds why in the log, under job %(job)s."
    job = job_of(asker, state="failed", result={"error": error, "words": {"job": "7"}})

    page = soup_of(client.get(f"/jobs/{job.pk}/"))

    assert "The job failed. The operator finds why in the log, under job 7." in page.main.text


def test_the_asker_cancels_a_job_and_a_colleague_does_not(client, asker):
    running = job_of(asker, state="running")
    waiting = job_of(UserFactory(organisation=asker.organisation))

    assert client.get(f"/jobs/{running.pk}/cancel/").status_code == 405
    assert client.post(f"/jobs/{running.pk}/cancel/").status_code == 302
    assert client.post(f"/jobs/{waiting.pk}/cancel/").status_code == 403

    assert list(Job.objects.order_by("pk").values_list("is_cancel_asked", "state")) == [
        (True, "running"),
        (False, "waiting"),
    ]
    page = soup_of(client.get(f"/jobs/{running.pk}/"))
    assert "It stops at its next step." in page.main.text
    assert page.select("main form") == []


def test_another_partys_job_is_not_found(client, asker, but):
    job = job_of(UserFactory(organisation=but), state="running")

    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/cancel/").status_code == 404
    assert Job.objects.get().is_cancel_asked is False
