"""A kept connection that the server has ended is noticed before a reader gets an error, without asking each time."""

import resource
from contextlib import ExitStack

import psycopg
import pytest
from django.db import close_old_connections, connection
from django.test import Client

from partnership.models import User
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


def test_a_connection_that_stands_is_not_asked(observer):
    User.objects.count()
    asked = "SELECT query FROM pg_stat_activity WHERE pid = %s"
    last = observer.execute(asked, (backend(),)).fetchone()
    close_old_connections()  # as between two requests

    connection.close_if_health_check_failed()

    assert connection.health_check_done
    assert observer.execute(asked, (backend(),)).fetchone() == last


@pytest.fixture
def _many_files_open():
    """So many that whatever is opened next has a descriptor of more than 1024."""
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed[1], allowed[1]))
    connection.close()
    with ExitStack() as files:
        while files.enter_context(open(__file__)).fileno() < 1024:
            pass
        yield
        connection.close()
    resource.setrlimit(resource.RLIMIT_NOFILE, allowed)


@pytest.mark.usefixtures("_many_files_open")
def test_a_process_with_many_files_open_asks_as_any_other():
    connection.ensure_connection()

    assert connection.connection.fileno() > 1024
    assert connection.is_usable()


def test_a_connection_that_was_closed_here_is_not_usable():
    connection.ensure_connection()
    connection.connection.close()

    assert not connection.is_usable()
    connection.close()
