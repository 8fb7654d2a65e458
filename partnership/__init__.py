"""The core of the cooperation, and the Django project that composes the apps."""

from partnership.celery import app as celery_app

__all__ = ["celery_app"]
