"""Beats, workers and single steps as processes of their own, on the test's database and mail server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings

from tests.partnership.reports.mail_server import MailServer
from tests.processes import HUNG_SECONDS, ROOT, environment, postgresql_url

STEP = """
import sys, django
django.setup()
from partnership.reports import build
from partnership.reports.delivery import send
from partnership.reports.schedule import dispatch
from tests.partnership.reports import deaths
{death}
print("ready", flush=True)
sys.stdin.readline()
{call}
"""


def process_environment(folder: Path, mail_server: MailServer, **names: str) -> dict[str, str]:
    return environment(
        folder,
        DJANGO_SETTINGS_MODULE="tests.partnership.reports.process_settings",
        DATABASE_URL=postgresql_url(),
        REDIS_URL=redis_url(),
        EMAIL_URL=mail_server.url,
        **names,
    )


def redis_url() -> str:
    """A numbered database of the test's Redis that no other test uses."""
    base, _slash, _number = settings.REDIS_URL.rpartition("/")
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    return f"{base}/{12 + worker % 4}"  # the caches of the suite's workers have 8 to 11: tests/settings.py


@contextmanager
def scheduler(folder: Path, mail_server: MailServer, *, beats: int, workers: int) -> Iterator[None]:
    """Run so many beats and workers as long as the block lasts; they finish their tasks at its end."""
    redis.Redis.from_url(redis_url()).flushdb()
    env = process_environment(folder, mail_server)
    celery = [sys.executable, "-m", "celery", "--quiet", "--app", "partnership"]
    quiet = ["--loglevel", "error"]
    commands = [[*celery, "beat", *quiet, "--pidfile=", "--schedule", str(folder / f"beat{n}")] for n in range(beats)]
    commands += [
        [*celery, "worker", *quiet, "--concurrency", "2", "--without-gossip", "--without-mingle", "-n", f"w{n}@%h"]
        for n in range(workers)
    ]
    running = [subprocess.Popen(command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL) for command in commands]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(HUNG_SECONDS)


def start_step(call: str, env: dict[str, str], *, death: str = "") -> subprocess.Popen[str]:
    """Start a process that waits for `go` before its step; it dies at a point of `deaths`."""
    step = STEP.format(call=call, death=f"deaths.{death}()" if death else "")
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", step], env=env, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(*processes: subprocess.Popen[str]) -> list[int]:
    """Let all processes do their step at once, wait for them, and return their exit statuses."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.wait(HUNG_SECONDS) for process in processes]
