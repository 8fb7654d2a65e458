"""The report section of joint education: people in training, enrolled and completed, and their supervisors."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnership.reports.composer.cells import number_cell, record_cell, text_cell
from partnership.reports.composer.content import LeadSentence, Priority, SectionContent, figure_changes, have_news
from partnership.reports.composer.document import ColumnKind, DocumentColumn, DocumentTable
from partnership.rules.figures import within
from partnership.rules.periods import Period
from partnership.rules.registry import ReportSection
from partnership.rules.visibility import Viewer
from talent.models import Programme, Trainee
from talent.models.trainee import in_training_on

FIGURES = ("trainees.in_training", "trainees.dual_coverage", "trainees.enrolled", "trainees.completed")


def build(viewer: Viewer, period: Period, options: dict[str, Any]) -> SectionContent:
    found = figure_changes(viewer, period, FIGURES)
    training, enrolled = (int(found[key].now.value or 0) for key in ("trainees.in_training", "trainees.enrolled"))
    sentence = ngettext("%(count)d person is in training.", "%(count)d people are in training.", training)
    sentence %= {"count": training}
    table = programmes_table(viewer, period)
    return SectionContent(
        key="talent",
        title=_("Joint education"),
        sentence=sentence,
        figures=tuple(found.values()),
        key_figures=("trainees.in_training",),
        blocks=(table,) if table.rows else (),
        lead_sentences=(LeadSentence(sentence, Priority.NOTABLE if enrolled else Priority.ORDINARY),),
        has_news=have_news(found.values()),
    )


def programmes_table(viewer: Viewer, period: Period) -> DocumentTable:
    """The programmes with people in training at the end of the period."""
    trainees = Trainee.objects.visible_to(viewer).current()
    now = count_by_programme(trainees.filter(in_training_on(period.last_day)))
    new = count_by_programme(trainees.filter(within("enrolled_on", period)))
    programmes = Programme.objects.visible_to(viewer).current().filter(Q(pk__in=now) | Q(pk__in=new)).order_by("code")
    columns = (
        DocumentColumn(_("Talent programme"), weight=4),
        DocumentColumn(_("Kind"), weight=3),
        DocumentColumn(_("In training"), ColumnKind.NUMBER),
        DocumentColumn(_("Enrolled in the period"), ColumnKind.NUMBER, weight=2),
    )
    rows = tuple(
        (
            record_cell(one),
            text_cell(one.get_kind_display()),
            number_cell(now.get(one.pk, 0)),
            number_cell(new.get(one.pk, 0)),
        )
        for one in programmes
    )
    return DocumentTable(_("Programmes with people in training"), columns, rows)


def count_by_programme(trainees: Any) -> dict[int, int]:
    return dict(trainees.order_by().values_list("cohort__programme").annotate(count=Count("pk")))


SECTIONS = (ReportSection("talent", gettext_lazy("Joint education"), build),)
