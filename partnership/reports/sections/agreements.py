"""The report's section on agreements: in force, signed, ending soon, and payments received."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.models import Agreement
from partnership.models.cooperation.agreement import ending_after
from partnership.reports.composer.cells import day_cell, money_cell, number_cell, record_cell, text_cell
from partnership.reports.composer.content import LeadSentence, Priority, SectionContent, figure_changes, have_news
from partnership.reports.composer.document import ColumnKind, DocumentCell, DocumentColumn, DocumentTable, Tone
from partnership.rules import formats
from partnership.rules.fields import last_day
from partnership.rules.periods import Period
from partnership.rules.registry import ReportSection
from partnership.rules.visibility import Viewer

FIGURES = (
    "agreements.in_force",
    "agreements.in_force_amount",
    "agreements.signed",
    "agreements.ending",
    "payments.received",
)
SOON_DAYS = 30


def build(viewer: Viewer, period: Period, options: dict[str, Any]) -> SectionContent:
    figures = figure_changes(viewer, period, FIGURES)
    ending = list(
        Agreement.objects.visible_to(viewer).current().filter(ending_after(period.last_day)).order_by("ends_on", "code")
    )
    in_force, signed = (int(figures[key].now.value or 0) for key in ("agreements.in_force", "agreements.signed"))
    sentence = formats.joined(
        ngettext("%(count)d agreement is in force.", "%(count)d agreements are in force.", in_force)
        % {"count": in_force},
        ngettext("%(count)d agreement ends within 90 days.", "%(count)d agreements end within 90 days.", len(ending))
        % {"count": len(ending)},
    )
    return SectionContent(
        key="agreements",
        title=_("Agreements"),
        sentence=sentence,
        figures=tuple(figures.values()),
        key_figures=("agreements.in_force", "agreements.in_force_amount"),
        blocks=(ending_table(ending, viewer, period),) if ending else (),
        lead_sentences=(LeadSentence(sentence, Priority.NOTABLE if ending or signed else Priority.ORDINARY),),
        has_news=have_news(figures.values()) or bool(ending),
    )


def ending_table(agreements: list[Agreement], viewer: Viewer, period: Period) -> DocumentTable:
    columns = [
        DocumentColumn(_("Agreement"), weight=4),
        DocumentColumn(_("Code"), weight=2),
        DocumentColumn(_("Kind"), weight=2),
        DocumentColumn(_("Last day in force"), ColumnKind.DATE, weight=2),
        DocumentColumn(_("Days left"), ColumnKind.NUMBER),
    ]
    if viewer.sees_amounts:
        columns.append(DocumentColumn(_("Amount"), ColumnKind.MONEY, weight=2))
    rows = tuple(ending_row(agreement, viewer, period) for agreement in agreements)
    return DocumentTable(_("Agreements that end within 90 days"), tuple(columns), rows)


def ending_row(agreement: Agreement, viewer: Viewer, period: Period) -> tuple[DocumentCell, ...]:
    end = last_day(agreement.ends_on)
    left = (end - period.last_day).days if end else None
    tone = Tone.ATTENTION if left is not None and left <= SOON_DAYS else Tone.PLAIN
    cells = (
        record_cell(agreement),
        text_cell(agreement.code),
        text_cell(agreement.get_kind_display()),
        day_cell(end, tone),
        number_cell(left, tone=tone),
    )
    return (*cells, money_cell(agreement.amount)) if viewer.sees_amounts else cells


AGREEMENTS = ReportSection("agreements", gettext_lazy("Agreements"), build)
