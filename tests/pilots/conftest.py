"""What tests of the pilot bases share: shipped variables, a base, a series, an editor, and files of measurements."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import pilots
from partnership.accounts.roles import assign_roles
from partnership.models import Organisation, User
from pilots.models import Measurement, PilotBase, Series, Variable
from pilots.services.rollups import refresh_rollups
from tests.factories import PilotBaseFactory, SeriesFactory, UserFactory

DATA = Path(pilots.__file__).parent / "data"
WriteFile = Callable[..., Path]
FIRST_DAY = dt.date(2026, 10, 30)


@pytest.fixture
def base(db: None) -> PilotBase:
    """A base that all see, with the variables of the shipped facts."""
    blocks = json.loads((DATA / "facts" / "70-variables.json").read_text())["blocks"]
    Variable.objects.bulk_create(Variable(**one) for one in blocks[0]["records"])
    return PilotBaseFactory(code="B-2022-01")


@pytest.fixture
def editor(bewg: Organisation) -> User:
    user = UserFactory(organisation=bewg, email="editor@bewg.example.org")
    assign_roles(user, ["editor"])
    return user


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    def write(text: str, encoding: str = "utf-8", name: str = "values.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def series(db: None) -> Series:
    """Two values a day on four days, at 7:30:15 and 23:59 in Shanghai; the last one is out of range."""
    found = SeriesFactory()
    for number in range(4):
        day = FIRST_DAY + dt.timedelta(days=number)
        morning = dt.datetime.combine(day, dt.time(23, 30, 15), tzinfo=dt.UTC) - dt.timedelta(days=1)
        evening = dt.datetime.combine(day, dt.time(15, 59), tzinfo=dt.UTC)
        Measurement.objects.create(series=found, time=morning, value=10.5 + number, flag=0)
        Measurement.objects.create(series=found, time=evening, value=20 + number, flag=2 if number == 3 else 1)
    refresh_rollups([found.pk], FIRST_DAY, FIRST_DAY + dt.timedelta(days=4))
    return found


def measured(series: Series, day: dt.date, *, values: int) -> list[Measurement]:
    """So many good values of 1 a minute from noon in Shanghai on, with the sums of their day."""
    noon = dt.datetime.combine(day, dt.time(4), tzinfo=dt.UTC)
    found = [
        Measurement(series=series, time=noon + dt.timedelta(minutes=number), value=1, flag=0)
        for number in range(values)
    ]
    Measurement.objects.bulk_create(found, ignore_conflicts=True)
    refresh_rollups([series.pk], day, day + dt.timedelta(days=1))
    return found
