"""Composes a report for one variant of readers: sections from the registry, lead, head figures, what is missing."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from partnership.models import Rendering, Report, ReportRun
from partnership.models.reports.delivery import LATE_AFTER
from partnership.reports.composer.document import (
    FEWEST_LEAD_SENTENCES,
    MAX_LEAD_SENTENCES,
    Block,
    Contact,
    FigureLine,
    FigureLines,
    Missing,
    ReportDocument,
    Section,
    Table,
)
from partnership.reports.composer.parts import FigureChange, Part, figure_line, value_text
from partnership.reports.composer.snapshots import Told, period_as_stored, plain_value, snapshot_of, stored_value
from partnership.reports.composer.variants import Variant
from partnership.rules import formats, registry
from partnership.rules.figures import Figure
from partnership.rules.periods import Period
from partnership.rules.visibility import Viewer

logger = logging.getLogger(__name__)
MAX_HEAD_FIGURES = 8
UNSUBSCRIBE_PLACEHOLDER = "the-link-of-the-reader"  # a rendering is shared by its readers, the link is each one's own


@dataclass(frozen=True, slots=True)
class Composition:
    """A composed report with what its figures counted and which sections failed."""

    document: ReportDocument
    subject: str
    snapshot: dict[str, Any]
    missing: tuple[str, ...]
    has_news: bool


def compose(run: ReportRun, variant: Variant, rendering_id: UUID | None = None) -> Composition:
    """The report of a run for a variant; without a rendering (a preview) its figures carry no links."""
    with translation.override(variant.language):
        return _compose(run, variant, rendering_id)


def _compose(run: ReportRun, variant: Variant, rendering_id: UUID | None) -> Composition:
    report, viewer, period = run.report, variant.viewer, run.period
    parts, missing = build_parts(report, viewer, period)
    linked = None if variant.is_outside else rendering_id
    figures = [change for part in parts if isinstance(part, Part) for change in part.figures]
    told = last_time_text(variant)
    document = ReportDocument(
        name=report.name,
        period_label=str(period.label),
        language=variant.language,
        party_name=variant.party_name,
        reader_note=reader_note(variant),
        introduction=report.introduction,
        lead=lead(parts, period),
        figures=head_figures(parts, linked, told),
        sections=tuple(set_section(part, linked, told) for part in parts),
        whom_to_ask=contact_of(report),
        compiled_at=timezone.now(),
        late_note=late_note(run),
        sent_by_hand_note=by_hand_note(run),
        archive_url=absolute(reverse("report_rendering", args=[linked])) if linked else None,
        unsubscribe_url=absolute(reverse("report_unsubscribe", args=[UNSUBSCRIBE_PLACEHOLDER])),
        is_sample_data=counts_samples(report, figures, viewer),
        has_pdf=report.has_pdf,
    )
    has_news = any(not isinstance(part, Part) or part.has_news for part in parts)
    return Composition(document, subject_of(run), snapshot_of(figures, viewer), tuple(missing), has_news)


def build_parts(report: Report, viewer: Viewer, period: Period) -> tuple[list[Part | Section], list[str]]:
    """The report's sections in order, and the keys of those that failed, for which a note stands."""
    parts: list[Part | Section] = []
    missing: list[str] = []
    for choice in report.sections.order_by("position", "pk"):  # unscoped: the report's own sections
        try:
            part = registry.report_sections[choice.section].build(viewer, period, choice.options)
        except Exception:  # a section that fails, however it does, must not sink the report
            logger.exception("Section %s of report %s failed", choice.section, report.pk)
            missing.append(choice.section)
            parts.append(missing_section(choice.section))
        else:
            parts += [part] if part is not None else []
    return parts, missing


def missing_section(key: str) -> Section:
    label = str(registry.report_sections[key].label) if key in registry.report_sections else key
    text = _("This section could not be prepared. The administrators have been told.")
    return Section(key, label, "", (Missing(text),))


def set_section(part: Part | Section, rendering_id: UUID | None, told: Told) -> Section:
    if isinstance(part, Section):
        return part
    lines = tuple(line_of(change, rendering_id, told) for change in part.figures)
    own = tuple(linked(block, has_links=rendering_id is not None) for block in part.blocks)
    return Section(part.key, part.title, part.sentence, ((FigureLines(lines),) if lines else ()) + own)


def linked(block: Block, *, has_links: bool) -> Block:
    """A table with whole addresses in its cells, or none for readers without login."""
    if not isinstance(block, Table):
        return block
    rows = tuple(
        tuple(replace(cell, url=absolute(cell.url) if cell.url and has_links else None) for cell in row)
        for row in block.rows
    )
    return replace(block, rows=rows)


def head_figures(parts: list[Part | Section], rendering_id: UUID | None, told: Told) -> tuple[FigureLine, ...]:
    chosen = [
        change
        for part in parts
        if isinstance(part, Part)
        for change in part.figures
        if change.now.figure.key in part.headlines
    ]
    return tuple(line_of(one, rendering_id, told) for one in chosen[:MAX_HEAD_FIGURES])


def last_time_text(variant: Variant) -> Told:
    """What the reader's last report said of each figure, as its snapshot keeps it."""
    if variant.compared_with_id is None:
        return {}
    last = Rendering.objects.filter(  # unscoped: what went to this reader
        run=variant.compared_with_id, private_to=variant.party_id, shows_amounts=variant.sees_amounts
    )
    return last.values_list("snapshot", flat=True).first() or {}


def line_of(change: FigureChange, rendering_id: UUID | None, told: Told) -> FigureLine:
    """The figure's line; where records entered late changed the period before, also what was reported of it then."""
    line, before = figure_line(change, figure_url(change, rendering_id)), change.before
    entry = told.get(change.now.figure.key)
    if entry is None or before is None or entry["period"] != period_as_stored(before.period):
        return line
    if entry["value"] == plain_value(before.value):
        return line
    then = _("Then reported as %(value)s.") % {"value": value_text(stored_value(entry), before.figure.unit)}
    return replace(line, note=formats.joined(line.note, then))


def figure_url(change: FigureChange, rendering_id: UUID | None) -> str | None:
    if rendering_id is None:
        return None
    return absolute(reverse("report_figure", args=[rendering_id, change.now.figure.key]))


def lead(parts: list[Part | Section], period: Period) -> tuple[str, ...]:
    """Three to five sentences: what presses and what is notable first, then what each section says of itself."""
    whole = [part for part in parts if isinstance(part, Part)]
    offered = sorted((one for part in whole for one in part.sentences), key=lambda one: -one.weight)
    chosen = [one.text for one in offered][:MAX_LEAD_SENTENCES]
    fillers = [
        *(part.sentence for part in whole if part.sentence),
        _("This report covers %(period)s.") % {"period": period.label},
        _("Changes are against %(period)s.") % {"period": period.previous.label},
        _("Every figure opens the records it counts on the platform."),
    ]
    for sentence in fillers:
        is_told = any(one in sentence for one in chosen)
        if len(chosen) < FEWEST_LEAD_SENTENCES and not is_told:
            chosen.append(sentence)
    return tuple(chosen)


def reader_note(variant: Variant) -> str:
    """For whom the figures were counted, and whether money is shown."""
    if not variant.party_id:
        return _("Made for the operators of the platform: it holds what is private to each party.")
    if variant.sees_amounts:
        text = _("Made for readers of %(party)s: it counts what they may see. Do not pass it on to others.")
    else:
        text = _("Made for readers of %(party)s: it counts what they may see, and leaves amounts of money out.")
    return text % {"party": variant.party_name}


def contact_of(report: Report) -> Contact:
    if report.owner:
        return Contact(str(report.owner), report.owner.email)
    return Contact(_("the administrators of the platform"), settings.REPLY_TO or settings.DEFAULT_FROM_EMAIL)


def late_note(run: ReportRun) -> str | None:
    """That the report is late, and why; None for one in time, by hand, on trial, or older than its definition."""
    is_in_time = timezone.now() - run.due_at <= LATE_AFTER
    if run.kind != ReportRun.Kind.SCHEDULED or is_in_time or run.report.created_at > run.due_at:
        return None
    if run.created_at - run.due_at > LATE_AFTER:
        text = _("This report is late: it was due on %(moment)s, when the platform's scheduler was not running.")
    else:
        text = _("This report is late: it was due on %(moment)s, and could not be prepared at once.")
    return text % {"moment": formats.moment(run.due_at)}


def by_hand_note(run: ReportRun) -> str | None:
    if run.pk is None:
        return _("This is a preview: it is sent to nobody.")
    if run.kind == ReportRun.Kind.TRIAL:
        return _("This is a trial, sent to you alone.")
    if run.kind == ReportRun.Kind.MANUAL:
        return _("This copy was sent by hand; the scheduled report comes as usual.")
    return None


def subject_of(run: ReportRun) -> str:
    """Begins with the report's name and period."""
    subject = " ".join(f"{run.report.name} · {run.period.label}".split())  # a line break would end the header
    if run.kind == ReportRun.Kind.TRIAL:
        return _("%(subject)s (trial)") % {"subject": subject}
    if run.kind == ReportRun.Kind.MANUAL:
        return _("%(subject)s (sent by hand)") % {"subject": subject}
    return subject


def counts_samples(report: Report, figures: list[FigureChange], viewer: Viewer) -> bool:
    """Whether a sample is among what the figures could have counted."""
    models = {one.now.figure.model for one in figures if isinstance(one.now.figure, Figure)}
    return report.is_sample or any(
        model.objects.visible_to(viewer).filter(Q(is_sample=True)).exists()
        for model in sorted(models, key=lambda model: model._meta.label)
    )


def absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"
