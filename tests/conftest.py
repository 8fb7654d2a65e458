"""What every test may ask for: the two parties, accounts of them, a day, the compiled catalogues."""

import datetime as dt
import shutil
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from hypothesis import settings as hypothesis_settings

from partnership.models import Organisation, User
from partnership.operations.catalogues import compile_catalogues
from tests.factories import PartyFactory, UserFactory


def pytest_configure() -> None:
    compile_catalogues()
    hypothesis_settings.register_profile("suite", deadline=None)  # how long an example takes is the machine's affair
    hypothesis_settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    yield
    cache.clear()
    shutil.rmtree(settings.DATA_DIR / "beat", ignore_errors=True)


@pytest.fixture
def bewg(db: None) -> Organisation:
    return PartyFactory(code="BEWG", name_zh="北控水务集团", name_en="Beijing Enterprises Water Group")


@pytest.fixture
def but(db: None) -> Organisation:
    return PartyFactory(code="BUT", name_zh="北京工业大学", name_en="Beijing University of Technology")


@pytest.fixture
def operator(db: None) -> User:
    return UserFactory(email="operator@example.org", is_staff=True, is_superuser=True)


@pytest.fixture
def reader(client: Client, bewg: Organisation) -> User:
    """An account of BEWG without any role, logged in."""
    user = UserFactory(organisation=bewg)
    client.force_login(user)
    return user


@pytest.fixture
def _on_the_day() -> Iterator[None]:
    """Noon of 24 November 2026 in Beijing."""
    with time_machine.travel(dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC), tick=False):
        yield
