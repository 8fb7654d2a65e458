"""Settings of the test suites: the quick one on SQLite, the full one on what DATABASE_URL and REDIS_URL name."""

import os
import tempfile
from urllib.parse import urlsplit, urlunsplit

data_folder = tempfile.TemporaryDirectory(prefix="partnership-tests-", ignore_cleanup_errors=True)
# A developer's .env must not change what a test sees.
os.environ.update(
    ENV_FILE=os.devnull,
    SECRET_KEY="tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
    PUBLIC_URL="http://127.0.0.1:8000",
    DATA_DIR=data_folder.name,
)
for name in ("DEBUG", "ALLOWED_HOSTS", "EMAIL_URL", "TRUST_PROXY_HEADERS", "PORT"):
    os.environ.pop(name, None)

from partnership.settings import *  # noqa: E402, F403
from partnership.settings import CACHES, DATA_DIR, DATABASES, REDIS_URL  # noqa: E402

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
LANGUAGE_CODE = "en"  # what a test does not say in another language, it says in English
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a page costs as many queries in both suites
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CELERY_BROKER_URL = "memory://"  # a message only wakes a worker; tests of real workers start their own processes
CELERY_BROKER_TRANSPORT_OPTIONS = {}
if REDIS_URL:
    # Each worker of the suite has a database of its own: a test empties its cache, and must not empty another's.
    first, worker = urlsplit(REDIS_URL), int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    CACHES["default"]["LOCATION"] = urlunsplit(first._replace(path=f"/{8 + worker % 4}"))
(DATA_DIR / "static").mkdir()
if "postgresql" in DATABASES["default"]["ENGINE"]:
    # A test database need not outlive a power cut, so a commit need not wait for the disk.
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
