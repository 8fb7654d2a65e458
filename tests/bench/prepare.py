"""Databases and settings of the servers that are measured."""

from __future__ import annotations

import os
import secrets
import tempfile

from tests.bench.servers import Server, database_url, recreate_database

REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/7")
FILL_ARGUMENTS = {"reference": "", "samples": "scale=1", "hundredfold": "scale=100"}


def server(name: str) -> Server:
    """A server with its database filled and its reader logged in; ready to be started."""
    database = f"bench_{name}"
    recreate_database(database)
    found = _reference(database) if name == "reference" else _product(name, database)
    found.fill(FILL_ARGUMENTS[name])
    return found


def _reference(database: str) -> Server:
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.bench.reference.settings",
        "REFERENCE_DATABASE_URL": database_url(database),
    }
    return Server("reference", database, "tests.bench.reference.wsgi", "tests.bench.reference.data", environment)


def _product(name: str, database: str) -> Server:
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "DATABASE_URL": database_url(database),
        "REDIS_URL": REDIS_URL,
        "DATA_DIR": tempfile.mkdtemp(prefix="bench-"),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "PUBLIC_URL": "http://127.0.0.1",
    }
    return Server(name, database, "partnership.wsgi", "tests.bench.product_data", environment)
