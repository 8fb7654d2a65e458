"""What every test may ask for: the two parties, accounts of them, a day, the compiled catalogues."""

import datetime as dt
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from partnership.models import Organisation, User
from partnership.operations.messages.catalogues import compile_catalogues
from tests.factories import PartyFactory, UserFactory
from tests.processes import environment, manage


def pytest_configure() -> None:
    compile_catalogues()
    # How long an example takes is the machine's affair.
    hypothesis_settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    hypothesis_settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    yield
    translation.deactivate()  # a page leaves the language of its reader behind
    cache.clear()
    shutil.rmtree(settings.DATA_DIR / "beat", ignore_errors=True)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables that the migrations make; they run once, however many workers the suite has."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, migrating = shared / "migrated", shared / "migrating"
    with (shared / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            migrating.mkdir(exist_ok=True)
            done = manage("migrate", "--verbosity=0", env=environment(migrating))
            assert done.returncode == 0, done.stderr
            migrating.rename(folder)
    return folder / "partnership.sqlite3"


@pytest.fixture(scope="session")
def installation(migrated: Path) -> Callable[[Path], dict[str, str]]:
    """Makes the environment of a new installation in a folder: a SQLite file that has its tables and no records."""

    def make(folder: Path) -> dict[str, str]:
        folder.mkdir(exist_ok=True)
        shutil.copy(migrated, folder)
        return environment(folder)

    return make


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
