"""Servers to be measured: gunicorn with one worker on a database of its own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.bench import cpu

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


def database_url(name: str) -> str:
    """The address of a database of the benchmarks, on the server that DATABASE_URL names."""
    base = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    return urlunsplit(urlsplit(base)._replace(path=f"/{name}"))


def recreate_database(name: str) -> None:
    """An empty database of that name."""
    with psycopg.connect(database_url("postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        # What a parallel worker computed cannot be read once it has ended.
        connection.execute(f'ALTER DATABASE "{name}" SET max_parallel_workers_per_gather = 0')


@dataclass
class Server:
    """A running server; `cookie` logs its requests in."""

    name: str
    database: str
    wsgi: str
    environment: dict[str, str]
    cookie: str = ""
    port: int = 0
    values: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen | None = field(default=None, repr=False)

    def python(self, *arguments: str, code: str = "") -> str:
        """What a Python process in the server's environment prints."""
        command = [sys.executable, *(arguments or ("-c", code))]
        done = subprocess.run(command, cwd=ROOT, env=self._full(), check=True, capture_output=True, text=True)
        return done.stdout.strip()

    @contextmanager
    def running(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", self.wsgi, "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        self.process = subprocess.Popen([*command, "--log-level", "error"], cwd=ROOT, env=self._full())
        try:
            self._wait()
            yield self
        finally:
            self.process.terminate()
            self.process.wait()

    def get(self, path: str) -> None:
        """One request, which must be answered with 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Cookie": self.cookie, "Accept-Language": "en"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{self.name}: {path} answered {answer.status}, 200 was expected")

    def cpu_ms_a_request(self, path: str, requests: int, connection: psycopg.Connection) -> float:
        """CPU of server, database and Redis in milliseconds a request, over so many requests one after the other."""
        before = self._cpu(connection)
        for _number in range(requests):
            self.get(path)
        return (self._cpu(connection) - before) * 1000 / requests

    def _cpu(self, connection: psycopg.Connection) -> float:
        assert self.process is not None
        redis_url = self.environment.get("REDIS_URL")
        spent = cpu.of_tree(self.process.pid) + cpu.of_backends(connection, self.database)
        return spent + cpu.of_redis(redis_url) if redis_url else spent

    def _full(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"{self.name} did not start within {START_SECONDS} seconds")
