"""Sentences that mail, text, PDF and workbook of a report share."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partnership.reports.composer.document import DocumentTable, FigureLine, ReportDocument
from partnership.rules import formats
from partnership.rules.periods import SHANGHAI


def top_notes(document: ReportDocument) -> list[str]:
    """Return the notes at the top, which must not be overlooked: that the report is late, that it has samples."""
    sample = _("Sample data: these are not figures of the real cooperation.") if document.is_sample_data else ""
    return [text for text in (document.late_note, sample) if text]


def closing_notes(document: ReportDocument) -> list[str]:
    """Return the closing notes: what the report is, for whom, and when it was compiled."""
    with timezone.override(SHANGHAI):
        compiled = _("Compiled %(moment)s, Beijing time.") % {"moment": formats.moment(document.compiled_at)}
    return [text for text in (document.introduction, document.reader_note, compiled) if text]


def contact_text(document: ReportDocument) -> str:
    """Return whom to ask; the address follows it."""
    return _("Questions about this report? Ask %(name)s") % {"name": document.contact.name}


def change_text(line: FigureLine) -> str:
    """Return a figure's change, with a word where it is for the worse, so that colour alone carries no meaning."""
    if line.change_good is not False:
        return line.change_text
    warning = pgettext("change of a figure", "watch")
    return f"{line.change_text} · {warning}"


def empty_table_text(table: DocumentTable) -> str:
    """Return the sentence in place of a table without rows."""
    return _("%(caption)s: none in this period.") % {"caption": table.caption}
