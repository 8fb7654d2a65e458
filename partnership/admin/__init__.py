"""The administration of the core's records."""

from partnership.admin import (  # noqa: F401 -- they register themselves
    agreements,
    calendar,
    directions,
    meetings,
    organisations,
    reports,
    users,
    watched,
)
