"""`make run` and `make dev`: from a clean clone to a running site; needs nothing but Python itself."""

import argparse
import fcntl
import os
import secrets
import socket
import sys
from pathlib import Path

import environment

ENV_FILE = Path(os.environ.get("ENV_FILE") or environment.ROOT / ".env")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="DEBUG on, and a reload at every change of the code")
    is_dev = parser.parse_args().dev
    port = read_port()
    if not is_served():  # otherwise `serve` prints the address
        check_port(port)
    environment.install("requirements.lock")
    write_secret_key()
    os.environ["PORT"] = str(port)
    if is_dev:
        os.environ["DEBUG"] = "true"
    command = [str(environment.VENV_PYTHON), "manage.py", "serve", *(["--reload"] if is_dev else [])]
    os.chdir(environment.ROOT)
    os.execv(command[0], command)


def read_env_file() -> dict[str, str]:
    """Return the values by name; reads only as much of the format as this script needs before the installation."""
    if not ENV_FILE.exists():
        return {}
    lines = ENV_FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.strip().removeprefix("export ").partition("=") for line in lines if not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, equals, value in pairs if equals}


def read_port() -> int:
    text = os.environ.get("PORT") or read_env_file().get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT must be a number between 1 and 65535, and it is {text!r}.")
    return int(text)


def is_served() -> bool:
    """Return whether the platform runs on this data folder already."""
    folder = os.environ.get("DATA_DIR") or read_env_file().get("DATA_DIR") or "var"
    try:
        with (environment.ROOT / Path(folder).expanduser() / "serve.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        pass
    return False


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            sys.exit(f"Port {port} is only for the system's administrator: choose one above 1023, as in PORT=9000.")
        except OSError:
            sys.exit(f"Port {port} is taken by another program: choose another, as in `make run PORT={port + 1}`.")


def write_secret_key() -> None:
    """Write a random secret key into the environment file, which only its owner can read."""
    if os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE"):
        return
    values = read_env_file()
    if values.get("SECRET_KEY") or values.get("SECRET_KEY_FILE"):
        return
    with os.fdopen(os.open(ENV_FILE, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a", encoding="utf-8") as file:
        file.write(f"\nSECRET_KEY={secrets.token_urlsafe(60)}\n")
    print(f"Wrote a random secret key to {ENV_FILE}.", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    except OSError as error:
        sys.exit(f"The platform could not be started: {error}.")
