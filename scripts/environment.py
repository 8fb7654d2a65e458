"""Create .venv and install a lock file into it unless it is installed; needs nothing but Python itself."""

import argparse
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
SPACE_NEEDED = 1_500_000_000  # bytes: the packages, and what pip unpacks meanwhile


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lock", nargs="?", default="requirements.lock")
    install(parser.parse_args().lock)


def install(lock_name: str) -> None:
    """Install the packages of the lock into .venv, unless they are there."""
    lock = ROOT / lock_name
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = VENV / f"{lock_name}.sha256"
    if is_venv_usable() and stamp.exists() and stamp.read_text() == digest:
        return
    check_space()
    if not is_venv_usable():
        create_venv()
    print(f"Installing the packages of {lock_name}; this takes a minute or two, once.", flush=True)
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    if subprocess.run([*pip, "--requirement", str(lock)], stdin=subprocess.DEVNULL, check=False).returncode:
        check_space()
        sys.exit(f"pip could not install the packages of {lock_name}; what it said is above.")
    stamp.write_text(digest)


def is_venv_usable() -> bool:
    """Return whether .venv works; not where the Python that created it is gone, or it has no pip."""
    if not VENV_PYTHON.exists():
        return False
    try:
        check = subprocess.run([VENV_PYTHON, "-c", "import pip"], capture_output=True, check=False)
    except OSError:
        return False
    return check.returncode == 0


def create_venv() -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "This Python cannot make virtual environments: install its venv (on Debian: apt install python3-venv)."
        )
    print("Making the virtual environment .venv.", flush=True)
    creation = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if creation.returncode:
        check_space()
        sys.exit("Python could not make the virtual environment .venv; what it said is above.")


def check_space() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < SPACE_NEEDED:
        sys.exit(
            f"There is not enough space on the disk of {ROOT}: "
            f"{free // 1_000_000} MB are free and {SPACE_NEEDED // 1_000_000} MB are needed."
        )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
