"""Sentences that mail, text, PDF and workbook of a report share."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partnership.reports.composer.document import DocumentTable, FigureLine, ReportDocument
from partnership.rules import formats
from partnership.rules.periods import SHANGHAI


def top_notes(document: ReportDocument) -> list[str]:
    """What stands above everything else and must not be overlooked: that it is late, that it is a sample."""
    sample = _("Sample data: these are not figures of the real cooperation.") if document.is_sample_data else ""
    return [text for text in (document.late_note, sample) if text]


def closing_notes(document: ReportDocument) -> list[str]:
    """What the report is, for whom, and when it was compiled."""
    with timezone.override(SHANGHAI):
        compiled = _("Compiled %(moment)s, Beijing time.") % {"moment": formats.moment(document.compiled_at)}
    return [text for text in (document.introduction, document.reader_note, compiled) if text]


def ask_text(document: ReportDocument) -> str:
    """Whom to ask; the address follows it."""
    return _("Questions about this report? Ask %(name)s") % {"name": document.contact.name}


def change_text(line: FigureLine) -> str:
    """A figure's change, with a word where it is not welcome, so that colour is not alone in saying so."""
    if line.change_good is not False:
        return line.change_text
    warning = pgettext("change of a figure", "watch")
    return f"{line.change_text} · {warning}"


def empty_table_text(table: DocumentTable) -> str:
    """What a table without rows says."""
    return _("%(caption)s: none in this period.") % {"caption": table.caption}
