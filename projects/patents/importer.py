"""The import of patents from tables as offices and search sites publish them, such as `data/patents_public.csv`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_noop

from partnership.models import Organisation, User
from partnership.records.saving import create_records, delete_record, save_record
from partnership.rules.visibility import Viewer, as_viewer
from partnership.transfer.files.table_files import require_columns
from partnership.transfer.outcome import CREATED, UNCHANGED, UPDATED, CellRefusedError
from partnership.transfer.record_tables import CHOICE_EXPECTED, RecordImporter, read_day
from partnership.transfer.table_import import ImportedRow, Importer
from projects.models import Inventor, Patent, PatentApplicant
from projects.patents.numbers import is_application_number, is_publication_number, office_code, plain_number

COLUMNS = (
    "publication_number",
    "application_number",
    "title",
    "kind",
    "filing_date",
    "priority_date",
    "publication_date",
    "grant_date",
    "status",
    "assignee",
    "current_owner",
    "inventors",
    "ipc",
    "title_alt",
    "note",
    "source",
)
DATES = {
    "filing_date": "filed_on",
    "priority_date": "priority_on",
    "publication_date": "published_on",
    "grant_date": "granted_on",
}
TEXTS = {
    "publication_number": "publication_number",
    "application_number": "application_number",
    "ipc": "ipc",
    "note": "note",
    "source": "source",
}
KINDS = {
    "invention": Patent.Kind.INVENTION,
    "utility model": Patent.Kind.UTILITY,
    "utility": Patent.Kind.UTILITY,
    "design": Patent.Kind.DESIGN,
    "发明": Patent.Kind.INVENTION,
    "发明专利": Patent.Kind.INVENTION,
    "实用新型": Patent.Kind.UTILITY,
    "外观设计": Patent.Kind.DESIGN,
}
STATUSES = {
    "active": Patent.Status.IN_FORCE,
    "active, expires": Patent.Status.IN_FORCE,
    "granted": Patent.Status.IN_FORCE,
    "授权": Patent.Status.IN_FORCE,
    "有效": Patent.Status.IN_FORCE,
    "pending": Patent.Status.PENDING,
    "实质审查": Patent.Status.PENDING,
    "公开": Patent.Status.PENDING,
    "rejected": Patent.Status.REJECTED,
    "驳回": Patent.Status.REJECTED,
    "withdrawn": Patent.Status.WITHDRAWN,
    "abandoned": Patent.Status.WITHDRAWN,
    "撤回": Patent.Status.WITHDRAWN,
    "expired": Patent.Status.EXPIRED,
    "expired - lifetime": Patent.Status.EXPIRED,
    "期限届满": Patent.Status.EXPIRED,
    "expired - fee related": Patent.Status.TERMINATED,
    "ceased": Patent.Status.TERMINATED,
    "未缴年费": Patent.Status.TERMINATED,
    "invalidated": Patent.Status.INVALIDATED,
    "无效": Patent.Status.INVALIDATED,
}
CHINESE_CHARACTER = re.compile("[一-鿿]")
SEPARATOR = "; "
ANY_NUMBER_EXPECTED = gettext_noop("a publication number or an application number")
PUBLICATION_EXPECTED = gettext_noop("a number such as CN104657806A")
APPLICATION_EXPECTED = gettext_noop("a number such as 201410054384.5, ending in its check digit")
ONCE_EXPECTED = gettext_noop("each number once in the file")
LATER_EXPECTED = gettext_noop("a day on or after the filing date")


@dataclass(frozen=True, slots=True)
class PeopleRows:
    """The model of rows of a patent that name people and, for applicants, the part that they have."""

    model: Any
    part: dict[str, str]


def require_patent_columns(columns: Sequence[str]) -> None:
    """Raise FileRefusedError where a column of a file of patents is missing."""
    require_columns(columns, COLUMNS)


def importer_for(columns: Sequence[str], by: User) -> Importer:
    """Return the importer of a table by its columns: published ones have titles, those export_rows here have names.

    Raises FileRefusedError where a column is missing.
    """
    if "name_zh" in columns or "name_en" in columns:
        return RecordImporter(Patent, as_viewer(by))
    require_patent_columns(columns)
    return PatentImporter(by)


class PatentImporter:
    """Writes rows of published patents as shared records; a number that the writer sees already changes that record."""

    def __init__(self, by: User | None) -> None:
        # Without an account the operator of the command line writes.
        self.viewer = as_viewer(by) if by is not None else Viewer(is_active=True, is_operator=True)
        self.numbers: set[str] = set()
        self.organisations = _organisations_by_name(self.viewer)

    def column_of(self, field_name: str) -> str:
        columns = {field: column for column, field in {**DATES, **TEXTS}.items()}
        return columns.get(field_name, "title" if field_name.startswith("name_") else field_name)

    def write(self, row: dict[str, str], *, by: User | None) -> ImportedRow:
        self._check_numbers(row)
        values, all_people = _values(row), self._people(row)
        patent = self._find(row)
        before = _table_row(patent) if patent else {}
        if patent is None:
            # Without a title in the source the number is the name.
            number = row["publication_number"] or row["application_number"]
            patent = Patent(**({} if {"name_zh", "name_en"} & values.keys() else {"name_en": number}))
        is_changed = patent.pk is None or any(getattr(patent, name) != value for name, value in values.items())
        if is_changed:
            for name, value in values.items():
                setattr(patent, name, value)
            save_record(patent, by=by)
        has_new_people = [_replace_people(patent, people, names, by) for people, names in all_people if names]
        result = CREATED if not before else UPDATED if is_changed or any(has_new_people) else UNCHANGED
        return ImportedRow(result, patent, before, _table_row(patent))

    def _check_numbers(self, row: dict[str, str]) -> None:
        published, applied = row["publication_number"], row["application_number"]
        if not published and not applied:
            raise CellRefusedError("publication_number", "", ANY_NUMBER_EXPECTED)
        if published and not is_publication_number(published):
            raise CellRefusedError("publication_number", published, PUBLICATION_EXPECTED)
        if applied and not is_application_number(applied):
            raise CellRefusedError("application_number", applied, APPLICATION_EXPECTED)
        number = plain_number(published or applied)
        if number in self.numbers:
            column = "publication_number" if published else "application_number"
            raise CellRefusedError(column, published or applied, ONCE_EXPECTED)
        self.numbers.add(number)

    def _find(self, row: dict[str, str]) -> Patent | None:
        audiences = [None] if self.viewer.is_operator else [None, self.viewer.party_id]
        patents = Patent.objects.visible_to(self.viewer)
        for number in filter(None, (row["publication_number"], row["application_number"])):
            keys = [Patent.key_of(audience, number) for audience in audiences]
            if patent := patents.filter(number_key__in=keys).order_by(F("private_to").asc(nulls_first=True)).first():
                return patent
        return None

    def _people(self, row: dict[str, str]) -> list[tuple[PeopleRows, list[dict[str, Any]]]]:
        """Return the applicants, owners and inventors that a row names."""
        parts = ((PatentApplicant.Part.APPLICANT, "assignee"), (PatentApplicant.Part.OWNER, "current_owner"))
        applicants = [
            (
                PeopleRows(PatentApplicant, {"part": part}),
                [
                    {**person, "organisation": self.organisations.get(person["name"].casefold())}
                    for person in _split_names(row[column])
                ],
            )
            for part, column in parts
        ]
        return [*applicants, (PeopleRows(Inventor, {}), _split_names(row["inventors"]))]


def _values(row: dict[str, str]) -> dict[str, Any]:
    """Return the fields that a row fills; an empty cell leaves the field of a known patent as it is."""
    values: dict[str, Any] = {field: row[column] for column, field in TEXTS.items() if row[column]}
    for column in ("title_alt", "title"):
        if row[column]:
            values["name_zh" if CHINESE_CHARACTER.search(row[column]) else "name_en"] = row[column]
    values |= {field: read_day(column, row[column]) for column, field in DATES.items() if row[column]}
    values["kind"] = _choice("kind", row["kind"], KINDS)
    values["office"] = office_code(row["publication_number"] or row["application_number"])
    if row["status"]:
        values["status"] = _choice("status", row["status"], STATUSES)
    _check_order(row, values)
    return values


def _check_order(row: dict[str, str], values: dict[str, Any]) -> None:
    filed: dt.date | None = values.get("filed_on")
    for column in ("publication_date", "grant_date"):
        day = values.get(DATES[column])
        if filed and day and day < filed:
            raise CellRefusedError(column, row[column], LATER_EXPECTED)


def _choice(column: str, text: str, choices: dict[str, Any]) -> Any:
    if text.casefold() not in choices:
        raise CellRefusedError(column, text, CHOICE_EXPECTED, values=", ".join(choices))
    return choices[text.casefold()]


def _replace_people(patent: Patent, people: PeopleRows, names: list[dict[str, Any]], by: User | None) -> bool:
    """Replace the people of a patent by these; return whether that changed anything."""
    # unscoped: its own rows
    rows = list(people.model.objects.filter(patent=patent, **people.part).order_by("position"))
    if [{field: getattr(row, field) for field in names[0]} for row in rows] == names:
        return False
    # The new rows first, so that the history speaks of what was entered and not of what it replaced.
    create_records([people.model(patent=patent, **people.part, **person) for person in names], by=by)
    for row in rows:
        delete_record(row, by=by)  # type: ignore[arg-type]
    return True


def _table_row(patent: Patent) -> dict[str, str]:
    """Return the patent in the columns of the table, for the preview."""
    applicants = list(patent.applicants.order_by("position"))  # unscoped: the patent's own rows
    inventors = patent.inventors.order_by("position")  # unscoped: the patent's own rows
    parts = {
        part: SEPARATOR.join(applicant.name for applicant in applicants if applicant.part == part)
        for part in PatentApplicant.Part
    }
    days = {column: getattr(patent, field) for column, field in DATES.items()}
    return {
        **{column: getattr(patent, field) for column, field in TEXTS.items()},
        **{column: "" if day is None else str(day) for column, day in days.items()},
        "title": patent.name_zh or patent.name_en,
        "title_alt": patent.name_en if patent.name_zh else "",
        "kind": str(patent.get_kind_display()),
        "status": str(patent.get_status_display()),
        "assignee": parts[PatentApplicant.Part.APPLICANT],
        "current_owner": parts[PatentApplicant.Part.OWNER],
        "inventors": SEPARATOR.join(inventor.name for inventor in inventors),
    }


def _split_names(text: str) -> list[dict[str, Any]]:
    """Return the names of a cell, separated by semicolons, with their positions."""
    names = [name.strip() for name in re.split("[;；]", text) if name.strip()]
    return [{"position": position, "name": name} for position, name in enumerate(names, 1)]


def _organisations_by_name(viewer: Viewer) -> dict[str, Organisation]:
    """Return the organisations by each of their names."""
    organisations = {}
    for organisation in Organisation.objects.visible_to(viewer):
        for name in (organisation.name_zh, organisation.name_en):
            if name:
                organisations[name.casefold()] = organisation
    return organisations
