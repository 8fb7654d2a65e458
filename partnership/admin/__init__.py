"""The administration of the core's records."""

# They register themselves, in the order in which the administration lists them: that of the navigation.
# isort: off
from partnership.admin import agreements  # noqa: F401
from partnership.admin import meetings  # noqa: F401
from partnership.admin import directions  # noqa: F401
from partnership.admin import organisations  # noqa: F401
from partnership.admin import reports  # noqa: F401
from partnership.admin import calendar  # noqa: F401
from partnership.admin import users  # noqa: F401
from partnership.admin import watched  # noqa: F401
