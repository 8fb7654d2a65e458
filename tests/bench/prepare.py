"""Databases and settings of the servers that are measured."""

from __future__ import annotations

import os
import secrets
import tempfile

from tests.bench.servers import Server, database_url, recreate_database

REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/7")
CONTACTS = 100_000
FILL_REFERENCE = f"""
import datetime as dt, django; django.setup()
from django.core.management import call_command
from django.contrib.auth.models import User
from django.db import connection
from tests.bench.reference.models import Contact
call_command("migrate", run_syncdb=True, verbosity=0)
Contact.objects.bulk_create(
    (Contact(code=f"C-{{n}}", name=f"Contact {{n}}", email=f"c{{n}}@example.org", city=f"City {{n % 90}}",
             joined_on=dt.date(2020, 1, 1) + dt.timedelta(days=n % 2000), points=n % 1000) for n in range({CONTACTS})),
    batch_size=5000)
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE")
user = User.objects.create_user("reader")
"""
SESSION = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import get_random_string
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[-1]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.save()
# A browser that has been here before sends this one too.
csrf = get_random_string(32)
print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={csrf}")
"""
FILL_PRODUCT = """
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from io import StringIO
for command, options in (("migrate", {"verbosity": 0}), ("collectstatic", {"interactive": False, "verbosity": 0}),
                         ("load_facts", {}), ("load_samples", {"scale": SCALE})):
    call_command(command, stdout=StringIO(), **options)
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE")
from partnership.models import User
# The editor reads the pages, amounts included, and the admin's changelist.
user = User.objects.filter(organisation__isnull=False, is_staff=True, groups__name="editor").order_by("pk").first()
"""
FIRST_PROJECT = """
from projects.models import Project
print(Project.objects.visible_to(user).current().order_by("pk").first().code)
"""


def server(name: str) -> Server:
    """A server with its database filled and its reader logged in; ready to be started."""
    return reference() if name == "reference" else product(name, scale=100 if name == "hundredfold" else 1)


def reference() -> Server:
    database = "bench_reference"
    recreate_database(database)
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.bench.reference.settings",
        "REFERENCE_DATABASE_URL": database_url(database),
    }
    found = Server("reference", database, "tests.bench.reference.wsgi", environment)
    found.cookie = found.python(code=FILL_REFERENCE + SESSION).splitlines()[-1]
    return found


def product(name: str, *, scale: int) -> Server:
    database = f"bench_{name}"
    recreate_database(database)
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "DATABASE_URL": database_url(database),
        "REDIS_URL": REDIS_URL,
        "DATA_DIR": tempfile.mkdtemp(prefix="bench-"),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PUBLIC_URL": "http://127.0.0.1",
    }
    found = Server(name, database, "partnership.wsgi", environment)
    code = FILL_PRODUCT.replace("SCALE", str(scale)) + SESSION + FIRST_PROJECT
    found.cookie, project = found.python(code=code).splitlines()[-2:]
    found.values["project"] = project
    return found
