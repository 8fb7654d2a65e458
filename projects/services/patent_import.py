"""Takes in tables of patents as offices and search sites publish them; `data/patents_public.csv` is one."""

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
from projects.patent_numbers import is_application_number, is_publication_number, office_of, plain_number

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
CHINESE_SIGN = re.compile("[一-鿿]")
SEPARATOR = "; "
ANY_NUMBER_EXPECTED = gettext_noop("a publication number or an application number")
PUBLICATION_EXPECTED = gettext_noop("a number such as CN104657806A")
APPLICATION_EXPECTED = gettext_noop("a number such as 201410054384.5, ending in its check digit")
ONCE_EXPECTED = gettext_noop("each number once in the file")
LATER_EXPECTED = gettext_noop("a day on or after the filing date")


@dataclass(frozen=True, slots=True)
class People:
    """The rows of a patent that name people: a model and, for applicants, which part of them."""

    model: Any
    part: dict[str, str]


def require_patent_columns(columns: Sequence[str]) -> None:
    """Raise FileRefusedError where a column of a file of patents is missing."""
    require_columns(columns, COLUMNS)


def importer_of(columns: Sequence[str], by: User) -> Importer:
    """Published patents have titles; a table that was exported here has names. Raises FileRefusedError."""
    if "name_zh" in columns or "name_en" in columns:
        return RecordImporter(Patent, as_viewer(by))
    require_patent_columns(columns)
    return PatentImporter(by)


class PatentImporter:
    """Writes rows of published patents, shared; a number that the writer's audience has already changes that record."""

    def __init__(self, by: User | None) -> None:
        # Without an account the operator of the command line writes.
        self.viewer = as_viewer(by) if by is not None else Viewer(is_active=True, is_operator=True)
        self.seen: set[str] = set()
        self.organisations = _organisations(self.viewer)

    def column_of(self, field_name: str) -> str:
        back = {field: column for column, field in {**DATES, **TEXTS}.items()}
        return back.get(field_name, "title" if field_name.startswith("name_") else field_name)

    def write(self, row: dict[str, str], *, by: User | None) -> ImportedRow:
        self._check_numbers(row)
        values, people = _values(row), self._people(row)
        patent = self._find(row)
        before = _cells(patent) if patent else {}
        if patent is None:
            # A source that gives no title leaves the number to call it by.
            number = row["publication_number"] or row["application_number"]
            patent = Patent(**({} if {"name_zh", "name_en"} & values.keys() else {"name_en": number}))
        is_changed = patent.pk is None or any(getattr(patent, name) != value for name, value in values.items())
        if is_changed:
            for name, value in values.items():
                setattr(patent, name, value)
            save_record(patent, by=by)
        has_new_people = [_keep(patent, rows, wanted, by) for rows, wanted in people if wanted]
        result = CREATED if not before else UPDATED if is_changed or any(has_new_people) else UNCHANGED
        return ImportedRow(result, patent, before, _cells(patent))

    def _check_numbers(self, row: dict[str, str]) -> None:
        published, applied = row["publication_number"], row["application_number"]
        if not published and not applied:
            raise CellRefusedError("publication_number", "", ANY_NUMBER_EXPECTED)
        if published and not is_publication_number(published):
            raise CellRefusedError("publication_number", published, PUBLICATION_EXPECTED)
        if applied and not is_application_number(applied):
            raise CellRefusedError("application_number", applied, APPLICATION_EXPECTED)
        number = plain_number(published or applied)
        if number in self.seen:
            column = "publication_number" if published else "application_number"
            raise CellRefusedError(column, published or applied, ONCE_EXPECTED)
        self.seen.add(number)

    def _find(self, row: dict[str, str]) -> Patent | None:
        audiences = [None] if self.viewer.is_operator else [None, self.viewer.party_id]
        patents = Patent.objects.visible_to(self.viewer)
        for number in filter(None, (row["publication_number"], row["application_number"])):
            keys = [Patent.key_of(audience, number) for audience in audiences]
            if found := patents.filter(number_key__in=keys).order_by(F("private_to").asc(nulls_first=True)).first():
                return found
        return None

    def _people(self, row: dict[str, str]) -> list[tuple[People, list[dict[str, Any]]]]:
        """The applicants, owners and inventors that a row names."""
        parts = ((PatentApplicant.Part.APPLICANT, "assignee"), (PatentApplicant.Part.OWNER, "current_owner"))
        applicants = [
            (
                People(PatentApplicant, {"part": part}),
                [
                    {**one, "organisation": self.organisations.get(one["name"].casefold())}
                    for one in _named(row[column])
                ],
            )
            for part, column in parts
        ]
        return [*applicants, (People(Inventor, {}), _named(row["inventors"]))]


def _values(row: dict[str, str]) -> dict[str, Any]:
    """The fields that a row states; what it leaves empty is not known to its source, and stays as it is."""
    values: dict[str, Any] = {field: row[column] for column, field in TEXTS.items() if row[column]}
    for column in ("title_alt", "title"):
        if row[column]:
            values["name_zh" if CHINESE_SIGN.search(row[column]) else "name_en"] = row[column]
    values |= {field: read_day(column, row[column]) for column, field in DATES.items() if row[column]}
    values["kind"] = _known("kind", row["kind"], KINDS)
    values["office"] = office_of(row["publication_number"] or row["application_number"])
    if row["status"]:
        values["status"] = _known("status", row["status"], STATUSES)
    _check_order(row, values)
    return values


def _check_order(row: dict[str, str], values: dict[str, Any]) -> None:
    filed: dt.date | None = values.get("filed_on")
    for column in ("publication_date", "grant_date"):
        day = values.get(DATES[column])
        if filed and day and day < filed:
            raise CellRefusedError(column, row[column], LATER_EXPECTED)


def _known(column: str, text: str, words: dict[str, Any]) -> Any:
    if text.casefold() not in words:
        raise CellRefusedError(column, text, CHOICE_EXPECTED, values=", ".join(words))
    return words[text.casefold()]


def _keep(patent: Patent, people: People, wanted: list[dict[str, Any]], by: User | None) -> bool:
    """Make these the people of the patent; whether that changed anything."""
    rows = list(
        people.model.objects.filter(patent=patent, **people.part).order_by("position")
    )  # unscoped: its own rows
    if [{name: getattr(row, name) for name in wanted[0]} for row in rows] == wanted:
        return False
    # The new ones first: what an import entered stands for what it took away, not the other way round.
    create_records([people.model(patent=patent, **people.part, **one) for one in wanted], by=by)
    for row in rows:
        delete_record(row, by=by)  # type: ignore[arg-type]
    return True


def _cells(patent: Patent) -> dict[str, str]:
    """The patent in the columns of the file, for the preview."""
    applicants = list(patent.applicants.order_by("position"))  # unscoped: the patent's own rows
    inventors = patent.inventors.order_by("position")  # unscoped: the patent's own rows
    parts = {part: SEPARATOR.join(one.name for one in applicants if one.part == part) for part in PatentApplicant.Part}
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
        "inventors": SEPARATOR.join(one.name for one in inventors),
    }


def _named(text: str) -> list[dict[str, Any]]:
    """Names separated by semicolons, with their places."""
    names = [name.strip() for name in re.split("[;；]", text) if name.strip()]
    return [{"position": place, "name": name} for place, name in enumerate(names, 1)]


def _organisations(viewer: Viewer) -> dict[str, Organisation]:
    """Organisations by each of their names, to which a name in the file may belong."""
    found = {}
    for organisation in Organisation.objects.visible_to(viewer):
        for name in (organisation.name_zh, organisation.name_en):
            if name:
                found[name.casefold()] = organisation
    return found
