"""Web, worker and beat as one: all end together, whoever ends first."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.processes import ROOT

PROGRAM = """
import os, sys
import django
django.setup()
from partnership.supervisor import ChildDied, supervise
from partnership.terminal import operator_language
python = [sys.executable, "-c"]
commands = {
    "web": [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", sys.argv[1]],
    "worker": [*python, "import os, time; print('worker', os.getpid(), flush=True); time.sleep(600)"],
    "beat": [*python, sys.argv[2]],
}
try:
    say = lambda text: print(text, flush=True)
    with operator_language():
        supervise(commands, environment=os.environ, address=f"http://127.0.0.1:{sys.argv[1]}", say=say,
                  mute={"web"})  # its greeting would come in pieces between the worker's words
except ChildDied as death:
    sys.exit(str(death))
print("over", flush=True)
"""
SLEEP = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(port: int, beat: str, folder: Path, grace_seconds: float = 15) -> subprocess.Popen[str]:
    program = f"import partnership.operations.supervisor as s; s.GRACE_SECONDS = {grace_seconds}\n{PROGRAM}"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "tests.settings", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-c", program, str(port), beat]
    return subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def read_until(process: subprocess.Popen[str], beginning: str) -> str:
    assert process.stdout is not None
    return next(line for line in process.stdout if line.startswith(beginning))


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_every_process(number: signal.Signals, port: int, tmp_path: Path) -> None:
    process = start(port, SLEEP, tmp_path)
    worker = int(read_until(process, "worker").split()[1])
    address = read_until(process, "The platform")

    process.send_signal(number)
    output, _ = process.communicate(timeout=30)

    assert address == f"The platform is at http://127.0.0.1:{port} (Ctrl-C ends it).\n"
    assert (output, process.returncode) == ("\nStopping ...\nover\n", 0)
    assert not is_alive(worker)


def test_child_that_dies_ends_the_others_and_is_named(port: int, tmp_path: Path) -> None:
    process = start(port, "import time; time.sleep(1); raise SystemExit(3)", tmp_path)
    worker = int(read_until(process, "worker").split()[1])

    _, errors = process.communicate(timeout=30)

    assert errors.splitlines()[-1] == "The beat process ended with status 3, so everything was stopped."
    assert process.returncode == 1
    assert not is_alive(worker)


def test_process_that_does_not_listen_is_ended_too(port: int, tmp_path: Path) -> None:
    process = start(port, STUBBORN, tmp_path, grace_seconds=1)
    read_until(process, "The platform")

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)

    assert process.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_killed_supervisor_leaves_no_process_behind(port: int, tmp_path: Path) -> None:
    process = start(port, SLEEP, tmp_path)
    worker = int(read_until(process, "worker").split()[1])
    read_until(process, "The platform")

    process.kill()
    process.communicate(timeout=20)

    deadline = time.monotonic() + 10
    while is_alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(worker)
