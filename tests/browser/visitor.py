"""A visitor with a browser: opens pages and writes down whatever is wrong with them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, ConsoleMessage, Request, Response, expect, sync_playwright

from tests.processes import HUNG_SECONDS

PASSWORD = "browser-test-2026"
OPERATOR = "operator@example.org"
WATCH_POLICY = """window.policyFaults = [];
document.addEventListener('securitypolicyviolation', (fault) =>
  window.policyFaults.push(`policy: ${fault.violatedDirective} ${fault.blockedURI} ${fault.sourceFile}`));
"""
RUN_AXE = """axe.run(document, {preload: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then((result) =>
  result.violations.map((one) => [one.id, one.nodes.map((node) => node.target.join(' '))]))"""
AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@contextmanager
def running_browser() -> Iterator[Browser]:
    expect.set_options(timeout=HUNG_SECONDS * 1000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS, timeout=HUNG_SECONDS * 1000
        )
        yield chromium
        chromium.close()


class Visitor:
    """One browser session in a language, a theme and a width; `faults` names all four with what went wrong."""

    def __init__(
        self,
        browser: Browser,
        site: str,
        *,
        language: str = "en",
        theme: str = "light",
        width: int = 1440,
        has_javascript: bool = True,
    ) -> None:
        self.site, self.language, self.theme, self.width = site, language, theme, width
        self.has_javascript = has_javascript
        self.context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 500 else 900},
            color_scheme=theme,
            locale="zh-CN" if language == "zh-hans" else "en-GB",
            java_script_enabled=has_javascript,
            accept_downloads=True,
        )
        self.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
        if has_javascript:
            self.context.add_init_script(WATCH_POLICY)
        self.context.set_default_timeout(HUNG_SECONDS * 1000)
        self.page = self.context.new_page()
        self.met: list[str] = []
        self.faults: list[str] = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.met.append(f"page error: {error}"))
        self.page.on("requestfailed", self.record_failure)
        self.page.on("response", self.note_status)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.met.append(f"console {message.type}: {message.text[:200]}")

    def record_failure(self, request: Request) -> None:
        if "ERR_ABORTED" not in str(request.failure):  # a download, or a page left before its last file came
            self.met.append(f"request failed: {request.url} {request.failure}")

    def note_status(self, response: Response) -> None:
        if response.status >= 400:
            self.met.append(f"status {response.status}: {response.url}")

    def log_in(self, account: str, password: str = PASSWORD) -> None:
        self.page.goto(f"{self.site}/accounts/login/")
        self.page.fill("input[name=username]", account)
        self.page.fill("input[name=password]", password)
        self.page.press("input[name=password]", "Enter")
        self.page.wait_for_url(f"{self.site}/")

    def open(self, path: str) -> None:
        """Open a page and write down its faults."""
        self.page.goto(self.site + path, wait_until="load")
        self.check()

    def check(self, name: str = "") -> None:
        """Write down what is wrong with the page that is open."""
        found, self.met = self.met, []
        if self.has_javascript:
            found += self.page.evaluate("window.policyFaults")
            wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 1:
                found.append(f"{wide} px wider than the screen")
        self.write_down(found, name)

    def write_down(self, found: list[str], name: str = "") -> None:
        where = name or self.page.url.removeprefix(self.site)
        self.faults += [f"{where} {self.language} {self.theme} {self.width}: {fault}" for fault in found]

    def axe(self) -> list[list[Any]]:
        """What axe finds on the page that is open: rule and places."""
        self.page.evaluate(AXE)
        return self.page.evaluate(RUN_AXE)

    def check_axe(self) -> None:
        """Write down what axe finds."""
        self.write_down([f"axe {rule} x{len(places)} {places[0]}" for rule, places in self.axe()])

    def first_link(self, path: str, prefix: str) -> str:
        """The address of the first record on a list."""
        self.page.goto(self.site + path)
        return self.page.locator(f'main table a[href^="{prefix}"]').first.get_attribute("href")

    def close(self) -> None:
        self.context.close()
