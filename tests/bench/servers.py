"""Servers to be measured: gunicorn with one worker on a database of its own, and a writer on the same database."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

from tests.bench import cpu

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
REQUESTS = 2  # in one reading of the CPU
CALL = "import django; django.setup(); from {module} import {function}; {function}({arguments})"


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


def rows_in(html: str) -> int:
    """How many table rows and list items the main part of a page shows, without headings and navigation."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return len(re.findall(r"<(?:tr|li)[ >]", re.sub(r"(?s)<(thead|nav|details)\b.*?</\1>", "", main)))


@dataclass
class Server:
    """A server; `data` is the module that fills its database and writes to it, `values` belong into addresses."""

    name: str
    database: str
    wsgi: str
    data: str
    environment: dict[str, str]
    values: dict[str, str] = field(default_factory=dict)
    port: int = 0
    pids: list[int] = field(default_factory=list)
    writer: subprocess.Popen[str] | None = None
    connection: psycopg.Connection | None = None

    def fill(self, arguments: str) -> None:
        """Fill the database; the reader's cookies and the values of addresses come back."""
        done = subprocess.run(
            self._call("fill", arguments), cwd=ROOT, env=self._full(), check=True, stdout=subprocess.PIPE, text=True
        )
        self.values = json.loads(done.stdout.splitlines()[-1])

    @contextmanager
    def running(self) -> Iterator[Server]:
        """The server and its writer as processes, ended afterwards."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        gunicorn = [sys.executable, "-m", "gunicorn", self.wsgi, "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        with ExitStack() as stack:
            self.connection = stack.enter_context(psycopg.connect(database_url("postgres"), autocommit=True))
            process = subprocess.Popen([*gunicorn, "--log-level", "error"], cwd=ROOT, env=self._full())
            stack.callback(_end, process)
            self.writer = subprocess.Popen(
                self._call("write_on_request"),
                cwd=ROOT,
                env=self._full() | {"PGAPPNAME": cpu.WRITER},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            stack.callback(_end, self.writer)
            self.pids = [process.pid]
            if address := self.environment.get("REDIS_URL"):
                self.pids.append(stack.enter_context(redis.Redis.from_url(address)).info("server")["process_id"])
            self._wait()
            self.write()
            yield self

    def rows(self, path: str) -> int:
        """How many rows a page shows."""
        return rows_in(self.get(path))

    def cost(self, path: str) -> float:
        """CPU of server, database and Redis in milliseconds a request, each after a row that somebody else wrote.

        The row for the next request is written before the CPU is read: by then the last request has ended altogether.
        """
        before = self._cpu()
        for _number in range(REQUESTS):
            self.get(path)
            self.write()
        return (self._cpu() - before) * 1000 / REQUESTS

    def get(self, path: str) -> str:
        """The page at an address, which must be answered with 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.values["cookie"], "Accept-Language": "en"}
        connection.request("GET", path.format(**self.values), headers=headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{self.name}: {path} answered {answer.status}, 200 was expected")
        return body

    def write(self) -> None:
        """Have one row written and committed by a connection of its own."""
        self.writer.stdin.write("\n")
        self.writer.stdin.flush()
        if self.writer.stdout.readline() != "saved\n":
            raise RuntimeError(f"{self.name}: the writer ended")

    def _cpu(self) -> float:
        return sum(map(cpu.of_tree, self.pids)) + cpu.of_readers(self.connection, self.database)

    def _call(self, function: str, arguments: str = "") -> list[str]:
        return [sys.executable, "-c", CALL.format(module=self.data, function=function, arguments=arguments)]

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


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    process.wait()
