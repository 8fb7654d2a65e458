"""Sample files: offsets from the day of loading, both languages, and faults named by file, record and field."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.apps import apps

from partnership.models import Organisation, Person, User
from partnership.operations.data.files import DataFileError, data_files
from partnership.operations.samples.loading import load_samples
from partnership.operations.samples.offsets import day_at
from partnership.operations.samples.records import load_block
from partnership.operations.samples.sets import SampleSet
from tests.factories import UserFactory

SATURDAY = dt.date(2026, 11, 28)
FILE = "samples/99-new.json"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH_LAST = re.compile(r" / [^\u4e00-\u9fff]*[A-Za-z]{2}[^\u4e00-\u9fff]*$")
# Columns of one language, and what is written on papers of one.
IN_ONE_LANGUAGE = re.compile(r".*_(zh|en)|number|applicants/name|inventors/name")


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        ("+0d", dt.date(2026, 11, 28)),
        ("-1d", dt.date(2026, 11, 27)),
        ("+3m", dt.date(2027, 2, 28)),
        ("-96m", dt.date(2018, 11, 28)),
        ("-96m+7d", dt.date(2018, 12, 5)),
        ("+0d weekday", dt.date(2026, 11, 27)),
        ("+1d weekday", dt.date(2026, 11, 27)),
        ("+2d weekday", dt.date(2026, 11, 30)),
    ],
)
def test_offsets_count_from_the_day_of_loading(offset, expected):
    assert day_at(offset, SATURDAY) == expected


@pytest.mark.parametrize("offset", ["", "12d", "-12", "+7d-1m", "- 3d", "2026-11-28", "weekday", "-3y", None, 5])
def test_anything_else_is_no_offset(offset):
    with pytest.raises(ValueError, match="is no offset such as"):
        day_at(offset, SATURDAY)


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write the only data file of all apps."""
    for config in apps.get_app_configs():
        monkeypatch.setattr(config, "path", str(tmp_path / config.label))
    file = tmp_path / "partnership" / "data" / FILE
    file.parent.mkdir(parents=True)
    return lambda content: file.write_text(content if isinstance(content, str) else json.dumps({"blocks": content}))


def organisation(**values):
    return {"code": "S-NEW", "name_zh": "样例", "name_en": "Sample", "kind": "company", **values}


def person(**values):
    return {"name_zh": "江立春", "name_en": "JIANG Springdawn", "organisation": {"code": "S-NEW"}, **values}


def block(model, *records, **more):
    return [{"model": model, "records": records, **more}]


POST = {"organisation": {"code": "S-NEW"}, "title_zh": "教授", "title_en": "Professor", "starts_on": "-3m"}
PEOPLE = [*block("partnership.Organisation", organisation()), *block("partnership.Person", person(roles=[POST]))]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        (block("partnership.Organisation", organisation(colour="red")), "Organisation 1: colour: .* no such field"),
        (block("partnership.Organisation", organisation(id=5)), "Organisation 1: id: .* no such field"),
        (block("partnership.Organisation", organisation(kind="club")), "Organisation 1: kind: Value 'club' is not"),
        (block("partnership.Nothing", organisation()), "partnership.Nothing: .*Nothing"),
        (
            block("partnership.Organisation", organisation(), prepare="partnership.nothing.at_all"),
            "partnership.Organisation: No module named",
        ),
        (
            block("partnership.Organisation", organisation(), organisation(code="S-2", parent={"code": "S-3"})),
            "Organisation 2: parent: there is no partnership.Organisation with {'code': 'S-3'}",
        ),
        (block("partnership.Person", person(organisation="BEWG")), "Person 1: organisation: 'BEWG' is no reference"),
        (block("partnership.Person", person(organisation={"key": "x"})), "Person 1: organisation: there is no"),
        (
            [*PEOPLE[:1], *block("partnership.Person", person(), person(roles=[POST, {**POST, "starts_on": "soon"}]))],
            "Person 2, roles 2: starts_on: “soon” is no offset",
        ),
        (
            [*PEOPLE[:1], *block("partnership.Person", person(roles=[{**POST, "title": "Professor"}]))],
            "Person 1, roles 1: title: .* no such field",
        ),
        (
            [*PEOPLE[:1], *block("partnership.Person", person(unit="{soon:%Y}"))],
            "Person 1: unit: “soon” is no offset",
        ),
        (
            [*PEOPLE[:1], *block("partnership.Person", person(history=[{"on": "-3d", "values": {}}]))],
            "Person 1, history 1: by: is missing",
        ),
        (
            [*PEOPLE[:1], *block("partnership.Person", person(history=[{"on": "-3", "by": "x@example.com"}]))],
            "Person 1, history 1: on: “-3” is no offset",
        ),
    ],
)  # fmt: skip
def test_a_fault_names_file_record_and_field_and_leaves_nothing(write, bewg, but, blocks, fault):
    write(blocks)

    with pytest.raises(DataFileError, match=f"{FILE}: {fault}"):
        load_samples(day=SATURDAY)

    assert not Organisation.objects.filter(is_sample=True).exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_not_json_is_named_with_the_line(write, bewg, but):
    write('{"blocks": [\n  {"model": }\n]}')

    with pytest.raises(DataFileError, match=f"{FILE}: line 2: Expecting value"):
        load_samples(day=SATURDAY)


def test_further_sets_have_names_and_people_of_their_own(db):
    editor = UserFactory()
    blocks = [
        *block("partnership.Organisation", organisation(sets="first")),
        *block(
            "partnership.Person",
            person(email="jiang{further}@example.com", roles=[POST, {**POST, "sets": "further"}]),
            person(name_en="LIN Rainwater", sets="further"),
        ),
    ]
    for number in (1, 2):
        samples = SampleSet(SATURDAY, number, {None: [editor]})
        for one in blocks:
            load_block(samples, Path(FILE), one)

    people = Person.objects.filter(is_sample=True).order_by("pk")
    assert [(one.name_en, one.name_zh, one.email, one.roles.count()) for one in people] == [
        ("JIANG Springdawn", "江立春", "jiang@example.com", 1),
        ("JIANG Springdawn 2", "江立春 2", "jiang2@example.com", 2),
        ("LIN Rainwater 2", "江立春 2", "", 0),
    ]
    assert Organisation.objects.filter(is_sample=True).count() == 1
    assert {role.starts_on for one in people for role in one.roles.all()} == {dt.date(2026, 8, 28)}


def texts(value, path=""):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from texts(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, path)
    elif isinstance(value, str):
        yield path, value


def pairs(value):
    if isinstance(value, dict):
        for name in value:
            if name.endswith("_zh"):
                yield value[name], value.get(name.removesuffix("_zh") + "_en", "")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from pairs(inner)


@pytest.mark.parametrize("file", data_files("samples"), ids=lambda file: file.name)
def test_texts_are_in_both_languages(file):
    content = json.loads(file.read_text(encoding="utf-8"))

    assert [pair for pair in pairs(content) if not all(pair)] == []
    columns = [(path, text) for path, text in texts(content) if CHINESE.search(text)]
    shared = [text for path, text in columns if not re.search(rf"/({IN_ONE_LANGUAGE.pattern})$", path)]
    assert [text for text in shared if not ENGLISH_LAST.search(text)] == []
