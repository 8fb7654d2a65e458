"""A real SMTP server on the loopback that stores the mails it accepts, and answers as a test has set."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Semaphore

from aiosmtpd.controller import Controller

from tests.processes import HUNG_SECONDS


class MailServer:
    """The server's handler: `answers` has the answers to the next mails by address; after them it answers 250."""

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []
        self.answers: dict[str, list[str]] = {}
        self.tried: Counter[str] = Counter()
        self.port = 0
        self._arrived = Semaphore(0)

    async def handle_DATA(self, server, session, envelope) -> str:
        address = envelope.rcpt_tos[0]
        self.tried[address] += 1
        answer = self.answers[address].pop(0) if self.answers.get(address) else "250 OK"
        if answer.startswith("250"):
            self.accepted.append(message_from_bytes(envelope.content, policy=policy.default))
            self._arrived.release()
        return answer

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def wait_for(self, mails: int) -> None:
        """Wait until so many more mails have been accepted."""
        for _mail in range(mails):
            assert self._arrived.acquire(timeout=HUNG_SECONDS)

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.accepted if mail["To"] == address]


@contextmanager
def run_mail_server() -> Iterator[MailServer]:
    """The server for as long as the block lasts, on a free port."""
    mail_server = MailServer()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        mail_server.port = probe.getsockname()[1]
    controller = Controller(mail_server, hostname="127.0.0.1", port=mail_server.port, ready_timeout=HUNG_SECONDS)
    controller.start()
    try:
        yield mail_server
    finally:
        controller.stop()
