"""Runs the platform's own commands as an operator does: in a process of their own, with an environment of their own."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
HUNG_SECONDS = 1800  # ends a process that hangs; no machine is so loaded that it decides
SECRET_KEY = "a-secret-of-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz"


def environment(data_dir: Path, **names: str) -> dict[str, str]:
    """Nothing of the machine's or of a developer's .env but the search path."""
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "partnership.settings",
        "ENV_FILE": os.devnull,
        "SECRET_KEY": SECRET_KEY,
        "DATA_DIR": str(data_dir),
        **names,
    }


def run_python(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run([sys.executable, *arguments], env=env, cwd=ROOT)


def run(command: list[str], *, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=env, cwd=cwd, capture_output=True, text=True, timeout=HUNG_SECONDS, check=False)


def manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run_python("manage.py", *arguments, env=env)


def postgresql_url(name: str = "") -> str:
    """The address of a database of the suite's server, of the suite's own where no other is named."""
    given = connection.settings_dict
    user = f"{given['USER']}:{given['PASSWORD']}" if given["PASSWORD"] else given["USER"]
    return f"postgres://{user}@{given['HOST']}:{given['PORT'] or 5432}/{name or given['NAME']}"
