"""A running site and a browser: what `manage.py serve` starts, with facts and samples, as a user meets it."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.servers import Site, running_site
from tests.browser.visitor import Visitor, running_browser

# Playwright keeps an event loop in the process, and tests of other folders run in it too, one after the other.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with running_browser() as chromium:
        yield chromium


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """Makes visitors of the site: `visit(account, language=..., theme=..., width=...)`; closes them afterwards."""
    visitors: list[Visitor] = []

    def make(account: str | None, **how: object) -> Visitor:
        visitors.append(Visitor(browser, site.address, **how))
        if account:
            visitors[-1].log_in(account)
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.close()
