"""The reference's data: 100,000 contacts, somebody who reads, and a writer who changes one before each request."""

from __future__ import annotations

import datetime as dt
import json
import sys
from itertools import count

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from tests.bench.reference.models import Contact
from tests.bench.sessions import cookies_of

CONTACTS = 100_000


def fill() -> None:
    """Make the contacts and print the reader's cookies as JSON."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    Contact.objects.bulk_create(map(_contact, range(CONTACTS)), batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps({"cookie": cookies_of(User.objects.create_user("reader"))}))


def write_on_request() -> None:
    """Save one contact for each line that comes in, and answer with a line once it is committed."""
    contact = Contact.objects.first()
    for number in count(1):
        if not sys.stdin.readline():
            return
        contact.points = number
        contact.save()
        print("saved", flush=True)


def _contact(number: int) -> Contact:
    return Contact(
        code=f"C-{number}",
        name=f"Contact {number}",
        email=f"c{number}@example.org",
        city=f"City {number % 90}",
        joined_on=dt.date(2020, 1, 1) + dt.timedelta(days=number % 2000),
        points=number % 1000,
    )
