"""The mail of a report: the tree of its parts and its headers, also after a real SMTP server took it."""

import datetime as dt
import socket
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core.mail import get_connection

from partnership.reports.delivery.mail import Envelope, MailContent, ReportMail

PICTURE = b"\x89PNG\r\n\x1a\nnot really"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def report_mail(connection=None, *, images=None, pdf=b"%PDF-1.7", unsubscribe_url="https://p.example.org/u/1/"):
    content = MailContent(
        subject="校企合作月报 2026年10月",
        text="有效协议 12 项\n",
        html='<p>有效协议</p><img src="cid:pilots-removal">',
        images={"pilots-removal": PICTURE} if images is None else images,
        attachment_name="校企合作月报 2026年10月",
        pdf=pdf,
        xlsx=b"PK",
    )
    envelope = Envelope(
        to="方晴 <fang.qing@example.org>",
        message_id="<run-17.delivery-3@platform.example.org>",
        sent_at=dt.datetime(2026, 11, 1, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
        language="zh-Hans",
        reply_to="research-office@example.org",
        unsubscribe_url=unsubscribe_url,
    )
    return ReportMail(content, envelope, from_email="reports@example.org", connection=connection)


def tree(part):
    """The kinds of a message's parts, nested as the message nests them."""
    if part.is_multipart():
        return (part.get_content_subtype(), [tree(one) for one in part.get_payload()])
    return part.get_content_type()


EXPECTED_TREE = (
    "mixed",
    [
        ("alternative", ["text/plain", ("related", ["text/html", "image/png"])]),
        "application/pdf",
        SHEET,
    ],
)


class Inbox(Message):
    """Keeps what the server took."""

    def __init__(self):
        super().__init__()
        self.received = []

    def handle_message(self, message):
        self.received.append(message_from_bytes(message.as_bytes(), policy=policy.default))


@pytest.fixture
def smtp_server():
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    yield server, inbox
    server.stop()


def test_the_tree_of_the_mail():
    assert tree(report_mail().message()) == EXPECTED_TREE


def test_without_attachments_the_alternative_is_the_whole():
    mail = report_mail(pdf=None)
    mail.attachments = []

    assert tree(mail.message()) == EXPECTED_TREE[1][0]


def test_it_can_be_stopped_with_one_click():
    message = report_mail().message()

    assert message["List-Unsubscribe"] == "<https://p.example.org/u/1/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_it_promises_no_unsubscribing_where_there_is_no_address():
    message = report_mail(unsubscribe_url=None).message()

    assert message["List-Unsubscribe"] is None
    assert message["List-Unsubscribe-Post"] is None


def test_the_same_mail_twice_carries_the_same_identity():
    first, second = report_mail().message(), report_mail().message()

    assert first["Message-ID"] == second["Message-ID"] == "<run-17.delivery-3@platform.example.org>"
    assert first["Date"] == "Sun, 01 Nov 2026 08:00:00 +0800"


def test_a_real_server_receives_it_whole(smtp_server):
    server, inbox = smtp_server
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=server.port)

    report_mail(connection).send()

    (message,) = inbox.received
    assert tree(message) == EXPECTED_TREE
    assert message["Subject"] == "校企合作月报 2026年10月"
    assert message["To"] == "方晴 <fang.qing@example.org>"
    assert message["Reply-To"] == "research-office@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "zh-Hans"
    assert [part.get_filename() for part in message.iter_attachments()] == [
        "校企合作月报 2026年10月.pdf",
        "校企合作月报 2026年10月.xlsx",
    ]
    assert message.get_body(("plain",)).get_content() == "有效协议 12 项\n"
    picture = next(part for part in message.walk() if part.get_content_type() == "image/png")
    assert (picture["Content-ID"], picture.get_content_disposition()) == ("<pilots-removal>", "inline")
    assert picture.get_content() == PICTURE
