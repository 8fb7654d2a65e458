"""The product's data: samples, an editor who reads, and another who saves an action item before each request."""

from __future__ import annotations

import json
import sys
from io import StringIO
from itertools import cycle

from django.core.management import call_command
from django.db import connection

from partnership.models import ActionItem, User
from partnership.records.saving import save_record
from projects.models import Project
from tests.bench.sessions import cookies_of


def fill(scale: int) -> None:
    """Load so many sets of samples and print, as JSON, the reader's cookies and the values of addresses."""
    for command, options in (
        ("migrate", {"verbosity": 0}),
        ("collectstatic", {"interactive": False, "verbosity": 0}),
        ("load_facts", {}),
        ("load_samples", {"scale": scale}),
    ):
        call_command(command, stdout=StringIO(), **options)
    reader = _editors().first()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    project = Project.objects.visible_to(reader).current().order_by("pk").first()
    print(json.dumps({"cookie": cookies_of(reader), "project": project.code}))


def write_on_request() -> None:
    """Save one action item, with its change, for each line that comes in; answer with a line once it is committed."""
    writer = _editors().last()
    items = ActionItem.objects.visible_to(writer).current().order_by("pk")
    for number, item in zip(range(sys.maxsize), cycle(items), strict=False):
        if not sys.stdin.readline():
            return
        item.result = f"Discussed {number + 1} times."
        save_record(item, by=writer)
        print("saved", flush=True)


def _editors():
    # The administration is open to editors, and amounts are shown to them.
    return User.objects.filter(is_staff=True, is_superuser=False, groups__name="editor").order_by("pk")
