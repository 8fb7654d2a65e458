"""A running site and a browser: what `manage.py serve` starts, with facts and samples, as a user meets it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visitor import PASSWORD, Visitor
from tests.processes import ROOT, environment

# Playwright keeps an event loop in the process, and tests of other folders run in it too, one after the other.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
START_SECONDS = 150


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of web, worker and beat on a database of their own, as `make run` starts them."""
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    env = environment(folder, PORT=str(port), PUBLIC_URL=address, SAMPLE_PASSWORD=PASSWORD, HOME=str(folder))
    with (folder / "serve.log").open("w") as log:
        command = [sys.executable, "manage.py", "serve"]
        server = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_for(address, server, folder / "serve.log")
            yield address
        finally:
            os.kill(server.pid, signal.SIGINT)
            server.wait(30)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()[-2000:]
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.3)
    pytest.fail(f"The site did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors of the site: `visit(account, language=..., theme=..., width=...)`; closes them afterwards."""
    visitors: list[Visitor] = []

    def make(account: str | None, **how: object) -> Visitor:
        visitors.append(Visitor(browser, site, **how))
        if account:
            visitors[-1].log_in(account)
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.close()
