"""A database connection that the server has ended costs no reader an error."""

import psycopg
import pytest
from django.db import close_old_connections, connection
from django.test import Client

from tests.factories import UserFactory

pytestmark = [pytest.mark.full, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def observer():
    options = connection.get_connection_params()
    wanted = {name: options[name] for name in ("dbname", "user", "password", "host", "port") if options.get(name)}
    with psycopg.connect(**wanted, autocommit=True) as observer:
        yield observer


def backend() -> int:
    connection.ensure_connection()
    return connection.connection.info.backend_pid


def test_a_reader_gets_a_page_after_the_server_has_ended_the_connection(observer):
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory())
    ended = backend()
    assert client.get("/").status_code == 200

    assert observer.execute("SELECT pg_terminate_backend(%s, 5000)", (ended,)).fetchone() == (True,)
    close_old_connections()  # as between two requests

    assert client.get("/").status_code == 200
    assert backend() != ended
