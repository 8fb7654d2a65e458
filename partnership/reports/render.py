"""The four forms of a composed report; each is a pure function of the document."""

from partnership.reports.mail_page import render_html
from partnership.reports.plain_text import render_text
from partnership.reports.typeset import render_pdf
from partnership.reports.workbook import render_xlsx

__all__ = ["render_html", "render_pdf", "render_text", "render_xlsx"]
