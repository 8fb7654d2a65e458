"""`serve`, what `make run` starts: from an empty folder to a page, a worker and a clean end."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.processes import HUNG_SECONDS, ROOT, environment, manage

pytestmark = pytest.mark.full
STARTING = "Starting the web server, the worker and the scheduler …\n"
STARTED = "The platform is at "


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return environment(tmp_path / "var", PORT=str(port))


def start(env: dict[str, str]) -> tuple[subprocess.Popen[str], list[str]]:
    """The server once its site answers, and what it said until then."""
    command = [sys.executable, "manage.py", "serve"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if line.startswith(STARTED):
            return process, said
    raise AssertionError("".join(said))


def stop(process: subprocess.Popen[str]) -> str:
    os.kill(process.pid, signal.SIGINT)
    return process.communicate(timeout=HUNG_SECONDS)[0]


def doctor(env: dict[str, str]) -> dict[str, str]:
    """The state of each thing that the doctor looks at."""
    return {finding["key"]: finding["state"] for finding in json.loads(manage("doctor", "--json", env=env).stdout)}


def test_first_start_what_is_refused_meanwhile_and_second_start(env: dict[str, str]) -> None:
    first, said = start(env)
    try:
        page = urllib.request.urlopen(f"http://127.0.0.1:{env['PORT']}/healthz", timeout=HUNG_SECONDS)
        states = doctor(env)
        while states["workers"] != "ok":  # a worker starts beside the site, and says so when it is asked in time
            states = doctor(env)
        another = manage("serve", env={**env, "PORT": "1"})
        beside = {name: value for name, value in env.items() if name != "PORT"}
        link = manage("first_operator", "chief@example.org", env=beside).stdout.splitlines()[-1]
        restored = manage("restore", "backup.tar.gz", env=env)
    finally:
        end = stop(first)
    second, said_again = start(env)
    stop(second)

    assert page.status == 200
    assert {key: states[key] for key in ("database", "migrations", "operator", "static", "workers", "broker")} == {
        "database": "ok",
        "migrations": "ok",
        "operator": "ok",
        "static": "ok",
        "workers": "ok",
        "broker": "ok",
    }
    address, data = f"http://127.0.0.1:{env['PORT']}", env["DATA_DIR"]
    running = f"The platform already runs at {address} on {data}: end it first, or set another DATA_DIR.\n"
    assert another.stderr == f"CommandError: {running}"
    assert link.startswith(f"{address}/accounts/")
    assert restored.stderr == "CommandError: The platform is running: stop it first.\n"
    assert end == "\nStopping ...\n"
    assert (first.returncode, second.returncode) == (0, 0)
    announced = [line for line in said if line.endswith(" …\n")]
    assert announced == [
        "Making the tables of the database …\n",
        "Collecting and compressing the static files …\n",
        "Loading the public facts and a sample cooperation …\n",
        STARTING,
    ]
    assert len(said) > len(announced) + 6  # the accounts, once
    assert said_again == [STARTING, f"{STARTED}{address} (Ctrl-C ends it).\n"]
