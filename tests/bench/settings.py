"""The product's own settings, with the stock admin beside its own."""

from partnership.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.stock"
