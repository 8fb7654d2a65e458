"""What docs/ and the README name is there: files, rooms, names of the code, and what the examples import and set."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from partnership.pages import RecordDetail, RecordList

ROOT = Path(settings.BASE_DIR)
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md"])
# The files that the reader of docs/adding_a_kind.md writes, and the class in them.
EXAMPLE_FILES = {"talent/models/workshop.py", "talent/views/workshops.py", "talent/data/samples/84-workshops.json"}
EXAMPLE_NAMES = {
    "Workshop", "WorkshopFilter", "WorkshopFactory", "WorkshopList", "WorkshopDetail", "workshop", "workshop_rules",
}  # fmt: skip
EXAMPLE_URLS = {"workshop_list", "workshop_detail"}
SOURCES = ("partnership", "projects", "pilots", "talent", "tests", "scripts")
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


@pytest.fixture(scope="module")
def names_in_code() -> set[str]:
    files = (path for folder in SOURCES for path in (ROOT / folder).rglob("*.py") if path != Path(__file__))
    return {name for path in files for name in re.findall(r"[A-Za-z_]\w*", path.read_text(encoding="utf-8"))}


def named_in_text(text: str) -> set[str]:
    """The names of classes, functions and constants that a page has in backticks, alone or in an expression."""
    quoted = " ".join(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)))
    words = re.findall(r"(?<![\w/.-])[A-Za-z_]\w*(?![\w/-])", re.sub(r'"[^"]*"', "", quoted))
    return {word for word in words if "_" in word.strip("_") or re.search("[a-z][A-Z]", word)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_that_a_page_has_in_backticks_is_in_the_code(page, names_in_code):
    named = named_in_text(page.read_text(encoding="utf-8"))

    assert named - names_in_code - EXAMPLE_NAMES - EXAMPLE_URLS == set()


def example_steps() -> list[tuple[str, str]]:
    """The files of docs/adding_a_kind.md that are there before, each with the code to be added to it."""
    text = (ROOT / "docs/adding_a_kind.md").read_text(encoding="utf-8")
    steps = re.findall(r"^(?:\d+\. \*\*|- )`([\w/]+\.py)`(.*?)(?=^\d+\. |^- |^#|\Z)", text, re.MULTILINE | re.DOTALL)
    return [(file, block) for file, step in steps for block in code_blocks(step, "python") if file not in EXAMPLE_FILES]


@pytest.mark.parametrize(("file", "block"), example_steps(), ids=lambda value: value if "\n" not in value else "")
def test_what_the_examples_use_is_there_in_the_file_to_which_they_are_added(file, block):
    tree = ast.parse(block)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    module = import_module(file.removesuffix(".py").replace("/", "."))

    assert {name for name in names - own - arguments - EXAMPLE_NAMES if not hasattr(module, name)} == set()


def example_page(base: str) -> ast.ClassDef:
    """The class of the example's list or detail page, by its base."""
    text = (ROOT / "docs/adding_a_kind.md").read_text(encoding="utf-8")
    nodes = [node for block in code_blocks(text, "python") for node in ast.parse(block).body]
    [page] = [node for node in nodes if isinstance(node, ast.ClassDef) and ast.unparse(node.bases[0]) == base]
    return page


@pytest.mark.parametrize("base", [RecordList, RecordDetail])
def test_the_example_sets_only_what_its_page_reads(base):
    statements = [statement for statement in example_page(base.__name__).body if isinstance(statement, ast.Assign)]
    names = {ast.unparse(target) for statement in statements for target in statement.targets}

    assert names - set(inspect.get_annotations(base)) == set()


def test_the_map_names_every_room_of_the_core():
    text = (ROOT / "docs/map.md").read_text(encoding="utf-8")
    core = [path for path in (ROOT / "partnership").iterdir() if path.is_dir() and path.name != "__pycache__"]
    rooms = set(re.findall(r"`(\w+)/`", text))

    assert [room.name for room in core if room.name not in rooms] == []
