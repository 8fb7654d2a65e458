"""Settings of the beats and workers that tests start: the product's own, with a tick each second."""

from partnership.settings import *  # noqa: F403

CELERY_BEAT_SCHEDULE = {"dispatch": {"task": "partnership.tick", "schedule": 1.0, "options": {"expires": 30}}}
