"""What `partnership.pages` offers, other rooms and apps import from there: one way for all."""

from __future__ import annotations

import ast

import pytest
from django.conf import settings

from partnership import pages

ROOMS = ("cooperation", "home", "reports", "transfer")
APPS = ("projects", "pilots", "talent")
FOLDERS = [*(settings.BASE_DIR / "partnership" / room for room in ROOMS), *(settings.BASE_DIR / app for app in APPS)]
MODULES = sorted(path for folder in FOLDERS for path in folder.rglob("*.py") if "migrations" not in path.parts)


def names_from_inner_modules(source: str) -> list[str]:
    """Return the public names that a source imports from a module inside the room."""
    return [
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("partnership.pages.")
        for alias in node.names
        if alias.name in pages.__all__
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_public_names_come_from_the_package(path):
    assert names_from_inner_modules(path.read_text("utf-8")) == []


def test_an_import_from_an_inner_module_is_found():
    assert names_from_inner_modules("from partnership.pages.lists import RecordList, ExtraCount") == ["RecordList"]
