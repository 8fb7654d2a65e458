"""Organisations, their units, agreements and people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from partnership.cooperation.agreements import SIGNED, STATUS
from partnership.cooperation.filters import OrganisationFilter
from partnership.cooperation.people import TITLE, UNIT
from partnership.models import Organisation
from partnership.pages import Badge, Cell, Column, RecordDetail, RecordList, Section, section
from partnership.pages.tables.standard_columns import NAME
from partnership.rules.visibility import Viewer

SHORT = Column("code", gettext_lazy("Short name"), Cell.CODE, sort="code")
MAX_SHOWN = 50
KIND = Column("kind", gettext_lazy("Kind"), Cell.CHOICE, choices=Organisation.Kind, sort="kind")
PART_OF = Column("parent", gettext_lazy("Part of"), Cell.RECORD, sort="parent__code")


class OrganisationList(RecordList):
    model = Organisation
    title = gettext_lazy("Organisations")
    summary = ngettext_lazy(
        "%(count)d organisation; %(parties)d are parties of the cooperation.",
        "%(count)d organisations; %(parties)d are parties of the cooperation.",
        "count",
    )
    filterset_class = OrganisationFilter
    order = "code"
    select_related = ("parent",)
    related_lists = ((gettext_lazy("Roles"), "role_list"),)
    columns = (NAME, SHORT, KIND, PART_OF)

    def aggregates(self, viewer: Viewer) -> Mapping[str, Any]:
        return {"parties": Count("pk", filter=Q(is_party=True))}


class OrganisationDetail(RecordDetail):
    model = Organisation
    list_title = OrganisationList.title
    select_related = ("parent",)
    facts = ("name_zh", "name_en", "kind", "parent", "credit_code", "website")

    def state(self, record: Organisation) -> Badge | None:
        return Badge(_("party of the cooperation"), "accent") if record.is_party else None

    def side_sections(self, record: Organisation, viewer: Viewer) -> list[Section]:
        units = record.units.visible_to(viewer).current()
        return [section(_("Units"), (NAME, SHORT), units, viewer, empty=_("No unit is recorded."))]

    def main_sections(self, record: Organisation, viewer: Viewer) -> list[Section]:
        parts = record.agreement_parts.visible_to(viewer).current().select_related("agreement")
        columns = (
            Column("agreement", gettext_lazy("Agreement"), Cell.RECORD),
            Column("part", gettext_lazy("Part"), value=lambda part: part.get_part_display()),
            Column("agreement.signed_on", SIGNED.label, Cell.DAY),
            Column("agreement.status", STATUS.label, Cell.STATE, choices=STATUS.choices, tones=STATUS.tones),
        )
        latest = parts.order_by("-agreement__signed_on", "-pk")[:MAX_SHOWN]
        url = f"{reverse('agreement_list')}?party={record.pk}" if record.is_party else ""
        people = record.people.visible_to(viewer).current()[:MAX_SHOWN]
        people_url = f"{reverse('person_list')}?organisation={record.code}"
        return [
            section(
                _("Agreements"),
                columns,
                latest,
                viewer,
                url=url,
                is_foreign=True,
                empty=_("It is part of no agreement."),
            ),
            section(_("People"), (NAME, UNIT, TITLE), people, viewer, url=people_url, empty=_("Nobody is recorded.")),
        ]
