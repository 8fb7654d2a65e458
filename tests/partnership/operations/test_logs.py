"""The log: one line a record, and no values of a row in it."""

import logging
import sys

import pytest
from django.db import IntegrityError

from partnership.operations.logs import LineFormatter


def formatted(error: Exception) -> str:
    try:
        raise error
    except Exception:
        record = logging.LogRecord("partnership", logging.ERROR, __file__, 1, "job %s failed", (7,), sys.exc_info())
    return LineFormatter().format(record)


def test_exception_is_folded_into_the_line_with_its_place() -> None:
    line = formatted(ValueError("first\nsecond"))

    assert "\n" not in line
    assert "ERROR partnership job 7 failed | ValueError: first | second at " in line
    assert "test_logs.py:14 in formatted" in line


def test_database_errors_do_not_quote_the_row() -> None:
    line = formatted(IntegrityError("Key (email)=(someone@example.org) already exists."))

    assert "IntegrityError at " in line
    assert "someone@example.org" not in line


@pytest.mark.django_db
def test_failed_log_in_leaves_no_address_in_the_log(client, caplog) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post(
            "/accounts/login/", {"username": "someone@example.org", "password": "wrong"}, REMOTE_ADDR="203.0.113.9"
        )

    assert "someone@example.org" not in caplog.text
    assert "203.0.113.9" not in caplog.text
