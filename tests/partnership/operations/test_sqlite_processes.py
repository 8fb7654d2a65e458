"""Web, worker and beat write to one SQLite file at once, as real processes, and none finds it locked."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.processes import HUNG_SECONDS, ROOT, run_python

WRITERS = 4
WRITES = 60
WRITER = """
import sys, django
django.setup()
from django.db import transaction
from partnership.models import Organisation
name, writes = sys.argv[1], int(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for number in range(writes):
    with transaction.atomic():
        seen = Organisation.objects.count()  # a reader that becomes a writer
        Organisation.objects.create(code=f"{name}-{number}", name_en=str(seen), kind="other")
"""
COUNT = (
    "import django; django.setup(); from partnership.models import Organisation; print(Organisation.objects.count())"
)


def test_processes_that_write_at_once_never_find_the_database_locked(
    installation: Callable[[Path], dict[str, str]], tmp_path: Path
) -> None:
    env = installation(tmp_path)
    writers = [start_writer(f"writer{number}", env) for number in range(WRITERS)]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"

    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    ended = [(writer.communicate(timeout=HUNG_SECONDS)[1], writer.returncode) for writer in writers]

    assert ended == [("", 0)] * WRITERS
    assert run_python("-c", COUNT, env=env).stdout == f"{WRITERS * WRITES}\n"


def start_writer(name: str, env: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, name, str(WRITES)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=env, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
