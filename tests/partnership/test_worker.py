"""The worker's end: at once where nothing is to be done, and never before the work in hand is."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.processes import ROOT, environment, run_python

pytestmark = pytest.mark.full
PROGRAM = """
import sys, time
from pathlib import Path
from celery import shared_task
from partnership.celery import app as celery_app
folder = Path(sys.argv.pop(1))

@shared_task(name="tests.work")
def work():
    (folder / "begun").touch()
    while not (folder / "go").exists():
        time.sleep(0.05)
    (folder / "done").touch()

celery_app.worker_main(["worker", "--loglevel", "debug", "--concurrency", "1", "--without-gossip", "--without-mingle"])
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "tmp").mkdir()
    return environment(tmp_path / "var", TMPDIR=str(tmp_path / "tmp"))


@pytest.fixture
def worker(env: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that is ready, in a group of its own, with its log in a file."""
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(lambda: " ready." in (tmp_path / "log").read_text())
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_group_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_idle_worker_ends_with_its_children_and_waits_for_nothing(
    worker: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    worker.terminate()

    assert worker.wait(60) == 0
    wait_for(lambda: is_group_gone(worker.pid))
    assert "Stopping" not in (tmp_path / "log").read_text()
    assert not list((tmp_path / "tmp").iterdir())


def test_worker_finishes_the_work_in_hand(worker: subprocess.Popen[bytes], env: dict[str, str], tmp_path: Path) -> None:
    run_python("-c", "from partnership.celery import app as celery_app; celery_app.send_task('tests.work')", env=env)
    wait_for((tmp_path / "begun").exists)

    worker.terminate()
    wait_for(lambda: "shutdown" in (tmp_path / "log").read_text())
    (tmp_path / "go").touch()

    assert worker.wait(60) == 0
    assert (tmp_path / "done").exists()
