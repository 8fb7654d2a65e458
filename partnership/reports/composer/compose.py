"""Compose a report for one variant of readers: its sections from the registry, its lead and key figures."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from partnership.models import Rendering, Report, ReportRun
from partnership.models.reports.delivery import LATE_AFTER
from partnership.reports.composer.content import FigureChange, SectionContent, figure_line, value_text
from partnership.reports.composer.document import (
    MAX_LEAD_SENTENCES,
    MIN_LEAD_SENTENCES,
    DocumentBlock,
    DocumentContact,
    DocumentSection,
    DocumentTable,
    FigureLine,
    FigureLines,
    MissingNote,
    ReportDocument,
)
from partnership.reports.composer.snapshots import Snapshot, figure_snapshot, json_value, stored_period, stored_value
from partnership.reports.composer.variants import RenderingVariant
from partnership.rules import formats, registry
from partnership.rules.figures import Figure
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer

logger = logging.getLogger(__name__)
MAX_KEY_FIGURES = 8
UNSUBSCRIBE_PLACEHOLDER = "the-link-of-the-reader"  # a rendering is shared by its readers, the link is each one's own


@dataclass(frozen=True, slots=True)
class ComposedReport:
    """A composed report with its snapshot and the keys of the sections that failed."""

    document: ReportDocument
    subject: str
    snapshot: Snapshot
    missing_sections: tuple[str, ...]
    has_news: bool


def compose(run: ReportRun, variant: RenderingVariant, rendering_id: UUID | None = None) -> ComposedReport:
    """Return the report of a run for a variant; without a rendering (a preview) its figures have no links."""
    with translation.override(variant.language):
        return _compose(run, variant, rendering_id)


def _compose(run: ReportRun, variant: RenderingVariant, rendering_id: UUID | None) -> ComposedReport:
    report, viewer, period = run.report, variant.viewer, run.period
    sections, missing_sections = build_sections(report, viewer, period)
    linked_id = None if variant.is_outside else rendering_id
    figures = [change for section in sections if isinstance(section, SectionContent) for change in section.figures]
    previous = previous_snapshot(variant)
    document = ReportDocument(
        name=report.name,
        period_label=str(period.label),
        language=variant.language,
        party_name=variant.party_name,
        reader_note=reader_note(variant),
        introduction=report.introduction,
        lead=lead_texts(sections, period),
        figures=key_figure_lines(sections, linked_id, previous),
        sections=tuple(document_section(section, linked_id, previous) for section in sections),
        contact=report_contact(report),
        compiled_at=timezone.now(),
        late_note=late_note(run),
        sent_by_hand_note=sent_by_hand_note(run),
        archive_url=absolute_url(reverse("report_rendering", args=[linked_id])) if linked_id else None,
        unsubscribe_url=absolute_url(reverse("report_unsubscribe", args=[UNSUBSCRIBE_PLACEHOLDER])),
        is_sample_data=counts_samples(report, figures, viewer),
        has_pdf=report.has_pdf,
    )
    has_news = any(not isinstance(section, SectionContent) or section.has_news for section in sections)
    snapshot = figure_snapshot(figures, viewer)
    return ComposedReport(document, mail_subject(run), snapshot, tuple(missing_sections), has_news)


def build_sections(
    report: Report, viewer: Viewer, period: Period
) -> tuple[list[SectionContent | DocumentSection], list[str]]:
    """Return the report's sections in order, a note in place of one that failed, and the keys of those that failed."""
    sections: list[SectionContent | DocumentSection] = []
    missing: list[str] = []
    for choice in report.sections.order_by("position", "pk"):  # unscoped: the report's own sections
        try:
            section = registry.report_sections[choice.section].build(viewer, period, choice.options)
        except Exception:  # a section that fails, however it does, must not sink the report
            logger.exception("Section %s of report %s failed", choice.section, report.pk)
            missing.append(choice.section)
            sections.append(missing_section(choice.section))
        else:
            sections += [section] if section is not None else []
    return sections, missing


def missing_section(key: str) -> DocumentSection:
    label = str(registry.report_sections[key].label) if key in registry.report_sections else key
    text = _("This section could not be prepared. The administrators have been told.")
    return DocumentSection(key, label, "", (MissingNote(text),))


def document_section(
    section: SectionContent | DocumentSection, rendering_id: UUID | None, previous: Snapshot
) -> DocumentSection:
    """Return a section as it is in the document, its figures first."""
    if isinstance(section, DocumentSection):
        return section
    lines = tuple(compared_line(change, rendering_id, previous) for change in section.figures)
    blocks = tuple(with_absolute_urls(block, has_links=rendering_id is not None) for block in section.blocks)
    figures = (FigureLines(lines),) if lines else ()
    return DocumentSection(section.key, section.title, section.sentence, figures + blocks)


def with_absolute_urls(block: DocumentBlock, *, has_links: bool) -> DocumentBlock:
    """Return a table with absolute addresses in its cells, or without any for readers without login."""
    if not isinstance(block, DocumentTable):
        return block
    rows = tuple(
        tuple(replace(cell, url=absolute_url(cell.url) if cell.url and has_links else None) for cell in row)
        for row in block.rows
    )
    return replace(block, rows=rows)


def key_figure_lines(
    sections: list[SectionContent | DocumentSection], rendering_id: UUID | None, previous: Snapshot
) -> tuple[FigureLine, ...]:
    changes = [
        change
        for section in sections
        if isinstance(section, SectionContent)
        for change in section.figures
        if change.now.figure.key in section.key_figures
    ]
    return tuple(compared_line(change, rendering_id, previous) for change in changes[:MAX_KEY_FIGURES])


def previous_snapshot(variant: RenderingVariant) -> Snapshot:
    """Return the snapshot of the reader's last report; empty where there was none."""
    if variant.compared_with_id is None:
        return {}
    renderings = Rendering.objects.filter(  # unscoped: what was sent to this reader
        run=variant.compared_with_id, private_to=variant.party_id, shows_amounts=variant.sees_amounts
    )
    return renderings.values_list("snapshot", flat=True).first() or {}


def compared_line(change: FigureChange, rendering_id: UUID | None, previous: Snapshot) -> FigureLine:
    """Return the figure's line, with a note where the value of the period before has changed since it was reported."""
    line, before = figure_line(change, figure_url(change, rendering_id)), change.before
    entry = previous.get(change.now.figure.key)
    if entry is None or before is None or entry["period"] != stored_period(before.period):
        return line
    if entry["value"] == json_value(before.value):
        return line
    note = _("Then reported as %(value)s.") % {"value": value_text(stored_value(entry), before.figure.unit)}
    return replace(line, note=formats.joined(line.note, note))


def figure_url(change: FigureChange, rendering_id: UUID | None) -> str | None:
    if rendering_id is None:
        return None
    return absolute_url(reverse("report_figure", args=[rendering_id, change.now.figure.key]))


def lead_texts(sections: list[SectionContent | DocumentSection], period: Period) -> tuple[str, ...]:
    """Return three to five sentences: the urgent and notable ones first, then the sentences of the sections."""
    contents = [section for section in sections if isinstance(section, SectionContent)]
    offered = [sentence for content in contents for sentence in content.lead_sentences]
    by_priority = sorted(offered, key=lambda sentence: -sentence.priority)
    texts = [sentence.text for sentence in by_priority][:MAX_LEAD_SENTENCES]
    fillers = [
        *(content.sentence for content in contents if content.sentence),
        _("This report covers %(period)s.") % {"period": period.label},
        _("Changes are against %(period)s.") % {"period": period.previous.label},
        _("Every figure opens the records it counts on the platform."),
    ]
    for filler in fillers:
        is_included = any(text in filler for text in texts)
        if len(texts) < MIN_LEAD_SENTENCES and not is_included:
            texts.append(filler)
    return tuple(texts)


def reader_note(variant: RenderingVariant) -> str:
    """Return for whom the figures were counted, and whether money is shown."""
    if not variant.party_id:
        return _("Made for the operators of the platform: it holds what is private to each party.")
    if variant.sees_amounts:
        text = _("Made for readers of %(party)s: it counts what they may see. Do not pass it on to others.")
    else:
        text = _("Made for readers of %(party)s: it counts what they may see, and leaves amounts of money out.")
    return text % {"party": variant.party_name}


def report_contact(report: Report) -> DocumentContact:
    if report.owner:
        return DocumentContact(str(report.owner), report.owner.email)
    return DocumentContact(_("the administrators of the platform"), settings.REPLY_TO or settings.DEFAULT_FROM_EMAIL)


def late_note(run: ReportRun) -> str | None:
    """Return that the report is late, and why.

    None for one in time, by hand, on trial, or due before its definition was created.
    """
    is_in_time = timezone.now() - run.due_at <= LATE_AFTER
    if run.kind != ReportRun.Kind.SCHEDULED or is_in_time or run.report.created_at > run.due_at:
        return None
    if run.created_at - run.due_at > LATE_AFTER:
        text = _("This report is late: it was due on %(moment)s, when the platform's scheduler was not running.")
    else:
        text = _("This report is late: it was due on %(moment)s, and could not be prepared at once.")
    return text % {"moment": formats.moment(run.due_at)}


def sent_by_hand_note(run: ReportRun) -> str | None:
    if run.pk is None:
        return _("This is a preview: it is sent to nobody.")
    if run.kind == ReportRun.Kind.TRIAL:
        return _("This is a trial, sent to you alone.")
    if run.kind == ReportRun.Kind.MANUAL:
        return _("This copy was sent by hand; the scheduled report comes as usual.")
    return None


def mail_subject(run: ReportRun) -> str:
    """Return the subject of the mail: the report's name and period, and how it was ordered."""
    subject = " ".join(f"{run.report.name} · {run.period.label}".split())  # a line break would end the header
    if run.kind == ReportRun.Kind.TRIAL:
        return _("%(subject)s (trial)") % {"subject": subject}
    if run.kind == ReportRun.Kind.MANUAL:
        return _("%(subject)s (sent by hand)") % {"subject": subject}
    return subject


def counts_samples(report: Report, figures: list[FigureChange], viewer: Viewer) -> bool:
    """Return whether the figures may have counted samples."""
    models = {change.now.figure.model for change in figures if isinstance(change.now.figure, Figure)}
    return report.is_sample or any(
        model.objects.visible_to(viewer).filter(Q(is_sample=True)).exists()
        for model in sorted(models, key=lambda model: model._meta.label)
    )


def absolute_url(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"
