"""A Redis cache that counts as empty while Redis is away, so that pages still work."""

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
    """Django's Redis cache without its errors: while Redis is away it finds and stores nothing; `doctor` reports it.

    Django's sessions use it and handle only some of its errors: logging in would fail. A session that was ended while
    Redis was away is still in Redis afterwards, until it expires.
    """

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with _logging_errors():
            return super().get(key, default, version)
        return default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        with _logging_errors():
            super().set(key, value, timeout, version)

    def has_key(self, key: str, version: int | None = None) -> bool:
        with _logging_errors():
            return super().has_key(key, version)
        return False

    def delete(self, key: str, version: int | None = None) -> bool:
        with _logging_errors():
            return super().delete(key, version)
        return False


@contextmanager
def _logging_errors() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        logger.warning("The cache does not answer: %s", type(error).__name__)
