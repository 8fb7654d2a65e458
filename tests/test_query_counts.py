"""Lists and details cost a known number of queries, whatever the number of rows."""

import pytest
from django.contrib.auth.models import Permission

from partnership.models import User
from tests import factories as make
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

# address -> (factory, queries). Four are the session, the account with its party, and its rights.
LISTS = {
    "/agreements/": (make.AgreementFactory, 8),
    "/obligations/": (make.ObligationFactory, 8),
    "/payments/": (make.PaymentFactory, 8),
    "/meetings/": (make.MeetingFactory, 8),
    "/consensus/": (make.ConsensusFactory, 8),
    "/actions/": (make.ActionItemFactory, 8),
    "/directions/": (make.DirectionFactory, 8),
    "/stages/": (make.StageFactory, 8),
    "/organisations/": (make.OrganisationFactory, 8),
    "/people/": (make.PersonFactory, 8),
}


@pytest.fixture
def reader(client, bewg) -> User:
    user = UserFactory(organisation=bewg, is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_amounts"))
    client.force_login(user)
    return user


@pytest.mark.parametrize("address", LISTS)
def test_a_list_costs_the_same_with_one_row_and_with_three(client, reader, address, django_assert_num_queries):
    factory, count = LISTS[address]
    factory()
    client.get(address)  # fills the caches of the process: kinds of record, templates

    with django_assert_num_queries(count):
        assert client.get(address).status_code == 200
    factory.create_batch(2)
    with django_assert_num_queries(count):
        assert client.get(address).context["page"].paginator.count >= 3
