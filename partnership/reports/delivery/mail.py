"""The mail of a report: text, HTML with its pictures inside, PDF and workbook, in the order mail programs expect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.mime.image import MIMEImage
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, SafeMIMEMultipart, SafeMIMEText

from partnership.pages.tables.spreadsheets import XLSX_TYPE

PDF_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Envelope:
    """The address of a mail, its Message-ID, and where replies go."""

    to: str
    message_id: str
    sent_at: dt.datetime
    language: str
    reply_to: str
    unsubscribe_url: str | None = None


@dataclass(frozen=True, slots=True)
class MailContent:
    """The renderings of a report; `attachment_name` has no suffix."""

    subject: str
    text: str
    html: str
    images: Mapping[str, bytes] = field(default_factory=dict)
    attachment_name: str = ""
    pdf: bytes | None = None
    xlsx: bytes | None = None


class ReportMail(EmailMultiAlternatives):
    """mixed > alternative > (text, related > (HTML, inline PNGs)), then the attachments.

    Django has no related part: this overrides `_create_alternatives`, which is private to Django 5.2; a test checks the
    tree.
    """

    def __init__(self, content: MailContent, envelope: Envelope, **options: Any) -> None:
        super().__init__(
            subject=content.subject,
            body=content.text,
            to=[envelope.to],
            reply_to=[envelope.reply_to],
            headers=mail_headers(envelope),
            **options,
        )
        self.html = content.html
        self.images = content.images
        if content.pdf is not None:
            self.attach(f"{content.attachment_name}.pdf", content.pdf, PDF_TYPE)
        if content.xlsx is not None:
            self.attach(f"{content.attachment_name}.xlsx", content.xlsx, XLSX_TYPE)

    def _create_alternatives(self, msg: Message) -> Message:
        encoding = self.encoding or settings.DEFAULT_CHARSET
        alternative = SafeMIMEMultipart(_subtype="alternative", encoding=encoding)
        alternative.attach(msg)
        alternative.attach(self._related(encoding))
        return alternative

    def _related(self, encoding: str) -> Message:
        related = SafeMIMEMultipart(_subtype="related", encoding=encoding)
        related.set_param("type", "text/html")
        related.attach(SafeMIMEText(self.html, "html", encoding))
        for content_id, picture in self.images.items():
            part = MIMEImage(picture, "png")
            part.add_header("Content-ID", f"<{content_id}>")
            part.add_header("Content-Disposition", "inline", filename=f"{content_id}.png")
            related.attach(part)
        return related


def mail_headers(envelope: Envelope) -> dict[str, str]:
    """Return the headers by which mail programs recognise, thread and unsubscribe these mails (RFC 3834, RFC 8058)."""
    headers = {
        "Message-ID": envelope.message_id,
        "Date": format_datetime(envelope.sent_at),
        "Auto-Submitted": "auto-generated",
        "Content-Language": envelope.language,
    }
    if envelope.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{envelope.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
