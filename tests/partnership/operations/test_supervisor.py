"""Web, worker and beat as one: all end together, whoever ends first."""

import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import HUNG_SECONDS, ROOT

PROGRAM = """
import os, sys
import django
django.setup()
from partnership.operations.supervisor import ChildDied, supervise
from partnership.management.terminal import operator_language
python = [sys.executable, "-c"]
commands = {
    "web": [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", sys.argv[1]],
    "worker": [*python, "import os, signal; print('worker', os.getpid(), flush=True); signal.pause()"],
    "beat": [*python, sys.argv[2]],
}
try:
    write = lambda text: print(text, flush=True)
    with operator_language():
        supervise(commands, environment=os.environ, address=f"http://127.0.0.1:{sys.argv[1]}", write=write,
                  mute={"web"})  # its greeting would come in pieces between the worker's words
except ChildDied as death:
    sys.exit(str(death))
print("over", flush=True)
"""
IDLE = "import signal; signal.pause()"
STUBBORN = """
import signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("stubborn", flush=True)
signal.pause()
"""
DIES_WHEN_TOLD = "open({place!r}).read(); raise SystemExit(3)"


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


def wait_for_the_end_of(process_id: int) -> None:
    """Of a process that is no child of ours: the kernel tells when it has ended."""
    try:
        descriptor = os.pidfd_open(process_id)
    except ProcessLookupError:
        return
    with os.fdopen(descriptor):
        select.select([descriptor], [], [])


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_every_process(number: signal.Signals, port: int, tmp_path: Path) -> None:
    process = start(port, IDLE, tmp_path)
    worker = int(read_until(process, "worker").split()[1])
    address = read_until(process, "The platform")

    process.send_signal(number)
    output, _ = process.communicate(timeout=HUNG_SECONDS)

    assert address == f"The platform is at http://127.0.0.1:{port} (Ctrl-C ends it).\n"
    assert (output, process.returncode) == ("\nStopping ...\nover\n", 0)
    assert not is_alive(worker)


def test_child_that_dies_ends_the_others_and_is_named(port: int, tmp_path: Path) -> None:
    place = tmp_path / "order"
    os.mkfifo(place)
    process = start(port, DIES_WHEN_TOLD.format(place=str(place)), tmp_path)
    worker = int(read_until(process, "worker").split()[1])

    place.write_text("die")
    _, errors = process.communicate(timeout=HUNG_SECONDS)

    assert errors.splitlines()[-1] == "The beat process ended with status 3, so everything was stopped."
    assert process.returncode == 1
    assert not is_alive(worker)


def test_process_that_does_not_listen_is_ended_too(port: int, tmp_path: Path) -> None:
    process = start(port, STUBBORN, tmp_path, grace_seconds=1)
    read_until(process, "stubborn")
    read_until(process, "The platform")

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=HUNG_SECONDS)

    assert process.returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_killed_supervisor_leaves_no_process_behind(port: int, tmp_path: Path) -> None:
    process = start(port, IDLE, tmp_path)
    worker = int(read_until(process, "worker").split()[1])
    read_until(process, "The platform")

    process.kill()

    wait_for_the_end_of(worker)
    output, errors = process.communicate(timeout=HUNG_SECONDS)  # which end when nobody has them open any more
    assert "Traceback" not in output + errors
