"""Runs the platform's own commands as an operator does: in a process of their own, with an environment of their own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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


def run_python(*arguments: str, env: dict[str, str], timeout: int = 120) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)


def manage(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return run_python("manage.py", *arguments, env=env)
