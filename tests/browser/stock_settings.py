"""The product's settings with nothing of its own in sight: Django's admin as it comes, on the same records."""

from partnership.settings import *  # noqa: F403
from partnership.settings import TEMPLATES

ROOT_URLCONF = "tests.browser.stock_admin"
TEMPLATES[0]["DIRS"] = []  # ours are there, the admin's come with Django
