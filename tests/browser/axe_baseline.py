"""What axe finds in an admin, page by page; `.venv/bin/python -m tests.browser.axe_baseline` records the stock admin's.

The record is axe_baseline.json: kind of page to rule to number of places. Record it anew when Django or axe changes.
"""

import json
import tempfile
from pathlib import Path

from tests.browser.servers import Site, running_site, running_stock_admin, site_environment
from tests.browser.visitor import OPERATOR, PASSWORD, Visitor, running_browser
from tests.processes import manage

BASELINE = Path(__file__).with_name("axe_baseline.json")
AGREEMENTS = "/admin/partnership/agreement/"
NAME = "Agreement with two rows of each kind"
MAKE_RECORD = f"""
from tests.factories import AgreementFactory, AgreementPartyFactory, ObligationFactory, PaymentFactory
agreement = AgreementFactory(code="A-2000-01", name_zh="{NAME}", name_en="{NAME}")
for rows in (AgreementPartyFactory, ObligationFactory, PaymentFactory):
    rows.create_batch(2, agreement=agreement)
"""

Findings = dict[str, dict[str, int]]


def make_record(site: Site) -> None:
    """An agreement whose form is as long every day, unlike those of the samples."""
    done = manage("shell", "--no-imports", "-c", MAKE_RECORD, env=site_environment(site.folder, site.address))
    assert done.returncode == 0, done.stderr


def findings(visitor: Visitor) -> Findings:
    """Log in to the admin and judge one page of each kind: kind of page to rule to number of places."""
    found: Findings = {}

    def judge(kind: str, path: str) -> None:
        visitor.open(path)
        found[kind] = {rule: len(places) for rule, places in visitor.axe()}

    judge("login", "/admin/")  # which leads there
    visitor.page.fill("input[name=username]", OPERATOR)
    visitor.page.fill("input[name=password]", PASSWORD)
    visitor.page.press("input[name=password]", "Enter")
    visitor.page.wait_for_url(f"{visitor.site}/admin/")
    judge("index", "/admin/")
    judge("changelist", AGREEMENTS)
    row = visitor.page.locator("#result_list tr", has_text=NAME).locator("th a")
    record = row.get_attribute("href").partition("?")[0].removesuffix("change/")
    judge("add form", f"{AGREEMENTS}add/")
    for kind, page in (("change form", "change/"), ("delete confirmation", "delete/"), ("history", "history/")):
        judge(kind, record + page)
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder)) as site:
        make_record(site)
        with running_stock_admin(site) as address, running_browser() as browser:
            found = findings(Visitor(browser, address))
    BASELINE.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
