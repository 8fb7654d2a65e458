"""Names the bare reference's app."""

from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "tests.bench.reference"
    label = "reference"
