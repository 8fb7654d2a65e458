"""/healthz: an answer without a log-in, a session or a secret."""

import datetime as dt
import json

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from partnership.jobs.heartbeat import record_heartbeat
from partnership.models import User
from partnership.operations import doctor as health


@pytest.fixture
def _heartbeat(db: None) -> None:
    record_heartbeat()


@pytest.mark.usefixtures("_heartbeat")
def test_healthy_site_answers_with_two_queries(client: Client, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok", "degraded": []})
    assert response.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_probe_with_a_session_reads_no_session(client: Client, operator: User, django_assert_num_queries) -> None:
    client.force_login(operator)

    with django_assert_num_queries(2):
        response = client.get("/healthz")

    assert response.status_code == 200


@pytest.mark.django_db
def test_a_scheduler_without_heartbeat_is_named(client: Client) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(minutes=6)):
        record_heartbeat()

    assert client.get("/healthz").json() == {"status": "degraded", "degraded": ["scheduler"]}


@pytest.mark.django_db
def test_folder_that_cannot_be_read_is_named_and_breaks_no_page(client: Client, operator: User, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "not-mounted"
    missing = client.get("/healthz").json()["degraded"]
    settings.DATA_DIR = tmp_path
    (tmp_path / "beat").write_text("no folder")
    unreadable = client.get("/healthz").json()["degraded"]
    record_heartbeat()
    client.force_login(operator)

    assert (missing, unreadable) == (["scheduler", "space"], ["scheduler"])
    assert "The scheduler has not ticked for 5 minutes" in client.get("/agreements/").content.decode()


@pytest.mark.usefixtures("_heartbeat")
def test_little_space_is_named_but_serves_on(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnership.operations.views.LOW_SPACE_BYTES", 1 << 62)

    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "degraded", "degraded": ["space"]})


@pytest.mark.django_db
def test_database_that_does_not_answer_is_unavailable(client: Client) -> None:
    def refuse(execute, sql, params, many, context):
        raise health.DatabaseError("connection to server at 10.1.2.3 failed")

    with connection.execute_wrapper(refuse):
        response = client.get("/healthz")

    assert response.status_code == 503
    assert json.loads(response.content) == {"status": "unavailable", "degraded": ["database"]}
