"""What docs/ and the README name is there: files, rooms, and what the examples import."""

from __future__ import annotations

import ast
import re
import textwrap
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md"])
# The files that the reader of docs/adding_a_kind.md writes, and the class in them.
EXAMPLE_FILES = {"talent/models/workshop.py", "talent/views/workshops.py", "talent/data/samples/84-workshops.json"}
EXAMPLE_NAMES = {"Workshop", "WorkshopFilter", "planned_on"}
TOP_FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir()}


def named_files(text: str) -> set[str]:
    """The files and folders of the repository that a page names in backticks."""
    words = (word for quoted in re.findall(r"`([^`\n]+)`", text) for word in quoted.split())
    return {word for word in words if re.fullmatch(r"[\w.-]+(/[\w.-]*)+", word) and word.split("/")[0] in TOP_FOLDERS}


def links(text: str) -> set[str]:
    return {target for target in re.findall(r"\]\(([^)#]+)", text) if "://" not in target}


def code_blocks(text: str, language: str) -> list[str]:
    return [textwrap.dedent(block) for block in re.findall(rf"```{language}\n(.*?)\n *```", text, re.DOTALL)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page):
    text = page.read_text(encoding="utf-8")
    missing = {name for name in named_files(text) - EXAMPLE_FILES if not (ROOT / name).exists()}
    missing |= {target for target in links(text) if not (page.parent / target).exists()}

    assert missing == set()


def test_the_example_is_not_there_already_and_takes_at_most_ten_files():
    text = (ROOT / "docs/adding_a_kind.md").read_text(encoding="utf-8")
    steps = re.findall(r"^\d+\. \*\*`([^`]+)`\*\*", text, re.MULTILINE)

    assert {step for step in steps if not (ROOT / step).exists()} == EXAMPLE_FILES
    assert 0 < len(steps) <= 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_examples_import_exists(page):
    missing = [
        f"{statement.module}.{alias.name}"
        for block in code_blocks(page.read_text(encoding="utf-8"), "python")
        for statement in ast.walk(ast.parse(block))
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
        if alias.name not in EXAMPLE_NAMES and not hasattr(import_module(str(statement.module)), alias.name)
    ]

    assert missing == []


def test_the_map_names_every_room_of_the_core():
    text = (ROOT / "docs/map.md").read_text(encoding="utf-8")
    core = [path for path in (ROOT / "partnership").iterdir() if path.is_dir() and path.name != "__pycache__"]
    rooms = set(re.findall(r"`(\w+)/`", text))

    assert [room.name for room in core if room.name not in rooms] == []
