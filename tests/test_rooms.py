"""The house: nothing stands loose in the core, no folder is crowded, and each says what it is for."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

APPS = ("partnership", "projects", "pilots", "talent")
ROOT_OF_CORE = {"__init__", "apps", "celery", "contributions", "settings", "tasks", "urls", "wsgi"}
MAX_FILES = 12
# Django looks for these under their names; what they are for needs no saying.
NAMED_BY_DJANGO = {"management", "commands", "migrations", "templatetags"}


def folders() -> list[Path]:
    """Every folder of the apps that holds Python."""
    packages = (path.parent for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py"))
    return sorted({folder for folder in packages if "migrations" not in folder.parts})


def test_no_module_stands_loose_in_the_core():
    found = {path.stem for path in (settings.BASE_DIR / "partnership").glob("*.py")}

    assert found == ROOT_OF_CORE


def test_no_folder_of_the_apps_is_crowded():
    crowded = {str(folder): count for folder in folders() if (count := len(list(folder.glob("*.py")))) > MAX_FILES}

    assert crowded == {}


def test_each_room_says_in_its_first_line_what_it_is_for():
    rooms = [
        folder for folder in folders() if folder.parent != settings.BASE_DIR and folder.name not in NAMED_BY_DJANGO
    ]
    first_lines = {str(room): (room / "__init__.py").read_text(encoding="utf-8").partition("\n")[0] for room in rooms}

    assert [room for room, line in first_lines.items() if not line.startswith('"""')] == []
