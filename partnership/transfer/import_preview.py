"""The preview of an import: each row as it is and as it would be."""

from __future__ import annotations

from dataclasses import dataclass

from diff_match_patch import diff_match_patch
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.rules.visibility import Viewer
from partnership.transfer.outcome import CREATED, UNCHANGED, UPDATED
from partnership.transfer.outcome_pages import RefusedRows, refused_rows
from partnership.transfer.table_import import ImportedRow
from partnership.transfer.table_jobs import CheckedTable

# The CSS class of a row, and its label.
MARKS = {
    CREATED: ("new", _("new")),
    UPDATED: ("update", _("changed")),
    UNCHANGED: ("skip", pgettext_lazy("record", "unchanged")),
}
TAGS = {-1: "del", 0: "span", 1: "ins"}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    mark: str
    label: str
    cells: list[SafeString]


@dataclass(frozen=True, slots=True)
class Preview:
    """The context of the page: the rows as they would be imported, or those that are refused."""

    columns: list[str]
    rows: list[PreviewRow]
    refused: RefusedRows | None
    sentence: str

    @classmethod
    def of(cls, checked: CheckedTable, viewer: Viewer) -> Preview:
        rows = [_row(row, checked.columns) for row in checked.rows]
        return cls(checked.columns, rows, refused_rows(checked.outcome, viewer), checked.outcome.sentence)

    @property
    def has_errors(self) -> bool:
        return self.refused is not None


def _row(row: ImportedRow, columns: list[str]) -> PreviewRow:
    mark, label = MARKS[row.result]
    cells = [_difference(row.before.get(name, ""), row.after.get(name, "")) for name in columns]
    return PreviewRow(mark, str(label), cells)


def _difference(before: str, after: str) -> SafeString:
    """Return before and after as insertions and deletions, without style attributes, which the policy forbids."""
    if before == after:
        return format_html("{}", after)
    matcher = diff_match_patch()
    parts = matcher.diff_main(before, after)
    matcher.diff_cleanupSemantic(parts)
    return format_html_join("", "<{0}>{1}</{0}>", ((TAGS[kind], text) for kind, text in parts))
