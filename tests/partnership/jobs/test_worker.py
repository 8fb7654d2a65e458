"""The worker's end: at once where nothing is to be done, and never before the work in hand is."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.processes import HUNG_SECONDS, ROOT, environment, run_python

pytestmark = pytest.mark.full
PROGRAM = """
import sys
from pathlib import Path
from celery import shared_task
from partnership.celery import app as celery_app
folder = Path(sys.argv.pop(1))

@shared_task(name="tests.work")
def work():
    (folder / "begun").write_text("begun")
    (folder / "go").read_text()
    (folder / "done").touch()

celery_app.worker_main(["worker", "--loglevel", "debug", "--concurrency", "1", "--without-gossip", "--without-mingle"])
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "tmp").mkdir()
    return environment(tmp_path / "var", TMPDIR=str(tmp_path / "tmp"))


@pytest.fixture
def worker(env: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A worker that is ready, in a group of its own."""
    for name in ("begun", "go"):
        os.mkfifo(tmp_path / name)  # who opens one waits for the other side
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        read_until(process, " ready.")
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def read_until(worker: subprocess.Popen[str], words: str) -> str:
    """Its log up to the line that has the words, which it must say before it ends."""
    assert worker.stdout is not None
    said = []
    for line in worker.stdout:
        said.append(line)
        if words in line:
            return "".join(said)
    raise AssertionError("".join(said))


def test_idle_worker_ends_with_its_children_and_waits_for_nothing(
    worker: subprocess.Popen[str], tmp_path: Path
) -> None:
    worker.terminate()

    log, _none = worker.communicate(timeout=HUNG_SECONDS)  # which ends when the last child has closed it
    assert worker.returncode == 0
    assert "Stopping" not in log
    assert not list((tmp_path / "tmp").iterdir())


def test_worker_finishes_the_work_in_hand(worker: subprocess.Popen[str], env: dict[str, str], tmp_path: Path) -> None:
    run_python("-c", "from partnership.celery import app as celery_app; celery_app.send_task('tests.work')", env=env)
    (tmp_path / "begun").read_text()

    worker.terminate()
    read_until(worker, "shutdown")
    (tmp_path / "go").write_text("go")

    worker.communicate(timeout=HUNG_SECONDS)
    assert worker.returncode == 0
    assert (tmp_path / "done").exists()
