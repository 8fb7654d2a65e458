"""A real SMTP server on the loopback that keeps what it took, and refuses what it is told to refuse."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Semaphore

from aiosmtpd.controller import Controller

from tests.processes import HUNG_SECONDS


class Office:
    """The server's handler: `answers` holds, by address, the answers to its next mails; after them it says 250."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, list[str]] = {}
        self.tried: Counter[str] = Counter()
        self.port = 0
        self._arrived = Semaphore(0)

    async def handle_DATA(self, server, session, envelope) -> str:
        address = envelope.rcpt_tos[0]
        self.tried[address] += 1
        answer = self.answers[address].pop(0) if self.answers.get(address) else "250 OK"
        if answer.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
            self._arrived.release()
        return answer

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def wait_for(self, mails: int) -> None:
        """Wait until so many more mails have been taken."""
        for _mail in range(mails):
            assert self._arrived.acquire(timeout=HUNG_SECONDS)

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.taken if mail["To"] == address]


@contextmanager
def open_office() -> Iterator[Office]:
    """The server for as long as the block lasts, on a free port."""
    office = Office()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        office.port = probe.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=office.port, ready_timeout=HUNG_SECONDS)
    controller.start()
    try:
        yield office
    finally:
        controller.stop()
