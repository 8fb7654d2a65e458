"""Settings of the test suites: the quick one on SQLite, the full one on what DATABASE_URL and REDIS_URL name."""

from partnership.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
