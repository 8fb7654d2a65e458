"""The report section of the pilot bases: nitrogen removed, and the days with data behind it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.pages import charts
from partnership.pages.charts import Chart, lines
from partnership.reports.composer.cells import number_cell, percent_cell, record_cell
from partnership.reports.composer.content import LeadSentence, Priority, SectionContent, figure_changes, have_news
from partnership.reports.composer.document import ColumnKind, DocumentCell, DocumentColumn, DocumentTable, Tone
from partnership.rules import formats
from partnership.rules.periods import Period, add_months, month_of
from partnership.rules.registry import ReportSection
from partnership.rules.visibility import Viewer
from pilots.models import PilotBase, Series
from pilots.quality.coverage import silent_on, silent_text
from pilots.selectors.performance import NitrogenBalance, balances_by_base, nitrogen_removal

FIGURES = ("pilots.nitrogen_removal", "pilots.coverage", "campaigns.begun")
MONTHS_CHARTED = 12
MIN_POINTS = 2


def build(viewer: Viewer, period: Period, options: dict[str, Any]) -> SectionContent | None:
    bases = list(bases_in_operation(viewer, period))
    if not bases:
        return None
    figures = figure_changes(viewer, period, FIGURES)
    balances = balances_by_base(viewer, [period])[0]
    removal = figures["pilots.nitrogen_removal"].now.value
    silent = [base for base in bases if base.pk not in balances or not balances[base.pk].days_used]
    silent_series = Series.objects.visible_to(viewer).current().filter(silent_on(period.end)).count()
    sentence = formats.joined(
        removal_text(removal),
        silent_bases_text(len(silent)),
        silent_text(silent_series) if silent_series else "",
    )
    chart = removal_chart(viewer, period)
    return SectionContent(
        key="pilots",
        title=_("Pilot test bases"),
        sentence=sentence,
        figures=tuple(figures.values()),
        key_figures=("pilots.nitrogen_removal",),
        blocks=(bases_table(bases, balances), *((chart,) if chart else ())),
        lead_sentences=(LeadSentence(sentence, Priority.NOTABLE if silent else Priority.ORDINARY),),
        has_news=have_news(figures.values()) or removal is not None,
    )


def bases_in_operation(viewer: Viewer, period: Period) -> QuerySet[PilotBase]:
    """Return the bases in operation at some time of the period."""
    bases = PilotBase.objects.visible_to(viewer).current().filter(starts_on__lt=period.end)
    return bases.exclude(ends_on__lte=period.start).order_by("code")


def removal_text(removal: Any) -> str:
    if removal is None:
        return _("The bases have no data from which nitrogen removal follows.")
    return _("The bases removed %(share)s of the nitrogen.") % {"share": formats.quantity(removal, "%", 1)}


def silent_bases_text(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)d base has no usable data in the period.", "%(count)d bases have no usable data in the period.", count
    ) % {"count": count}


def bases_table(bases: list[PilotBase], balances: dict[int, NitrogenBalance]) -> DocumentTable:
    columns = (
        DocumentColumn(_("Pilot test base"), weight=4),
        DocumentColumn(_("Nitrogen removed"), ColumnKind.PERCENT, weight=2),
        DocumentColumn(_("Days with data"), ColumnKind.NUMBER, weight=2),
        DocumentColumn(_("Share of days"), ColumnKind.PERCENT, weight=2),
    )
    return DocumentTable(
        _("Bases in operation"), columns, tuple(base_row(base, balances.get(base.pk)) for base in bases)
    )


def base_row(base: PilotBase, balance: NitrogenBalance | None) -> tuple[DocumentCell, ...]:
    if balance is None:
        return (
            record_cell(base),
            DocumentCell(formats.NOTHING),
            number_cell(0, tone=Tone.ATTENTION),
            percent_cell(0, 0),
        )
    coverage = None if balance.coverage is None else 100 * balance.coverage
    return (
        record_cell(base),
        percent_cell(balance.removal),
        number_cell(balance.days_used, tone=Tone.PLAIN if balance.days_used else Tone.ATTENTION),
        percent_cell(coverage, 0),
    )


def removal_chart(viewer: Viewer, period: Period) -> Chart | None:
    """Return the removal by month of the last year; None where fewer than two months have a value."""
    months = [month_of(add_months(period.last_day, -back)) for back in reversed(range(MONTHS_CHARTED))]
    values = [measured.value for measured in nitrogen_removal(viewer, months)]
    while values and values[0] is None:  # the chart begins with the first data
        del months[0], values[0]
    known = [value for value in values if value is not None]
    if len(known) < MIN_POINTS:
        return None
    alt = _("Nitrogen removal by month, between %(lowest)s and %(highest)s.") % {
        "lowest": formats.quantity(min(known), "%", 1),
        "highest": formats.quantity(max(known), "%", 1),
    }
    rounded = [None if value is None else round(value, 1) for value in values]
    return lines(
        key="nitrogen-removal",
        title=_("Nitrogen removal of the bases by month"),
        unit="%",
        alt=alt,
        heading=_("Month"),
        times=[month.start for month in months],
        labels=[month.label for month in months],
        series=[charts.ChartSeries(_("Nitrogen removal"), rounded)],
    )


SECTIONS = (ReportSection("pilots", gettext_lazy("Pilot test bases"), build),)
