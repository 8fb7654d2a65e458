"""The lock files: what a machine installs is pinned, hashed, complete, and tied to no index."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.processes import ROOT

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?: ; [^\\]+)? \\$", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / name).read_text()))


def wanted(*groups: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = {"run": project["project"]["dependencies"], **project["dependency-groups"]}
    return {canonicalize_name(Requirement(line).name) for group in groups for line in named[group]}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_is_pinned_with_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()

    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]

    assert [entry for entry in entries if "--hash=sha256:" not in entry or not PIN.match(entry)] == []
    assert not re.search(r"https?:|index-url|file:", text)


def test_locks_hold_what_the_project_names() -> None:
    assert wanted("run") <= pins("requirements.lock").keys()
    assert wanted("run", "dev") <= pins("requirements-dev.lock").keys()


def test_suite_runs_on_the_versions_that_are_shipped() -> None:
    shipped, tested = pins("requirements.lock"), pins("requirements-dev.lock")

    assert {name: tested.get(name) for name in shipped} == shipped
