"""Copies of the whole database: SQLite by VACUUM INTO and its backup interface, PostgreSQL by pg_dump and psql."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

LOCK_SECONDS = 30


class BackupError(Exception):
    """The sentence that says why a backup or restore was not done."""


def write_copy(target: Path) -> None:
    """Write a consistent copy of the database while it is in use."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])  # unscoped: a backup holds all
        return
    run_tool("pg_dump", "--format=plain", "--no-owner", "--no-privileges", "--no-comments", f"--file={target}")


def read_copy(source: Path) -> None:
    """Replace everything in the database by a copy, all or nothing."""
    if connection.vendor == "sqlite":
        read_sqlite_copy(source)
    else:
        read_postgresql_copy(source)


def read_sqlite_copy(source: Path) -> None:
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
        try:
            state = copy.execute("PRAGMA integrity_check").fetchone()[0]  # unscoped: no data
        except sqlite3.DatabaseError as error:
            state = str(error)
        if state != "ok":
            raise BackupError(_("The database in the backup is damaged: %(state)s.") % {"state": state})
        connection.ensure_connection()
        copy.backup(connection.connection)  # one transaction of SQLite's own


def read_postgresql_copy(source: Path) -> None:
    """Drop and load in one transaction, so that a failure changes nothing."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    tables = ", ".join(connection.ops.quote_name(name) for name in names)
    drop = source.with_suffix(".drop")
    drop.write_text(f"DROP TABLE IF EXISTS {tables} CASCADE;\n" if tables else "")
    connection.close()
    options = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
    run_tool("psql", *options, f"--file={drop}", f"--file={source}")


def run_tool(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL on the database with Django's connection settings; the password by environment."""
    client = connection.client
    (_psql, *options), access = client.settings_to_cmd_args_env(connection.settings_dict, list(arguments))
    environment = {**os.environ, **(access or {}), "PGOPTIONS": f"-c lock_timeout={LOCK_SECONDS}s"}
    command = [name, "--no-password", *options]
    try:
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        message = _("%(program)s is not on this machine: install PostgreSQL's client programs.")
        raise BackupError(message % {"program": name}) from None
    if ended.returncode:
        reason = ended.stderr.strip().splitlines()[-1:] or [str(ended.returncode)]
        raise BackupError(_("%(program)s failed: %(reason)s") % {"program": name, "reason": reason[0]})
