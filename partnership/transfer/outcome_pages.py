"""The table of an import's refused rows, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnership.pages import Column
from partnership.pages.tables.columns import Table, build_table
from partnership.rules.visibility import Viewer
from partnership.transfer.outcome import MAX_REFUSALS_STORED, ImportOutcome

COLUMNS = (
    Column("row", gettext_lazy("Row"), value=lambda refusal: str(refusal.row or "")),
    Column("field", gettext_lazy("Column")),
    Column("found_shown", gettext_lazy("Found")),
    Column("expected_text", gettext_lazy("Expected")),
)


@dataclass(frozen=True, slots=True)
class RefusedRows:
    """The context of ui/refused.html: the table, and a sentence where there are more rows than it shows."""

    table: Table
    more: str


def refused_rows(outcome: ImportOutcome, viewer: Viewer) -> RefusedRows | None:
    """Return the refused rows; None where there are none."""
    if not outcome.refused:
        return None
    is_full = len(outcome.refused) >= MAX_REFUSALS_STORED
    more = _("Only the first %(count)d are listed.") % {"count": MAX_REFUSALS_STORED} if is_full else ""
    return RefusedRows(build_table(_("Refused rows"), COLUMNS, outcome.refused, viewer), more)
