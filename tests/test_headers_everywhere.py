"""No page of the site goes out without the headers that keep foreign code and frames away from it."""

import pytest
import time_machine
from django.urls import reverse

from tests.canaries import NOON, World
from tests.doors import site_addresses
from tests.partnership.admin.conftest import client_of, make_member

STRICT = {"default-src 'self'", "default-src 'none'"}


def directives(page):
    """The policy's directives; their order differs from process to process."""
    return {one.strip() for one in page.get("Content-Security-Policy", "").split(";")}


@pytest.mark.django_db
@time_machine.travel(NOON, tick=False)
def test_every_page_has_a_content_security_policy_and_is_not_guessed_about(bewg, client):
    world = World("Shared", audience=None, party=bewg)
    member = client_of(make_member(bewg, "administrator", "manager"))
    pages = {one: member.get(one) for one in (*site_addresses(world, "x"), reverse("admin:index"))}
    pages |= {f"{name} (a stranger)": client.get(reverse(name)) for name in ("login", "password_reset")}

    without = [one for one, page in pages.items() if not STRICT & directives(page)]
    assert without == []
    guessed = [one for one, page in pages.items() if page.get("X-Content-Type-Options") != "nosniff"]
    assert guessed == []
