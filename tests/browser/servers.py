"""Servers to visit: the whole site as `manage.py serve` starts it, and Django's plain admin on the same records."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.visitor import PASSWORD
from tests.processes import HUNG_SECONDS, ROOT, environment


@dataclass(frozen=True)
class Site:
    """A running site: its address and the folder that holds all it writes."""

    address: str
    folder: Path


def site_environment(folder: Path, address: str) -> dict[str, str]:
    port = address.rpartition(":")[2]
    return environment(folder, PORT=port, PUBLIC_URL=address, SAMPLE_PASSWORD=PASSWORD, HOME=str(folder))


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Web, worker and beat on a database of their own, with facts and samples, as `make run` starts them."""
    address = free_address()
    command = [sys.executable, "manage.py", "serve"]
    with running(command, site_environment(folder, address), f"{address}/healthz", folder / "serve.log"):
        yield Site(address, folder)


@contextmanager
def running_stock_admin(site: Site) -> Iterator[str]:
    """The address of Django's plain admin on the records of a running site."""
    address = free_address()
    env = {**site_environment(site.folder, address), "DJANGO_SETTINGS_MODULE": "tests.browser.stock_settings"}
    bind = address.removeprefix("http://")
    command = [sys.executable, "-m", "gunicorn", "partnership.wsgi", "--bind", bind, "--no-control-socket"]
    with running(command, env, f"{address}/admin/login/", site.folder / "stock.log"):
        yield address


@contextmanager
def running(command: list[str], env: dict[str, str], answers: str, log: Path) -> Iterator[None]:
    """The command as a process, from when the address `answers` does until it is interrupted."""
    with log.open("w") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True)
        try:
            wait_for(answers, server, log)
            yield
        finally:
            os.kill(server.pid, signal.SIGINT)
            server.wait(HUNG_SECONDS)


def free_address() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers, or ends instead."""
    while server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=HUNG_SECONDS).close()
            return
        except urllib.error.URLError:  # nobody listens there yet
            time.sleep(0.3)
    raise AssertionError(log.read_text()[-2000:])
