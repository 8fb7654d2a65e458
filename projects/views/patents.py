"""Patents with their applicants and inventors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from partnership.pages import Badge, Cell, Column, RecordDetail, RecordList, Section, section
from partnership.pages.lists import ExtraCount
from partnership.pages.tables.standard_columns import CODE, ENDS, NAME, STARTS
from partnership.rules.periods import today
from partnership.rules.visibility import Viewer
from projects.filters import PatentFilter
from projects.models import Patent, PatentApplicant
from projects.models.patent import in_force_on, in_force_undated_on, unconfirmed_on
from projects.patents.protection import protection_text, unconfirmed_text, undated_text
from projects.views.projects import STATUS

TONES = {"in_force": "good", "pending": "accent", "rejected": "attention", "invalidated": "attention"}
KIND = Column("kind", gettext_lazy("Kind"), Cell.CHOICE, choices=Patent.Kind, sort="kind")
LEGAL_STATUS = Column(
    "status", gettext_lazy("Legal status"), Cell.STATE, choices=Patent.Status, tones=TONES, sort="status"
)
NUMBER = Column(
    "number",
    pgettext_lazy("patent", "Number"),
    Cell.CODE,
    value=lambda patent: patent.application_number or patent.publication_number,
    sort="application_number",
)
FILED = Column("filed_on", gettext_lazy("Filed"), Cell.DAY, sort="filed_on")
GRANTED = Column("granted_on", gettext_lazy("Granted"), Cell.DAY, sort="granted_on")


class PatentList(RecordList):
    model = Patent
    title = gettext_lazy("Patents")
    filterset_class = PatentFilter
    order = "-filed_on"
    columns = (NAME, CODE, NUMBER, KIND, LEGAL_STATUS, FILED, GRANTED)

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {
            "in_force": Count("pk", filter=in_force_on(today())),
            "undated": Count("pk", filter=in_force_undated_on(today())),
            "unconfirmed": Count("pk", filter=unconfirmed_on(today())),
            "pending": Count("pk", filter=Q(status=Patent.Status.PENDING)),
        }

    def sentence(self, totals: Mapping[str, Any]) -> str:
        text = ngettext(
            "%(count)d patent or application, %(in_force)d in force, %(pending)d pending.",
            "%(count)d patents and applications, %(in_force)d in force, %(pending)d pending.",
            totals["count"],
        )
        return text % totals

    def extra_counts(self, totals: Mapping[str, Any]) -> Sequence[ExtraCount]:
        day = str(today())
        uncertain = (
            (totals["undated"], undated_text, "in_force_undated_on"),
            (totals["unconfirmed"], unconfirmed_text, "unconfirmed_on"),
        )
        return [ExtraCount(text(count), {filter_name: day}) for count, text, filter_name in uncertain if count]


class PatentDetail(RecordDetail):
    model = Patent
    list_title = PatentList.title
    facts = (
        "kind", "office", "application_number", "publication_number", "priority_on", "filed_on", "published_on",
        "granted_on", "ended_on", "ipc", "note",
    )  # fmt: skip

    def state(self, record: Patent) -> Badge:
        return Badge(record.get_status_display(), TONES.get(record.status, "neutral"))

    def sentence(self, record: Patent, viewer: Viewer) -> str:
        return protection_text(record, today())

    def side_sections(self, record: Patent, viewer: Viewer) -> list[Section]:
        applicants = record.applicants.visible_to(viewer).select_related("organisation")
        inventors = record.inventors.visible_to(viewer).select_related("person")
        return [
            section(_("Applicants and owners"), APPLICANTS, applicants, viewer, empty=_("None is recorded yet.")),
            section(_("Inventors"), INVENTORS, inventors, viewer, empty=_("None is recorded yet.")),
        ]

    def main_sections(self, record: Patent, viewer: Viewer) -> list[Section]:
        projects = record.projects.visible_to(viewer).current()
        empty = _("It is linked to no project.")
        return [section(_("Projects"), (NAME, CODE, STATUS, STARTS, ENDS), projects, viewer, empty=empty)]


APPLICANTS = (
    Column("name", gettext_lazy("Name as recorded")),
    Column("part", gettext_lazy("Part"), Cell.CHOICE, choices=PatentApplicant.Part),
    Column("organisation", gettext_lazy("Organisation"), Cell.RECORD),
)
INVENTORS = (
    Column("name", gettext_lazy("Name as recorded")),
    Column("person", gettext_lazy("Person"), Cell.RECORD),
)
