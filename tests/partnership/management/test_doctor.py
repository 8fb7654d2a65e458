"""`doctor`: one line a part, exit status 1 where one is wrong."""

import datetime as dt
import io
import json
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from pytest_django import Settings

from partnership.jobs.heartbeat import record_heartbeat
from partnership.models import CalendarYear, User
from partnership.operations.doctor import BASIC_CHECKS, OTHER_CHECKS, TABLE_CHECKS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setattr("partnership.operations.doctor.PING_SECONDS", 0.1)  # no worker listens to this broker


def doctor(*arguments: str) -> tuple[str, int]:
    output = io.StringIO()
    try:
        call_command("doctor", *arguments, stdout=output, no_color=True)
    except SystemExit as ended:
        return output.getvalue(), int(str(ended.code))
    return output.getvalue(), 0


def line_of(output: str, label: str) -> str:
    return next(line for line in output.splitlines() if line[7:].startswith(label))


def test_every_part_has_a_line_and_the_missing_worker_is_wrong() -> None:
    output, status = doctor()

    assert len(output.splitlines()) == len(BASIC_CHECKS) + len(TABLE_CHECKS) + len(OTHER_CHECKS)
    assert line_of(output, "Workers") == "WRONG  Workers            None answers: start a worker process."
    assert status == 1


def test_labels_are_aligned_in_chinese_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    output, _ = doctor()

    assert "0.0.1" in output  # the public address is the same in every language
    assert len(output.splitlines()) == len(BASIC_CHECKS) + len(TABLE_CHECKS) + len(OTHER_CHECKS)


def test_operator_and_holidays_are_found(operator: User) -> None:
    CalendarYear.objects.create(year=2100)
    output, _ = doctor()

    assert line_of(output, "Operator") == "good   Operator           There is an account that manages the site."
    assert line_of(output, "Holidays").startswith("WRONG")


def test_a_late_heartbeat_is_wrong_and_a_recent_one_is_good() -> None:
    with time_machine.travel(dt.datetime(2026, 11, 2, 4, 5, tzinfo=dt.UTC)):
        record_heartbeat()
    stopped, _ = doctor()
    record_heartbeat()
    ticking, _ = doctor()

    expected = "WRONG  Scheduler          It last ticked at 2026-11-02 12:05+08:00: start a beat process and a worker."
    assert line_of(stopped, "Scheduler") == expected
    assert line_of(ticking, "Scheduler") == "good   Scheduler          It ticks."


def test_json_is_a_list_of_objects() -> None:
    output, _ = doctor("--json")

    findings = json.loads(output)

    assert [set(finding) for finding in findings] == [{"key", "label", "state", "text"}] * len(findings)
    assert {finding["key"]: finding["state"] for finding in findings}["migrations"] == "ok"


def test_mail_goes_to_the_address_given() -> None:
    output, _ = doctor("--mail", "li@example.org")

    assert [message.to for message in mail.outbox] == [["li@example.org"]]
    assert line_of(output, "Test mail") == "good   Test mail          It was handed over for li@example.org."


def test_a_stored_test_mail_is_not_reported_as_sent(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)

    output, _ = doctor("--mail", "li@example.org")

    assert line_of(output, "Test mail") == f"note   Test mail          It was stored in {tmp_path}, not sent."


def test_mail_server_that_does_not_answer_is_wrong(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    output, status = doctor()

    expected = "WRONG  Mail               127.0.0.1:9 refuses us (ConnectionRefusedError): check EMAIL_URL."
    assert line_of(output, "Mail") == expected
    assert status == 1
