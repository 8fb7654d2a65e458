"""CPU time of a server's processes and of the database's backends, as the kernel counts it."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def of_process(pid: int) -> float:
    """User and system seconds of a process so far; 0 where it has gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def of_tree(pid: int) -> float:
    """The same of a process and the children that it has now."""
    tasks = Path(f"/proc/{pid}/task")
    children = [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]
    return of_process(pid) + sum(of_tree(child) for child in children)


def of_backends(connection: psycopg.Connection, database: str) -> float:
    """The same of the backends that serve a database; they run on this machine."""
    rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", (database,)).fetchall()
    return sum(of_process(pid) for (pid,) in rows)
