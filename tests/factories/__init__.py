"""Test records of every kind."""

from tests.factories.core import *  # noqa: F403
from tests.factories.pilots import *  # noqa: F403
from tests.factories.projects import *  # noqa: F403
from tests.factories.talent import *  # noqa: F403
