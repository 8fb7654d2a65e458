"""The cache in Redis: what it cannot give is read from the database, so that no page falls with it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class LenientRedisCache(RedisCache):
    """Django's own, but for its errors: while Redis is away nothing is found and nothing kept; `doctor` says so.

    Django's sessions read and write through it, and survive only some of its errors: logging in would fail.

    A Redis that comes back with what it held still knows a session that was ended meanwhile, until its hours are over.
    """

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with _noting_absence():
            return super().get(key, default, version)
        return default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        with _noting_absence():
            super().set(key, value, timeout, version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        with _noting_absence():
            return super().has_key(key, version)
        return False

    def delete(self, key: str, version: int | None = None) -> bool:
        with _noting_absence():
            return super().delete(key, version)
        return False


@contextmanager
def _noting_absence() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        logger.warning("The cache does not answer: %s", type(error).__name__)
