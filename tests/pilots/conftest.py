"""What tests of the pilot bases share: the variables as shipped, a base, an editor, and files of measurements."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import pilots
from partnership.models import Organisation, User
from partnership.roles import give_roles
from pilots.models import PilotBase, Variable
from tests.factories import PilotBaseFactory, UserFactory

DATA = Path(pilots.__file__).parent / "data"
WriteFile = Callable[..., Path]


@pytest.fixture
def base(db: None) -> PilotBase:
    """A base that all see, with the variables of the shipped facts."""
    blocks = json.loads((DATA / "facts" / "70-variables.json").read_text())["blocks"]
    Variable.objects.bulk_create(Variable(**one) for one in blocks[0]["records"])
    return PilotBaseFactory(code="B-2022-01")


@pytest.fixture
def editor(bewg: Organisation) -> User:
    user = UserFactory(organisation=bewg, email="editor@bewg.example.org")
    give_roles(user, ["editor"])
    return user


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    def write(text: str, encoding: str = "utf-8", name: str = "values.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write
