"""The four forms of a composed report; each is a pure function of the document."""

from partnership.reports.render.mail_page import render_html
from partnership.reports.render.plain_text import render_text
from partnership.reports.render.typeset import render_pdf
from partnership.reports.render.workbook import render_xlsx

__all__ = ["render_html", "render_pdf", "render_text", "render_xlsx"]
