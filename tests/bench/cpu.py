"""CPU time of a server's processes, of the database's backends and of Redis, as the kernel's scheduler counts it."""

from __future__ import annotations

from pathlib import Path

import psycopg

WRITER = "bench-writer"  # the name under which a writer connects; what it costs is not a page's


def of_process(pid: int) -> float:
    """Seconds that the threads of a process ran so far, to the nanosecond; 0 where it has gone."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def of_tree(pid: int) -> float:
    """The same of a process and the children that it has now."""
    tasks = Path(f"/proc/{pid}/task")
    children = [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]
    return of_process(pid) + sum(of_tree(child) for child in children)


def of_readers(connection: psycopg.Connection, database: str) -> float:
    """The same of the backends that serve a database's readers; they run on this machine."""
    rows = connection.execute(
        "SELECT pid FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        " AND application_name <> %s",
        (database, WRITER),
    )
    return sum(of_process(pid) for (pid,) in rows.fetchall())
