"""A database written by an earlier version loses nothing when the present code prepares it; see README.md beside."""

from __future__ import annotations

import json
import lzma
import os
import secrets
import sqlite3
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.processes import environment, manage, run_python
from tests.upgrades.expected_changes import CHANGED_PAGES, GROWING_TABLES, RENAMED_FIGURES
from tests.upgrades.rows import Table, losses, read_tables

FOLDER = Path(__file__).resolve().parent
LITERALS = json.loads((FOLDER / "before_rooms.json").read_text(encoding="utf-8"))


def unpacked(name: str) -> bytes:
    return lzma.decompress((FOLDER / name).read_bytes())


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """DATA_DIR with the documents of the earlier version."""
    with tarfile.open(FOLDER / "before_rooms_files.tar.xz") as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """An empty database of this test's own, on the server of the full suite."""
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"upgrade_{secrets.token_hex(6)}"
    with psycopg.connect(urlunsplit(server._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(server._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def assert_upgrade_loses_nothing(env: dict[str, str], connect: Callable[[], Any]) -> None:
    with closing(connect()) as connection:
        before = read_tables(connection)
    assert counts(before) == LITERALS["rows"]

    done = manage("prepare", env=env)

    assert done.returncode == 0, done.stderr
    with closing(connect()) as connection:
        assert losses(before, read_tables(connection)) == []
    shown = run_python("-m", "tests.upgrades.shown", env=env)
    assert shown.returncode == 0, shown.stderr
    assert unchanged(known_figures(json.loads(shown.stdout))) == unchanged(LITERALS["shown"])


def unchanged(shown: dict[str, Any]) -> dict[str, Any]:
    """What is shown, without what later versions show otherwise on purpose."""
    return {name: value for name, value in shown.items() if name not in CHANGED_PAGES}


def counts(tables: dict[str, Table]) -> dict[str, int]:
    return {name: len(table.rows) for name, table in tables.items()}


def known_figures(shown: dict[str, Any]) -> dict[str, Any]:
    """What is shown, without the figures that the earlier version did not have, each under the key that it had."""
    keys = {reader: list(figures) for reader, figures in LITERALS["shown"]["figures"].items()}
    figures = {
        reader: {key: now.get(RENAMED_FIGURES.get(key, key)) for key in keys[reader]}
        for reader, now in shown["figures"].items()
    }
    return {**shown, "figures": figures}


def test_an_upgrade_on_sqlite_loses_nothing(data_dir: Path) -> None:
    database = data_dir / "partnership.sqlite3"
    database.write_bytes(unpacked("before_rooms.sqlite3.xz"))

    # DEBUG, since static files are collected without it: no part of this, and most of the time.
    assert_upgrade_loses_nothing(environment(data_dir, DEBUG="true"), lambda: sqlite3.connect(database))


@pytest.mark.full
def test_an_upgrade_on_postgresql_loses_nothing(data_dir: Path, postgresql_url: str) -> None:
    strictly = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
    subprocess.run(["psql", *strictly, postgresql_url], input=unpacked("before_rooms.sql.xz"), check=True)

    env = environment(data_dir, DEBUG="true", DATABASE_URL=postgresql_url)
    assert_upgrade_loses_nothing(env, lambda: psycopg.connect(postgresql_url))


BEFORE = {"record": Table(["id", "name", "owner_id"], [(1, "a", None), (2, "b", 5)])}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({}, ["record is gone"]),
        ({"record": Table(["id", "name"], [(1, "a"), (2, "b")])}, ["record has no column owner_id"]),
        (
            {"record": Table(["id", "name", "owner_id"], [(1, "a", None)])},
            ["record: 1 rows lost or changed, 0 new ones, such as [2, 'b', 5]"],
        ),
        (
            {"record": Table(["id", "name", "owner_id"], [(1, "a", 5), (2, "b", 5)])},
            ["record: 1 rows lost or changed, 1 new ones, such as [1, 'a', None]"],
        ),
        (
            {"record": Table(["id", "name", "owner_id"], [*BEFORE["record"].rows, (3, "c", None)])},
            ["record: 0 rows lost or changed, 1 new ones, such as [3, 'c', None]"],
        ),
        ({"record": Table(["owner_id", "new", "name", "id"], [(5, 0, "b", 2), (None, 0, "a", 1)]), "new": BEFORE}, []),
    ],
)
def test_what_is_lost_is_named(after: dict[str, Table], expected: list[str]) -> None:
    assert losses(BEFORE, after) == expected


def test_tables_that_grow_exist() -> None:
    assert set(LITERALS["rows"]) >= GROWING_TABLES
