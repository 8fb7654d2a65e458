"""`make run` before anything is installed: what prevents it is reported in one sentence."""

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import processes
from tests.processes import ROOT

SCRIPTS = ROOT / "scripts"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of the scripts alone: they report what is missing without anything else."""
    shutil.copytree(SCRIPTS, tmp_path / "clone" / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "Makefile", tmp_path / "clone")
    (tmp_path / "clone" / "requirements.lock").write_text("")
    return tmp_path / "clone"


def run(clone: Path, *arguments: str, before: str = "", **names: str) -> subprocess.CompletedProcess[str]:
    """scripts/run.py after some lines that make this Python another one."""
    program = (
        f"import sys; sys.path.insert(0, 'scripts'); sys.argv = ['run.py']\n{before}\n"
        "import runpy; runpy.run_path('scripts/run.py', run_name='__main__')"
    )
    env = {"PATH": os.environ["PATH"], **names}
    command = [sys.executable, "-c", program, *arguments]
    return processes.run(command, cwd=clone, env=env)


def test_taken_port_is_reported_before_anything_is_made(clone: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        ended = run(clone, PORT=str(port))

    sentence = f"Port {port} is taken by another program: choose another, as in `make run PORT={port + 1}`.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", sentence)
    assert not (clone / ".venv").exists()
    assert not (clone / ".env").exists()


def test_port_taken_by_the_platform_itself_is_left_to_the_server_to_tell(clone: Path) -> None:
    installed = clone / ".venv" / "bin" / "python"
    installed.parent.mkdir(parents=True)
    installed.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "$@"\n')
    installed.chmod(0o755)
    digest = hashlib.sha256((clone / "requirements.lock").read_bytes()).hexdigest()
    (clone / ".venv" / "requirements.lock.sha256").write_text(digest)
    (clone / "var").mkdir()
    with socket.socket() as taken, (clone / "var" / "serve.lock").open("w") as lock:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        fcntl.flock(lock, fcntl.LOCK_EX)

        ended = run(clone, PORT=str(taken.getsockname()[1]))

    assert ended.stdout.splitlines()[-1] == "manage.py serve"


@pytest.mark.parametrize("port", ["0", "70000", "web"])
def test_port_that_is_none_is_refused(port: str, clone: Path) -> None:
    ended = run(clone, PORT=port)

    assert (ended.returncode, ended.stderr) == (1, f"PORT must be a number between 1 and 65535, and it is '{port}'.\n")


def test_python_without_venv_names_what_to_install(clone: Path) -> None:
    without = (
        "import importlib.util as u; find = u.find_spec; u.find_spec = lambda n: None if n == 'ensurepip' else find(n)"
    )

    ended = run(clone, before=without, PORT=str(free_port()))

    expected = "This Python cannot make virtual environments: install its venv (on Debian: apt install python3-venv).\n"
    assert (ended.returncode, ended.stderr) == (1, expected)


def test_full_disk_is_reported(clone: Path) -> None:
    full = "import shutil, types; shutil.disk_usage = lambda path: types.SimpleNamespace(free=12_000_000)"

    ended = run(clone, before=full, PORT=str(free_port()))

    expected = f"There is not enough space on the disk of {clone}: 12 MB are free and 1500 MB are needed.\n"
    assert (ended.returncode, ended.stderr) == (1, expected)


def test_each_long_step_is_announced(clone: Path) -> None:
    quick = "import subprocess as s; s.run = lambda command, **how: s.CompletedProcess(command, 0)"

    ended = run(clone, before=quick, PORT=str(free_port()))

    assert ended.stdout.splitlines() == [
        "Making the virtual environment .venv.",
        "Installing the packages of requirements.lock; this takes a minute or two, once.",
    ]


def test_old_python_is_reported_by_make(clone: Path) -> None:
    old = clone / "python3.9"
    old.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c \'import sys; sys.version_info = (3, 9, 2); sys.executable = "{old}"\n'
        'exec(open("scripts/check_python.py").read())\' "$@"\n'
    )
    old.chmod(0o755)

    ended = make(clone, f"PYTHON={old}")

    expected = f"The platform needs Python 3.11 or newer, and {old} is 3.9: install one and name it"
    assert ended.stderr.startswith(expected)
    assert ended.returncode != 0


def test_missing_python_is_reported_by_make(clone: Path) -> None:
    ended = make(clone, "PYTHON=python-of-nowhere")

    expected = "The platform needs Python 3.11 or newer, and there is no python-of-nowhere here.\n"
    assert ended.stderr.startswith(expected)


def test_secret_is_random_private_and_written_once(clone: Path) -> None:
    write = "import os; os.chdir('.'); import run; run.write_secret_key(); run.write_secret_key(); sys.exit()"

    run(clone, before=write)
    run(clone, before=write)

    text = (clone / ".env").read_text()
    assert text.count("SECRET_KEY=") == 1
    assert len(text.strip()) > 80
    assert (clone / ".env").stat().st_mode & 0o777 == 0o600


def make(clone: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", "run", *arguments]
    return processes.run(command, cwd=clone)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
