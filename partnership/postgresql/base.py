"""Django's own backend for PostgreSQL, but for how it finds out that a kept connection has ended."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks the server only where the socket has something to tell: Django asks before the first query of each request.

    A server that ended a connection said so, or closed it: then there is something to read where none was asked for.
    One that has vanished without a word keeps Django's question waiting as long as any other.
    """

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed or _has_something_to_read(self.connection.fileno()):
            return super().is_usable()
        return True


def _has_something_to_read(socket: int) -> bool:
    poll = select.poll()  # select.select knows no descriptor beyond 1023
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
