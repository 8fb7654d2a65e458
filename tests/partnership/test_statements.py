"""What was read is not read again as long as the database stands still, and never a moment longer."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partnership.models import Agreement, Organisation, User
from partnership.statements import StateOfDatabase, totals_of
from partnership.tasks import tick
from tests.factories import AgreementFactory, PartyFactory, UserFactory
from tests.pages import soup_of
from tests.partnership.reports.definitions import make_report, manager_of

PATHS = ("/", "/agreements/", "/due/")
# Whoever else writes on the server, in whatever database, moves the state on: between two of these nobody did.
TRIES = 200


def state() -> str:
    return Organisation.objects.values_list(StateOfDatabase(), flat=True)[0]


def elsewhere(work):
    """Run on a connection of its own, to the end, and close that."""

    def done():
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


@pytest.fixture
def client(db):
    user = UserFactory(organisation=PartyFactory(code="BEWG"), is_staff=True)
    AgreementFactory(name_en="The first")
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def queries(client, path):
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


@pytest.mark.full  # SQLite does not tell whether it stood still
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_not_counted_again_while_the_database_stands_still(client, path):
    first = queries(client, path)

    assert any(queries(client, path) < first for _time in range(TRIES))
    AgreementFactory()
    assert queries(client, path) == first


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_what_somebody_else_wrote_shows_at_once(client):
    said = [soup_of(client.get("/agreements/")).select_one(".page-sentence").text for _time in range(2)]
    elsewhere(lambda: AgreementFactory(name_en="The second"))
    said.append(soup_of(client.get("/agreements/")).select_one(".page-sentence").text)

    assert [text.split()[0] for text in said] == ["1", "1", "2"]


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_a_right_that_was_taken_is_gone_at_once(client):
    user, url = User.objects.get(), "/admin/partnership/agreement/"
    user.user_permissions.add(Permission.objects.get(codename="view_agreement"))
    before = [client.get(url).status_code for _time in range(2)]
    elsewhere(user.user_permissions.clear)

    assert (before, client.get(url).status_code) == ([200, 200], 403)


@pytest.mark.full
@pytest.mark.django_db(transaction=True)
def test_a_state_is_named_by_what_can_be_seen(client):
    alone = state()
    with transaction.atomic():
        Organisation.objects.update(name_en="Other")
        inside, outside = state(), elsewhere(state)
    after = state()

    assert inside == ""  # what was written here is seen here alone
    assert "" not in (alone, outside)
    assert after not in (alone, outside, "")
    assert any(state() == state() for _time in range(TRIES))


@pytest.mark.django_db
def test_a_minute_in_which_nothing_is_due_leaves_the_database_alone(bewg):
    make_report([manager_of(bewg, "ma@bewg.example", "en")])

    with CaptureQueriesContext(connection) as asked:
        tick()

    assert {query["sql"].split()[0] for query in asked} == {"SELECT"}
    assert not any("FOR UPDATE" in query["sql"] for query in asked)


@pytest.mark.django_db
def test_totals_of_nothing_are_those_of_the_database():
    wanted = {"count": Count("pk"), "amount": Sum("amount")}
    asked = [totals_of(records, wanted) for records in (Agreement.objects.all(), Agreement.objects.none())]

    assert asked == [{"count": 0, "amount": None}] * 2
